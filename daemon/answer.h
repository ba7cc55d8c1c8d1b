/* answer.h - writes answers as msgpack; their shapes are described in proto/WIRE.md. */
#ifndef DAEMON_ANSWER_H
#define DAEMON_ANSWER_H

#include "engine.h"

/* {"id":...,  and the number of further pairs that the caller writes. */
void answer_begin(struct buffer *out, uint64_t id, uint32_t pairs);
/* The map of one event's answer. */
void answer_event(struct buffer *out, const struct answer *a);
/* Of an event that was acceptable itself, in an envelope that was not. */
void answer_event_envelope_refused(struct buffer *out);
void answer_event_busy(struct buffer *out, const char *reason, uint32_t retry_ms);
/* The map of a refusal: code, field, text, value, limit. */
void answer_refusal(struct buffer *out, const struct refusal *r);
/* A whole answer that is a refusal. */
void answer_refused(struct buffer *out, uint64_t id, const struct refusal *r);
/* The map of one follow-up. */
void answer_followup(struct buffer *out, const struct store_followup *f);

#endif
