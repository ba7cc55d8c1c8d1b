#include "intake.h"

#include "json.h"
#include "words.h"

#include "../proto/reader.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { READ_BYTES = 1 << 16 };

void intake_begin(struct intake *in, int fd, bool msgpack)
{
    *in = (struct intake){.fd = fd, .msgpack = msgpack};
}

void intake_end(struct intake *in)
{
    buffer_free(&in->pending);
    buffer_free(&in->event);
}

static enum intake_result broken(struct intake *in, struct refused *why, const char *code, const char *text)
{
    in->number++; /* of what cannot be read */
    memset(why, 0, sizeof *why);
    snprintf(why->code, sizeof why->code, "%s", code);
    snprintf(why->text, sizeof why->text, "%s", text);
    return INTAKE_BROKEN;
}

/* Reads some more. INTAKE_EVENT: something came. Tells once that it would have to wait, so that the caller can send
 * what it has gathered. */
static enum intake_result fill(struct intake *in, struct refused *why)
{
    struct pollfd p = {.fd = in->fd, .events = POLLIN};
    if (!in->idle_told && poll(&p, 1, 0) == 0) {
        in->idle_told = true;
        return INTAKE_IDLE;
    }
    in->idle_told = false;
    if (in->at > 0)
        memmove(in->pending.at, in->pending.at + in->at, in->pending.len - in->at);
    in->pending.len -= in->at;
    in->at = 0;
    ssize_t n;
    do
        n = read(in->fd, buffer_room(&in->pending, READ_BYTES), READ_BYTES);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return broken(in, why, "io", strerror(errno));
    in->pending.len += (size_t)n;
    in->ended = n == 0;
    return INTAKE_EVENT;
}

static struct bytes left(const struct intake *in)
{
    return (struct bytes){in->pending.at + in->at, in->pending.len - in->at};
}

static bool is_blank(struct bytes line)
{
    for (size_t i = 0; i < line.len; i++)
        if (!memchr(" \t\r", line.at[i], 3))
            return false;
    return true;
}

/* A line of JSON to in->event. */
static enum intake_result line_read(struct intake *in, struct bytes line, struct bytes *ret, struct refused *why)
{
    in->event.len = 0;
    if (!json_to_msgpack((const char *)line.at, line.len, &in->event, why))
        return INTAKE_BAD;
    *ret = buffer_bytes(&in->event);
    return INTAKE_EVENT;
}

static enum intake_result next_line(struct intake *in, struct bytes *ret, struct refused *why)
{
    for (;;) {
        struct bytes rest = left(in);
        const uint8_t *end = rest.len ? memchr(rest.at, '\n', rest.len) : NULL;
        if (!end && !in->ended && rest.len > INTAKE_EVENT_MAX)
            return broken(in, why, "too_large",
                          words_pick("the line is longer than an event can be", "บรรทัดยาวเกินหนึ่งเหตุการณ์"));
        if (!end && !in->ended) {
            enum intake_result result = fill(in, why);
            if (result != INTAKE_EVENT)
                return result;
            continue;
        }
        if (rest.len == 0)
            return INTAKE_END;
        struct bytes line = {rest.at, end ? (size_t)(end - rest.at) : rest.len};
        in->at += line.len + (end != NULL);
        in->number++;
        if (!is_blank(line))
            return line_read(in, line, ret, why);
    }
}

/* A value that is cut off looks like a malformed one, so whether it is malformed is known only at the end of the input.
 */
static enum intake_result next_map(struct intake *in, struct bytes *ret, struct refused *why)
{
    for (;;) {
        struct bytes rest = left(in);
        struct reader r = {rest.at, rest.at, rest.at + rest.len};
        struct refusal refusal = {0};
        if (rest.len == 0 && in->ended)
            return INTAKE_END;
        if (rest.len > 0 && reader_skip(&r, ret, &refusal)) {
            in->at += ret->len;
            in->number++;
            return INTAKE_EVENT;
        }
        bool cut = rest.len == 0 || refusal.code == REFUSAL_malformed;
        if (cut && !in->ended && rest.len <= INTAKE_EVENT_MAX) {
            enum intake_result result = fill(in, why);
            if (result != INTAKE_EVENT)
                return result;
            continue;
        }
        char sentence[sizeof why->text];
        refusal_sentence(&refusal, REFUSAL_ENGLISH, sentence, sizeof sentence);
        return broken(in, why, refusal_name(refusal.code), sentence);
    }
}

enum intake_result intake_next(struct intake *in, struct bytes *ret_event, struct refused *why)
{
    return in->msgpack ? next_map(in, ret_event, why) : next_line(in, ret_event, why);
}
