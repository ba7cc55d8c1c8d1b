/* sink_notify_parts.h - what the files of the notice sender share: what comes from the daemon, what goes back to it. */
#ifndef TOOLS_SINK_NOTIFY_PARTS_H
#define TOOLS_SINK_NOTIFY_PARTS_H

#include "libcoop/coop.h"
#include "notice_sender.h"

enum {
    SINK_PAGE_MAX = 512,
    SINK_GO_ON = -1, /* otherwise an exit status, after it was said why */
};

struct sink {
    struct notice_sender sender;
    struct coop *coop;
    struct coop_stream *stream;
    struct notice_mark mark; /* what is kept */
    uint64_t acknowledged;
    struct notice_news page[SINK_PAGE_MAX]; /* not kept yet */
    uint32_t page_count;
    bool once; /* ends when nothing can be done now */
};

/* The last day that was closed, as the daemon says; 0: none. */
int sink_day_closed(struct sink *s, int32_t *ret);

/* Takes what there is, waiting up to wait_ms for the first of it: kept and acknowledged. */
int sink_take(struct sink *s, int wait_ms);
/* Finds where to go on, and that the daemon was not told more than is kept here. */
int sink_begin(struct sink *s);
/* Tells what the daemon has not been told of the notices' progress, some of it. *ret_more: there was something. */
int sink_report(struct sink *s, bool *ret_more);

/* Says why a call did not succeed; a wish to stop is no failure. */
int sink_failed(struct sink *s, enum coop_result result);

#endif
