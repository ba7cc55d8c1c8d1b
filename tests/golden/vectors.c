/* Golden vectors: for every event of the schema, the bytes, the JSON and the line for people of its sample
 * (proto/codec.h, proto/schema/). Run from the top of the tree: `vectors [directory]`.
 *
 * The newest version of an event must be what the codec makes now; older versions must still decode, and encode to
 * themselves. UPDATE=1 rewrites the newest version, for use before it is released; UPDATE=next adds a version. */
#include "../../proto/codec.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_A_LINE = 48, PAIRS_MAX = 128, VERSIONS_MAX = 99 };

static int failures;

static void report(const char *name, const char *problem)
{
    printf("%s - golden %s%s%s\n", problem ? "not ok" : "ok", name, problem ? ": " : "", problem ? problem : "");
    failures += problem != NULL;
}

/* The sample as it travels: of a consumed event with its envelope, of a follow-up only the fields. */
static void sample_event(const struct record_desc *d, struct event *ret)
{
    *ret = (struct event){.desc = d};
    codec_sample(schema_record_named("envelope"), &ret->envelope);
    snprintf(ret->envelope.type, sizeof ret->envelope.type, "%s", d->name);
    codec_sample(d, &ret->body);
}

static void encode(const struct event *e, struct buffer *out)
{
    if (e->desc->direction == OUT)
        codec_encode(e->desc, &e->body, out);
    else
        codec_encode_event(e, out);
}

static bool decode(const struct record_desc *d, struct bytes in, struct event *ret, struct refusal *why)
{
    *ret = (struct event){.desc = d};
    if (d->direction == OUT)
        return codec_decode(d, in, &ret->body, "data", why);
    return codec_decode_event(in, ret, why) && ret->desc == d;
}

/* ---- the file */

static void vector_text(const struct event *e, struct buffer *out)
{
    struct buffer wire = {0}, line = {0};
    encode(e, &wire);
    codec_line(e->desc, &e->body, &line);
    buffer_add_text(out, "wire");
    for (size_t i = 0; i < wire.len; i++) {
        char hex[8];
        snprintf(hex, sizeof hex, "%s%02x", i % BYTES_A_LINE == 0 ? "\n  " : "", wire.at[i]);
        buffer_add_text(out, hex);
    }
    buffer_add_text(out, "\njson\n  ");
    codec_json_any(buffer_bytes(&wire), out);
    buffer_add_text(out, "\nline\n  ");
    buffer_add(out, line.at, line.len);
    buffer_add_text(out, "\n");
    buffer_free(&wire);
    buffer_free(&line);
}

static bool file_read(const char *path, struct buffer *ret)
{
    FILE *f = fopen(path, "r");
    if (!f)
        return false;
    for (size_t n = 1; n > 0; ret->len += n)
        n = fread(buffer_room(ret, 4096), 1, 4096, f);
    fclose(f);
    return true;
}

/* The bytes behind "wire", up to "json". */
static void hex_read(const struct buffer *file, struct buffer *ret)
{
    for (size_t i = 4; i + 1 < file->len && file->at[i] != 'j'; i++) {
        char pair[] = {(char)file->at[i], (char)file->at[i + 1], '\0'};
        if (!isxdigit(file->at[i]))
            continue;
        *buffer_room(ret, 1) = (uint8_t)strtoul(pair, NULL, 16);
        ret->len++;
        i++;
    }
}

/* ---- another spelling of the same: maps backwards, every length and number as wide as can be */

static void put_wide(struct buffer *out, uint8_t tag, uint64_t value, int bytes)
{
    buffer_add(out, &tag, 1);
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
        uint8_t b = (uint8_t)(value >> shift);
        buffer_add(out, &b, 1);
    }
}

static void respell(struct bytes in, struct buffer *out)
{
    struct reader r = {in.at, in.at, in.at + in.len};
    struct refusal why;
    struct token t;
    struct bytes parts[2 * PAIRS_MAX];
    if (!reader_token(&r, &t, &why))
        return;
    uint32_t count = t.type == TOKEN_MAP ? 2 * t.count : t.type == TOKEN_ARRAY ? t.count : 0;
    for (uint32_t i = 0; i < count && i < 2 * PAIRS_MAX; i++)
        if (!reader_skip(&r, &parts[i], &why))
            return;
    switch (t.type) {
    case TOKEN_INTEGER:
        put_wide(out, 0xD3, (uint64_t)t.integer, 8);
        return;
    case TOKEN_STRING:
        put_wide(out, 0xDB, t.text.len, 4);
        buffer_add(out, t.text.at, t.text.len);
        return;
    case TOKEN_MAP:
        put_wide(out, 0xDF, t.count, 4);
        for (uint32_t i = 0; i < count; i++)
            respell(parts[count - 2 + i % 2 - i / 2 * 2], out);
        return;
    case TOKEN_ARRAY:
        put_wide(out, 0xDD, t.count, 4);
        for (uint32_t i = 0; i < t.count; i++)
            respell(parts[i], out);
        return;
    default:
        buffer_add(out, in.at, in.len);
    }
}

