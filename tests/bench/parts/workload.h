/* workload.h - a payroll month of a large cooperative: what stands in its books before, and the events that are timed.
 * Everything follows from the number of members, so every run is the same work. */
#ifndef BENCH_WORKLOAD_H
#define BENCH_WORKLOAD_H

#include "../../../proto/codec.h"

enum {
    WORKLOAD_UNITS = 211,
    WORKLOAD_RESEND_EVERY = 200, /* 0.5 % of the events are sent again under their key */
    WORKLOAD_RESEND_BACK = 1001, /* so many events later */
};

/* The moment of its records: some time after the dates of its events. */
#define WORKLOAD_NOW_MS INT64_C(1767225600000)

/* Requests ready to be sent, one behind the other in bytes. */
struct request_span {
    size_t at;
    uint32_t len, events;
};
struct requests {
    struct buffer bytes;
    struct request_span *spans;
    size_t count;
    uint64_t events, resent;
};

struct unit_lines {
    uint32_t count;
    int64_t collected_satang;
};

struct workload {
    uint32_t members;
    int64_t *due_satang, *paid_satang; /* of each member: billed, and what his lines say so far */
    struct unit_lines units[WORKLOAD_UNITS];
    uint64_t sent;    /* events so far, those sent again included */
    uint64_t results; /* different ones */
    int64_t collected_satang;
    struct buffer pool; /* every different result event, encoded */
    size_t *pool_ends;
};

/* Whether event i of all result events, from 0, is an earlier one once more. */
static inline bool workload_resends(uint64_t i)
{
    return i % WORKLOAD_RESEND_EVERY == WORKLOAD_RESEND_EVERY - 1 && i >= 2 * WORKLOAD_RESEND_BACK;
}

void workload_unit_code(uint32_t unit, char out[12]);

/* Makes a store in the missing or empty directory: units, members, loans, one month billed; committed and closed. */
void workload_set_up(struct workload *w, const char *dir, uint32_t members);
void workload_free(struct workload *w);

/* The next result events, at most per_request in each request. With `rest` each member's line is all that is still due
 * from him (3 % pay less); without it, ten baht of it in advance. */
void workload_results(struct workload *w, uint64_t events, uint32_t per_request, bool rest, struct requests *ret);
/* Every unit's file is closed with the totals of its lines. */
void workload_closings(const struct workload *w, struct requests *ret);
void requests_free(struct requests *r);

/* The sums that the store in this directory holds for the month. */
struct workload_totals {
    uint64_t lines, units_settled;
    int64_t collected_satang, settled_satang; /* settled: what was billed and collected, beyond it, and in suspense */
};
void workload_totals_read(const char *dir, struct workload_totals *ret);

#endif
