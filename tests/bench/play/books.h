/* books.h - what a month must have come to, asked through the socket: a figure of a wrong month is worth nothing. */
#ifndef BENCH_BOOKS_H
#define BENCH_BOOKS_H

#include "../../../tools/generate_society.h"

struct books {
    uint64_t units, bill_lines, result_lines, followups, bill_line_followups, settled_followups;
    int64_t billed_satang, deducted_satang, settled_satang, over_satang, suspense_satang, remitted_satang;
};

/* The first month. Ends this program with a sentence if something is wrong. */
void books_check(const char *socket, const struct society *c, uint64_t lines_sent, struct books *ret);

#endif