static bool same(const struct buffer *a, const struct buffer *b)
{
    return a->len == b->len && (a->len == 0 || memcmp(a->at, b->at, a->len) == 0);
}

/* Decodes `in` and compares its canonical form with `wire`. NULL, or what is wrong. */
static const char *check_decode(const struct record_desc *d, const struct buffer *in, const struct buffer *wire)
{
    static char sentence[256];
    static struct event e;
    struct buffer again = {0};
    struct refusal why = {0};
    if (!decode(d, buffer_bytes(in), &e, &why)) {
        snprintf(sentence, sizeof sentence, "does not decode: %s %s", refusal_name(why.code), why.field);
        return sentence;
    }
    encode(&e, &again);
    bool equal = same(&again, wire);
    buffer_free(&again);
    return equal ? NULL : "encodes to other bytes after decoding";
}

static const char *check_packed(const struct record_desc *d, const struct event *sample)
{
    static struct event e;
    struct buffer packed = {0}, again = {0};
    codec_pack(d, &sample->body, &packed);
    struct bytes in = buffer_bytes(&packed);
    const char *problem = NULL;
    if (!codec_unpack(d, &in, &e.body) || in.len != 0)
        problem = "the packed form cannot be read";
    else if (codec_pack(d, &e.body, &again), !same(&packed, &again) || memcmp(&e.body, &sample->body, d->size) != 0)
        problem = "the packed form reads as something else";
    buffer_free(&packed);
    buffer_free(&again);
    return problem;
}

/* One version on file. expected: the text of today's sample, for the newest version only. */
static const char *check_version(const struct record_desc *d, const struct buffer *file, const struct buffer *expected)
{
    struct buffer wire = {0}, other = {0};
    hex_read(file, &wire);
    respell(buffer_bytes(&wire), &other);
    const char *problem = check_decode(d, &wire, &wire);
    if (expected && !same(file, expected))
        problem = "differs from what is made now";
    if (!problem)
        problem = check_decode(d, &other, &wire);
    buffer_free(&wire);
    buffer_free(&other);
    return problem;
}

static void check_event(const char *directory, const struct record_desc *d)
{
    static struct event sample;
    const char *update = getenv("UPDATE"), *problem = NULL;
    struct buffer expected = {0}, file = {0};
    char path[512];
    int version = 0;
    sample_event(d, &sample);
    vector_text(&sample, &expected);
    for (int v = 1; v <= VERSIONS_MAX && !problem; v++) {
        struct buffer next = {0};
        snprintf(path, sizeof path, "%s/%s.v%d.txt", directory, d->name, v);
        if (!file_read(path, &next))
            break;
        if (version > 0)
            problem = check_version(d, &file, NULL);
        buffer_free(&file);
        file = next;
        version = v;
    }
    if (update && *update && !same(&file, &expected)) {
        version += version == 0 || strcmp(update, "next") == 0;
        snprintf(path, sizeof path, "%s/%s.v%d.txt", directory, d->name, version);
        buffer_free(&file);
        FILE *f = fopen(path, "w");
        if (!f || fwrite(expected.at, 1, expected.len, f) != expected.len || fclose(f) != 0 || !file_read(path, &file))
            problem = "cannot be written";
    }
    if (!problem)
        problem = version == 0 ? "is missing; UPDATE=1 writes it" : check_version(d, &file, &expected);
    report(d->name, problem ? problem : check_packed(d, &sample));
    buffer_free(&expected);
    buffer_free(&file);
}

/* A vector whose event is gone: names are never taken away. */
static void check_strays(const char *directory)
{
    DIR *dir = opendir(directory);
    for (struct dirent *entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir)) {
        const char *end = strstr(entry->d_name, ".v");
        for (const char *next = end; next; next = strstr(next + 1, ".v")) /* a verb may begin with v */
            end = next;
        if (end && !schema_event_named(entry->d_name, (size_t)(end - entry->d_name)) && strstr(end, ".txt"))
            report(entry->d_name, "no such event; events are never removed");
    }
    if (dir)
        closedir(dir);
}

int main(int argc, char **argv)
{
    const char *directory = argc > 1 ? argv[1] : "tests/golden";
    for (uint16_t id = 1; schema_event(id); id++)
        check_event(directory, schema_event(id));
    check_strays(directory);
    return failures > 0;
}
