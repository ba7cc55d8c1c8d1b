/* intake.h - events from a stream, one by one, as msgpack: JSON lines, or msgpack maps one behind the other. Holds one
 * event and what was read beyond it. */
#ifndef TOOLS_INTAKE_H
#define TOOLS_INTAKE_H

#include "../proto/buffer.h"
#include "../proto/schema.h"

enum { INTAKE_EVENT_MAX = 1000000 };

enum intake_result {
    INTAKE_EVENT,
    INTAKE_BAD,  /* this one cannot be read; *why says so. The next call goes on behind it */
    INTAKE_IDLE, /* nothing has arrived yet; the next call waits */
    INTAKE_END,
    INTAKE_BROKEN, /* reading failed, or nothing behind this place can be understood; *why says so */
};

struct intake {
    int fd;
    bool msgpack;
    uint64_t number; /* of the line, or of the map */
    struct buffer pending;
    size_t at; /* how much of pending is used up */
    struct buffer event;
    bool ended, idle_told;
};

void intake_begin(struct intake *in, int fd, bool msgpack);
/* *ret_event is valid until the next call. */
enum intake_result intake_next(struct intake *in, struct bytes *ret_event, struct refused *why);
void intake_end(struct intake *in);

#endif
