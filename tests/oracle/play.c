/* Plays cases that oracle.py makes up, on the real handlers over the store in memory: lines on stdin, what came of each
 * on stdout. A case is events as in the scenarios, and steps of a payroll month, one a line:
 *
 *   case N                                     a new cooperative
 *   2024-01-12 loan.disbursed ...              an event
 *   bill PERIOD TO DUE                         the month's bill, interest up to and with the day TO
 *   settle TO DUE DATE SATANG                  what the payroll brought for that bill
 *   charge SATANG AFTER TO BP DAY BP DAY BP    interest over rates that change on these days, charged and given back
 *   end                                        the books are audited now and then; the answers leave
 *
 * Usage: play [--plant N]    case N bills a satang too much, so that the oracle can show that it notices */
#include "../../handlers/journal/posting.h"
#include "../../handlers/loan/loan.h"
#include "../../handlers/payroll/payroll.h"
#include "../support/audit.h"
#include "../support/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 4096, AUDIT_EVERY = 50 };

static const char contract[] = "S-1";

struct player {
    struct store_mem *store;
    uint64_t number, planted; /* of the case */
};

static _Noreturn void stop(const struct player *p, const char *line, const char *why)
{
    fprintf(stderr, "play: case %llu: %s: %s\n", (unsigned long long)p->number, line, why);
    exit(1);
}

static int32_t day_read(const struct player *p, const char *text)
{
    int32_t day = 0;
    if (!value_day_parse(text, strlen(text), &day))
        stop(p, text, "is no day");
    return day;
}

static void standing_print(struct player *p)
{
    struct loan loan;
    char counted_to[VALUE_TEXT_MAX];
    if (!loan_find(store_mem_txn(p->store), contract, &loan))
        return;
    value_day_print(loan.counted_to, counted_to);
    printf(" | principal %lld billed %lld %lld counted_to %s no %u fixed %lld%s", (long long)loan.principal_satang,
           (long long)loan.billed_interest_satang, (long long)loan.billed_principal_satang, counted_to,
           loan.billed_instalments, (long long)loan.fixed_satang, loan.state == loan_state_closed ? " closed" : "");
}

/* How an event's payment was split, and what goes back to the member, as the follow-ups tell it. */
static void followups_print(struct player *p, uint64_t behind)
{
    struct store_mem_followup f;
    for (uint64_t at = behind + 1; store_mem_followup(p->store, at, &f); at++) {
        if (f.id == EVENT_loan_instalment_posted) {
            const struct loan_instalment_posted *e = &f.body.loan_instalment_posted;
            printf(" paid %lld %lld balance %lld arrears %lld", (long long)e->interest_satang,
                   (long long)e->principal_satang, (long long)e->balance_satang, (long long)e->arrears_satang);
        }
        if (f.id == EVENT_refund_payable_created) {
            const struct refund_payable_created *e = &f.body.refund_payable_created;
            printf(" %s %lld", e->refund_cause == refund_cause_interest_return ? "return" : "excess",
                   (long long)e->amount_satang);
        }
    }
}

static void event_play(struct player *p, const char *line)
{
    static struct event event;
    struct refusal why;
    char error[SCENARIO_ERROR_MAX] = "";
    uint64_t told = store_mem_followups(p->store);
    if (!scenario_parse_event(line, &event, &why, error))
        stop(p, line, error);
    enum verdict verdict = why.code ? REFUSED : store_mem_apply(p->store, &event, &why);
    if (verdict == APPLIED) {
        printf("applied");
        followups_print(p, told);
        standing_print(p);
        putchar('\n');
    } else {
        printf("refused %s %s\n", refusal_name(why.code), why.field);
    }
}

static struct policy_in_force policy_find(const struct player *p, int32_t day)
{
    struct policy_in_force policy;
    if (!policy_on(store_mem_txn(p->store), day, &policy))
        stop(p, "bill", "no policy is in force");
    return policy;
}

static void step_begin(struct player *p)
{
    store_mem_begin_event(p->store, store_mem_last_seq(p->store) + 1);
}

static void bill_play(struct player *p, const char *line)
{
    char period[16], to[16], due[16], from_text[VALUE_TEXT_MAX], to_text[VALUE_TEXT_MAX];
    struct loan_billing b = {.fault = fault_member_short};
    struct loan_bill bill = {0};
    if (sscanf(line, "bill %15s %15s %15s", period, to, due) != 3 ||
        !value_period_parse(period, strlen(period), &b.period))
        stop(p, line, "is no bill");
    b.interest_to_date = day_read(p, to);
    b.due_date = day_read(p, due);
    struct policy_in_force policy = policy_find(p, b.due_date);
    step_begin(p);
    bool billed = loan_bill_month(store_mem_txn(p->store), contract, &b, &policy, &bill);
    store_mem_accept(p->store);
    if (!billed) {
        printf("nothing");
    } else {
        value_day_print(bill.calc_from, from_text);
        value_day_print(bill.calc_to, to_text);
        printf("bill %u interest %lld principal %lld from %s to %s arrears %lld", bill.instalment_no,
               (long long)bill.interest_satang + (p->number == p->planted), (long long)bill.principal_satang, from_text,
               to_text, (long long)bill.arrears_satang);
    }
    standing_print(p);
    putchar('\n');
}

