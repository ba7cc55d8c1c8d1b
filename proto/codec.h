/* codec.h - between bytes and structs, one loop over the descriptors of schema.h.
 *
 * Two forms. The wire form is msgpack maps with the field names as keys; any valid spelling is read, one canonical
 * spelling is written (fields in order of declaration, OPTIONAL zeros left out, shortest integers). The packed form is
 * the daemon's own, for follow-ups at rest: values in order of declaration without names, trailing zeros cut off, so
 * that a field added at the end changes no old byte.
 *
 * Decoding allocates nothing; what it returns points into the input or the caller's struct.
 */
#ifndef PROTO_CODEC_H
#define PROTO_CODEC_H

#include "buffer.h"
#include "reader.h"
#include "schema.h"

/* One event as received: its envelope and, by type, its body. */
struct event {
    const struct record_desc *desc;
    struct envelope envelope; /* envelope.data points into the input */
    union event_body body;
};

/* ---- wire form */

/* Decodes exactly one map with the fields of d into *ret_body (a struct of d). false: *why names the field below
 * `where`. */
bool codec_decode(const struct record_desc *d, struct bytes in, void *ret_body, const char *where, struct refusal *why);
/* Decodes an envelope and its data. Only IN and INTERNAL events. */
bool codec_decode_event(struct bytes in, struct event *ret, struct refusal *why);
/* Appends the canonical form. */
void codec_encode(const struct record_desc *d, const void *body, struct buffer *out);
void codec_encode_event(const struct event *e, struct buffer *out);
/* Fields in which two bodies of d differ, as "a, b"; empty when they are the same. */
void codec_differences(const struct record_desc *d, const void *a, const void *b, char *out, size_t size);

/* Small pieces, for the maps that have no descriptor. */
void codec_put_map(struct buffer *out, uint32_t pairs);
void codec_put_array(struct buffer *out, uint32_t elements);
void codec_put_text(struct buffer *out, const char *text);
void codec_put_integer(struct buffer *out, int64_t value);
void codec_put_flag(struct buffer *out, bool value);

/* ---- packed form */

void codec_pack(const struct record_desc *d, const void *body, struct buffer *out);
/* Reads one packed struct at *in and moves on. false: the bytes are damaged. */
bool codec_unpack(const struct record_desc *d, struct bytes *in, void *ret_body);

/* ---- text */

/* The text form of one scalar field; returns its length. A choice gives its word, a flag true or false. */
size_t codec_field_text(const struct field_desc *f, const void *body, char *out, size_t size);
/* Sets one scalar field from its text form; false if it is none. */
bool codec_field_parse(const struct field_desc *f, const char *text, void *body);
/* {"member_no":"004411",...} on one line; OPTIONAL zeros left out. */
void codec_json(const struct record_desc *d, const void *body, struct buffer *out);
/* Any msgpack value as JSON on one line: the canonical rendering of what has no descriptor here. */
bool codec_json_any(struct bytes in, struct buffer *out);
/* "text" with JSON escapes. */
void codec_json_text(struct buffer *out, const char *text, size_t len);
/* For people: "member_no 004411  amount 5,936.99  item ordinary"; money in baht. */
void codec_line(const struct record_desc *d, const void *body, struct buffer *out);

/* A body with the samples of the schema, one element in each list. */
void codec_sample(const struct record_desc *d, void *ret_body);

#endif
