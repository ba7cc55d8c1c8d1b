/* stream.h - reads follow-ups: pages of them, the last n that match, the one at a position. */
#ifndef TOOLS_STREAM_H
#define TOOLS_STREAM_H

#include "ask.h"

#include "../proto/buffer.h"

struct stream_filter {
    const char *types;   /* a type, or a prefix ending in a dot; "" for all */
    const char *subject; /* what it must name; "" for all */
};

/* A follow-up, decoded. */
struct stream_item {
    struct followup head; /* its bodies point into raw */
    const struct record_desc *desc;
    union event_body body;
    struct cause cause;
};

/* false: it is not of a release that is known here. */
bool stream_decode(struct bytes raw, struct stream_item *ret);
/* "1034  2024-01-31  loan.classified  contract_no S-2567-0007  ..  (npl_class, event 812)" */
void stream_line(const struct stream_item *item, struct buffer *out);

/* One page. The follow-ups are visited as they came; *ret_next is where to go on, *ret_last the end of the stream. */
struct stream_page {
    uint64_t after;
    uint32_t limit, wait_ms;
    uint64_t ret_next, ret_last;
};
typedef void stream_visit(void *context, struct bytes raw);
int stream_fetch(struct ask *a, const struct stream_filter *f, struct stream_page *page, stream_visit *visit,
                 void *context);

/* The position behind which exactly the last n that match stand, and the end of the stream. */
int stream_last(struct ask *a, const struct stream_filter *f, uint64_t n, uint64_t *ret_after, uint64_t *ret_last);
/* *ret_found is false if there is none. */
int stream_at(struct ask *a, uint64_t position, struct stream_item *ret, bool *ret_found);

#endif
