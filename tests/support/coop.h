/* coop.h - a small cooperative in memory for the tests of loans and collection: one policy, one unit, one member, and
 * the few steps that lead to a loan. Events are lines of text, as in scenario.h. */
#ifndef TESTS_SUPPORT_COOP_H
#define TESTS_SUPPORT_COOP_H

#include "../../handlers/collection/case.h"
#include "../../handlers/loan/loan.h"
#include "store_mem.h"

enum { COOP_TEXT_MAX = 4096 };

struct coop {
    struct store_mem *store;
    struct refusal why; /* of the last event */
    uint64_t mark;      /* follow-ups there were before the last step */
    char told[COOP_TEXT_MAX];
};

/* Policy 1 of 2024-01-01: emergency (12 instalments), ordinary (150) and special (360) at 6.00 %, /365, whole satang,
 * instalments in steps of 100 baht; take-home 30 % and 1,000.00; 3, 6, 12 months by due dates; 14 days for the
 * employer, 30 for mediation, 2 no-shows, 7 days of grace; Thursdays. Unit 0417; member 004411 with an income of
 * 100,000.00. */
void coop_begin(struct coop *c);
/* The same with words added to the line that publishes the policy: later ones win. */
void coop_begin_with(struct coop *c, const char *policy_words);
/* Audits the books and lets go of everything. */
void coop_end(struct coop *c);

int32_t coop_day(const char *text);
struct txn *coop_txn(struct coop *c);

/* "2024-01-12 loan.disbursed contract_no=S-1 ..." and then all the work that waits. */
enum verdict coop_send(struct coop *c, const char *line);
/* Refused, with this code, at this field. */
void coop_refused(struct coop *c, const char *line, const char *code, const char *field);
/* Types of the follow-ups of the last step, as "loan.closed journal.posting_requested". */
const char *coop_told(struct coop *c);
/* The latest follow-up of this type, of any step; false: there is none. */
bool coop_latest(struct coop *c, enum event_id id, struct store_mem_followup *ret);
uint64_t coop_count(struct coop *c, enum event_id id);

/* Closes every day from the one after the last closed day (or 2024-01-31, the first time) to this one: one step. */
void coop_close_to(struct coop *c, const char *day);

/* An ordinary loan of 300,000.00 in 60 instalments, applied for, granted and paid out on 2024-01-12 (IN-05, IN-06). */
void coop_lend(struct coop *c, const char *contract_no, const char *method);
/* A month's bill for one loan: interest to the end of it, due on its last day, late on the 5th of the next. */
bool coop_bill(struct coop *c, const char *contract_no, uint32_t period, struct loan_bill *ret);
/* Money from the payroll, with its postings. */
void coop_payroll(struct coop *c, const char *contract_no, int64_t amount_satang, const char *day,
                  struct loan_payment *ret);
/* So many months from 2024-01 on are billed and nothing is paid, up to the close of the day on which the last is late.
 */
void coop_miss(struct coop *c, const char *contract_no, uint32_t months);

struct loan coop_loan(struct coop *c, const char *contract_no);
struct collection_case coop_case(struct coop *c, const char *case_id);
struct member coop_member(struct coop *c);

#endif
