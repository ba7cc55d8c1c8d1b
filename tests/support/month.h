/* month.h - a small cooperative for the tests of the payroll: unit 0417 of the group "monthly", members with share
 * subscriptions and loans, events as lines of text (scenario.h). Every month ends with an audit of the whole store. */
#ifndef TESTS_SUPPORT_MONTH_H
#define TESTS_SUPPORT_MONTH_H

#include "../../handlers/loan/loan.h"
#include "../../handlers/state/records.h"
#include "store_mem.h"

#define MONTH_OPEN                                                                                                     \
    "2024-01-10 payroll.cycle_opened period=2024-01 unit_group=monthly interest_to_date=2024-01-31 "                   \
    "remit_due_date=2024-01-31 cut_off_date=2024-02-05"
#define MONTH_OPEN_FEBRUARY                                                                                            \
    "2024-02-10 payroll.cycle_opened period=2024-02 unit_group=monthly interest_to_date=2024-02-29 "                   \
    "remit_due_date=2024-02-29 cut_off_date=2024-03-05"
#define MONTH_LINE "payroll.deduction_result period=2024-01 unit_code=0417 line_no="
#define MONTH_CLOSE "2024-01-30 payroll.result_file_closed period=2024-01 unit_code=0417 line_count="
#define MONTH_MONEY "payroll.remittance_received period=2024-01 unit_code=0417 bank_ref=KTB-1 amount="
#define MONTH_MORE_MONEY "payroll.remittance_received period=2024-01 unit_code=0417 bank_ref=KTB-2 amount="

enum { MONTH_JANUARY = 2024 * 12 };

struct month {
    struct store_mem *store;
    struct txn *t;
    struct refusal why;
};

/* The order of deduction: shares, emergency, ordinary, special loans at these places; 1 to 4 without saying so. */
struct month month_begin_ordered(int share, int emergency, int ordinary, int special);
struct month month_begin(void);
/* Audits and frees the store. */
void month_end(struct month *m);

/* One event as a line of text; month_say does the work that waits behind it, as the daemon does. */
enum verdict month_event(struct month *m, const char *line, bool work);
enum verdict month_say(struct month *m, const char *line);
/* Begins an event of the test's own, for what handlers of other subjects do; the test accepts it. */
void month_own_event(struct month *m);

/* share is the monthly subscription in baht; NULL for none. */
void month_member(struct month *m, const char *unit_code, const char *member_no, const char *share);
/* A loan of 12 months at 6 %, with principal instalments of this amount, paid out on the last day of 2023. */
void month_loan(struct month *m, const char *member_no, const char *contract_no, enum loan_kind kind,
                int64_t instalment_satang);

/* Follow-ups of a kind; their number, and the n-th, counted from 0, with its position (0 if there is none). */
uint64_t month_count(const struct month *m, enum event_id id);
uint64_t month_followup(const struct month *m, enum event_id id, uint64_t n, struct store_mem_followup *ret);
/* How many notifications were made from this template, and the last of them. */
uint64_t month_notices(const struct month *m, enum template template, struct notification_requested *ret_last);
/* Checks what became of a bill line, the n-th settled, counted from 0. */
struct month_line {
    const char *member_no;
    enum bill_item item;
    enum line_result result;
    int64_t billed_satang, collected_satang;
};
void month_check_line(const struct month *m, uint64_t n, const struct month_line *expected);
#define CHECK_LINE(m, n, ...) month_check_line(m, n, &(struct month_line){__VA_ARGS__})

struct unit month_unit(const struct month *m, const char *unit_code);
struct unit_bill month_bill(const struct month *m, const char *unit_code, uint32_t period);
/* The unit's main result file; nothing if no line came. */
struct result_file month_file(const struct month *m, const char *unit_code, uint32_t period);
struct member month_person(const struct month *m, const char *member_no);
/* Debits less credits. */
int64_t month_balance(const struct month *m, enum account account);

#endif