/* The books of a settlement, so that the audit holds: what the payroll module does for a whole unit. */
static void settlement_book(struct player *p, int32_t day, int64_t amount_satang, const struct loan_payment *paid,
                            const struct cause *why)
{
    struct txn *t = store_mem_txn(p->store);
    struct posting posting;
    int64_t owed_back = paid->excess_satang + paid->interest_return_satang;
    posting_begin(&posting, NULL);
    posting_debit(&posting, account_bank, amount_satang, NULL);
    posting_debit(&posting, account_interest_income, paid->interest_return_satang, contract);
    posting_credit(&posting, account_interest_income, paid->interest_satang, contract);
    posting_credit(&posting, posting_loan_account(paid->kind), paid->principal_satang, contract);
    posting_credit(&posting, account_refund_payable, owed_back, paid->member_no);
    posting_emit(t, day, &posting, why);
    payroll_refund(t, paid->member_no, paid->excess_satang, refund_cause_over_deducted, day, why);
    payroll_refund(t, paid->member_no, paid->interest_return_satang, refund_cause_interest_return, day, why);
}

static void settle_play(struct player *p, const char *line)
{
    char to[16], due[16], date[16];
    long long amount;
    struct loan_billing b = {.fault = fault_member_short};
    struct loan_payment paid;
    struct cause why = cause_of("settle_order", 1);
    if (sscanf(line, "settle %15s %15s %15s %lld", to, due, date, &amount) != 4)
        stop(p, line, "is no settlement");
    b.interest_to_date = day_read(p, to);
    b.due_date = day_read(p, due);
    int32_t day = day_read(p, date);
    struct policy_in_force policy = policy_find(p, day);
    step_begin(p);
    loan_pay(store_mem_txn(p->store), contract, amount, day, &b, &policy, &why, &paid);
    settlement_book(p, day, amount, &paid, &why);
    store_mem_accept(p->store);
    printf("settled %lld %lld excess %lld return %lld", (long long)paid.interest_satang,
           (long long)paid.principal_satang, (long long)paid.excess_satang, (long long)paid.interest_return_satang);
    standing_print(p);
    putchar('\n');
}

static void charge_play(struct player *p, const char *line)
{
    char after[16], to[16], days[2][16];
    long long principal;
    struct rate_step steps[3] = {{0}};
    if (sscanf(line, "charge %lld %15s %15s %d %15s %d %15s %d", &principal, after, to, &steps[0].rate_bp, days[0],
               &steps[1].rate_bp, days[1], &steps[2].rate_bp) != 8)
        stop(p, line, "is no charge");
    int32_t from = day_read(p, after), until = day_read(p, to);
    steps[1].from_day = day_read(p, days[0]);
    steps[2].from_day = day_read(p, days[1]);
    struct policy_in_force policy = policy_find(p, until);
    struct interest_terms terms = policy_interest(&policy), back = interest_return_terms(terms);
    printf("charged %lld back %lld\n", (long long)interest_charge(principal, steps, 3, from, until, &terms),
           (long long)interest_charge(principal, steps, 3, from, until, &back));
}

static void case_begin(struct player *p, const char *line)
{
    store_mem_free(p->store);
    p->store = store_mem_new();
    p->number = strtoull(line + strlen("case "), NULL, 10);
    printf("%s\n", line);
}

static void case_end(struct player *p)
{
    char error[AUDIT_ERROR_MAX] = "";
    if (p->number % AUDIT_EVERY == 0 && !audit_store(p->store, error))
        stop(p, "end", error);
    puts("end");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    static char line[LINE_BYTES];
    struct player p = {0};
    if (argc == 3 && strcmp(argv[1], "--plant") == 0)
        p.planted = strtoull(argv[2], NULL, 10);
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "case ", 5) == 0)
            case_begin(&p, line);
        else if (!p.store)
            stop(&p, line, "stands before the first case");
        else if (strncmp(line, "bill ", 5) == 0)
            bill_play(&p, line);
        else if (strncmp(line, "settle ", 7) == 0)
            settle_play(&p, line);
        else if (strncmp(line, "charge ", 7) == 0)
            charge_play(&p, line);
        else if (strcmp(line, "end") == 0)
            case_end(&p);
        else
            event_play(&p, line);
    }
    store_mem_free(p.store);
    return 0;
}
