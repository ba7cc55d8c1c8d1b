/* settle_parts.h - what the files of settlement share: settle.c walks a unit's month, settle_member.c splits a member's
 * money, settle_line.c brings one bill line to its share. Nobody else includes it. */
#ifndef HANDLERS_PAYROLL_SETTLE_PARTS_H
#define HANDLERS_PAYROLL_SETTLE_PARTS_H

#include "payroll.h"

/* What a slice works with. */
struct settling {
    struct txn *t;
    struct policy_in_force policy;
    struct cycle cycle;
    struct loan_billing *loans; /* the terms of this month's bill */
    struct unit_bill_key unit;
    struct unit_bill month;
    int64_t deducted_satang; /* by the members of this slice: to be added to the receivable */
    uint64_t asked_by;       /* the event that asked for this settlement; 0: the close of a day */
    int32_t date;
    enum fault open_fault;           /* of lines that are open again */
    struct result_file_key file_key; /* the file asked for last, and whether it counts */
    bool file_known, file_counts;
};

/* Sides that wait for their counterpart: credits above zero, debits below. A member with many loans needs more than one
 * posting. */
struct sides {
    struct side {
        enum account account;
        int64_t credit_satang;
        char sub_ref[24];
    } at[11];
    uint32_t count;
};

/* The member in hand, and what his lines in the files that count say. */
struct payer {
    struct bill_key key;
    struct bill bill;
    int64_t lines_satang; /* their sum */
    uint64_t lines_sum;   /* of their seqs, each mixed */
    uint32_t lines;
    uint64_t result_seq; /* of the furthest of them, by file and line */
    uint32_t line_no;
    enum reason reason;        /* of several the one listed first in the contract */
    bool itemised;             /* some came with a breakdown */
    bool open;                 /* nothing says any more what was deducted: the lines wait again */
    int64_t over_satang;       /* deducted beyond what was billed */
    int64_t settled_satang;    /* for lines that are not credits */
    int64_t short_satang;      /* not collected for them */
    uint32_t last_place;       /* of the last line that is not a credit: what is over is told there */
    uint64_t told, told_short; /* the last line told, and the last that became short */
    struct sides sides;
};

/* What a line is to stand at. */
struct line_share {
    int64_t collected_satang, over_satang;
};

/* Reads the member's lines. A line of somebody who is not billed here is suspended, or taken out of suspense when its
 * file does not count. */
void settle_lines_read(struct settling *s, struct payer *p);
/* Brings a billed member's month to what his lines say. */
void settle_member(struct settling *s, struct payer *p);

bool settle_line_at(const struct settling *s, const struct payer *p, uint32_t place, struct bill_line_key *ret_key,
                    struct bill_line *ret);
/* Brings a line to its share: tells it, corrects its receipt, moves the money. */
void settle_line(const struct settling *s, struct payer *p, const struct bill_line_key *key, struct bill_line *line,
                 struct line_share share);
/* What is over is owed back, or no longer. */
void settle_over(const struct settling *s, struct payer *p);
/* Posts the sides that wait. */
void settle_book(const struct settling *s, struct payer *p);

/* Arrears, interest and principal. */
int64_t settle_billed(const struct bill_line *line);

#endif
