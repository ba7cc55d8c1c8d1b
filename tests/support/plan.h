/* plan.h - random months of a small cooperative (month.h): who has what, what was really deducted from whom, and the
 * events that tell it, for properties that hold however they come. Every step is checked. */
#ifndef TESTS_SUPPORT_PLAN_H
#define TESTS_SUPPORT_PLAN_H

#include "month.h"

enum { PLAN_MEMBERS = 9, PLAN_MONTHS = 3, PLAN_TEXT = 2000 };

/* What a unit really deducted from a member in a month. */
struct plan_truth {
    int64_t collected_satang;
    const char *reason; /* NULL: none */
    bool itemised;      /* the share first, the rest for the ordinary loan */
    int64_t share_satang;
};

struct plan {
    struct plan_truth truth[PLAN_MONTHS + 1][PLAN_MEMBERS];
    bool has_loan[PLAN_MEMBERS], has_second[PLAN_MEMBERS], has_deposit[PLAN_MEMBERS];
    int64_t share[PLAN_MEMBERS];
    bool accrued, kept; /* interest is income when it is billed; and what is unpaid of it stays when accrual stops */
};

struct plan_line {
    int member;
    uint32_t line_no;
    int64_t collected_satang;
    const char *file_ref, *reason;
    const struct plan_truth *items; /* NULL: without a breakdown */
    bool mistyped;                  /* under a number that is nobody's */
};

/* What comes of a seed, again and again the same; a number below n. */
void plan_seed(uint64_t seed);
uint32_t plan_dice(uint32_t n);

void plan_make(struct plan *p);
/* The cooperative, before its first month: members M0, M1 ... with loans S-0, T-0 ..., some with a deposit. */
void plan_begin(struct month *m, const struct plan *p);
void plan_open_cycle(struct month *m, int month);
/* What is deducted from a member, once his bill is known. */
int64_t plan_amount(const struct month *m, const struct plan *p, int month, int i);

void plan_send_line(struct month *m, int month, const struct plan_line *l);
/* With the totals that its lines have. */
enum verdict plan_close_file(struct month *m, int month, const char *file_ref, bool more);
/* The unit pays what it owes. */
void plan_send_money(struct month *m, int month);
/* Closes every day up to this one; the first is this one itself. */
void plan_close_days(struct month *m, int32_t to);

/* An event as a line of text, with this outcome; and one that an officer answers for. */
void plan_say(struct month *m, enum verdict expected, const char *format, ...) __attribute__((format(printf, 3, 4)));
enum verdict plan_by_officer(struct month *m, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
