#include "net.h"

#include "../journal/posting.h"
#include "../loan/payment.h"
#include "../loan/security.h"
#include "../member/year.h"
#include "../payroll/payroll.h"
#include "../rules/money.h"

#include <string.h>

void net_add(struct net *n, uint32_t period, enum account account, const char *sub_ref, int64_t credit_satang)
{
    struct net_line *line = n->lines;
    if (credit_satang == 0)
        return;
    while (line < n->lines + n->lines_count &&
           (line->period != period || line->account != account || strcmp(line->sub_ref, sub_ref) != 0))
        line++;
    if (line == n->lines + NET_LINES_MAX) {
        n->full = true;
        return;
    }
    if (line == n->lines + n->lines_count) {
        n->lines_count++;
        *line = (struct net_line){.period = period, .account = account};
        value_code_set(line->sub_ref, sizeof line->sub_ref, sub_ref);
    }
    line->credit_satang = money_add(line->credit_satang, credit_satang);
}

static void owe(struct net *n, const char *member_no, int64_t over_satang, int64_t returned_satang)
{
    struct net_owner *o = n->owners;
    if (over_satang == 0 && returned_satang == 0)
        return;
    while (o < n->owners + n->owners_count && strcmp(o->member_no, member_no) != 0)
        o++;
    if (o == n->owners + NET_OWNERS_MAX) {
        n->full = true;
        return;
    }
    if (o == n->owners + n->owners_count) {
        n->owners_count++;
        *o = (struct net_owner){0};
        value_code_set(o->member_no, sizeof o->member_no, member_no);
    }
    o->over_satang = money_add(o->over_satang, over_satang);
    o->returned_satang = money_add(o->returned_satang, returned_satang);
}

static int64_t excess_of(const struct loan_fact *f)
{
    return money_sub(f->amount_satang, money_add(f->costs_satang, money_add(f->interest_satang, f->principal_satang)));
}

/* What a payment is divided into, added (1) or taken out (-1). The money itself stays where it is. */
static void divide(struct txn *t, struct net *n, const char *contract_no, const struct loan *loan,
                   const struct loan_fact *f, int sign)
{
    uint32_t period = value_period_of(f->date);
    const char *slip = f->place > 0 ? f->member_no : loan->member_no;
    const char *owner = f->place > 0 ? f->member_no : payment_owner(t, f->payer_no, loan->member_no);
    net_add(n, period, account_legal_advance, contract_no, sign * f->costs_satang);
    net_add(n, period, account_interest_income, contract_no, sign * (f->interest_satang - f->returned_satang));
    net_add(n, period, posting_loan_account((enum loan_kind)loan->kind), contract_no, sign * f->principal_satang);
    net_add(n, period, account_refund_payable, owner, sign * excess_of(f));
    net_add(n, period, account_refund_payable, slip, sign * f->returned_satang);
    owe(n, owner, sign * excess_of(f), 0);
    owe(n, slip, 0, sign * f->returned_satang);
    year_interest(t, loan->member_no, n->date, sign * (f->interest_satang - f->returned_satang));
}

void net_undo(struct txn *t, struct net *n, const struct loan_fact_key *key, const struct loan_fact *was)
{
    struct loan loan;
    if (!loan_find(t, key->contract_no, &loan))
        return;
    divide(t, n, key->contract_no, &loan, was, -1);
    if (was->payer_no[0] != '\0')
        guarantor_paid(t, &loan, was->payer_no, -was->principal_satang, was->date);
}

/* The line of a bill keeps what its payments were used for, so that they can be taken back. */
static void line_follow(struct txn *t, const char *contract_no, const struct loan_fact *was,
                        const struct loan_fact *now)
{
    struct bill_line_key key = {.period = now->period, .place = now->place};
    struct bill_line line;
    memcpy(key.unit_code, now->unit_code, sizeof key.unit_code);
    memcpy(key.member_no, now->member_no, sizeof key.member_no);
    if (now->place == 0 || !bill_line_get(t, &key, &line) || strcmp(line.contract_no, contract_no) != 0)
        return;
    line.to_costs_satang += now->costs_satang - was->costs_satang;
    line.to_interest_satang += now->interest_satang - was->interest_satang;
    line.to_principal_satang += now->principal_satang - was->principal_satang;
    line.returned_satang += now->returned_satang - was->returned_satang;
    bill_line_put(t, &key, &line);
}

void net_redone(struct txn *t, void *to, const struct loan_redone *payment)
{
    struct net *n = to;
    const struct loan_fact *now = payment->now;
    const char *contract_no = payment->key->contract_no;
    bool fresh = memcmp(payment->key, &n->fresh, sizeof n->fresh) == 0;
    int64_t principal = money_sub(now->principal_satang, fresh ? 0 : payment->was->principal_satang);
    if (!fresh)
        divide(t, n, contract_no, payment->before, payment->was, -1);
    divide(t, n, contract_no, payment->before, now, 1);
    if (now->payer_no[0] != '\0' && principal != 0)
        guarantor_paid(t, payment->before, now->payer_no, principal, now->date);
    if (!fresh)
        line_follow(t, contract_no, payment->was, now);
}

/* ---- booked */

/* The earliest month behind `after`; 0: none. */
static uint32_t period_next(const struct net *n, uint32_t after)
{
    uint32_t next = 0;
    for (uint32_t i = 0; i < n->lines_count; i++)
        if (n->lines[i].credit_satang != 0 && n->lines[i].period > after && (next == 0 || n->lines[i].period < next))
            next = n->lines[i].period;
    return next;
}

static bool period_book(struct txn *t, const struct net *n, uint32_t period, const struct net_link *link)
{
    struct posting posting;
    posting_begin(&posting, link->document_no);
    posting.body.corrects_seq = link->target_seq;
    posting.body.corrects_period = period;
    for (uint32_t i = 0; i < n->lines_count; i++) {
        const struct net_line *line = &n->lines[i];
        if (line->period != period)
            continue;
        if (line->credit_satang != 0 &&
            posting.body.lines_count == sizeof posting.body.lines / sizeof *posting.body.lines)
            return false;
        posting_move(&posting, line->account, line->credit_satang, line->sub_ref);
    }
    posting_emit(t, n->date, &posting, link->because);
    return true;
}

/* What was paid out already and is owed back less is to be got back. */
static void owner_less(struct txn *t, const struct net *n, const struct net_owner *o, enum refund_cause cause,
                       int64_t less_satang, const struct net_link *link)
{
    struct posting posting;
    int64_t reclaimed = payroll_refund_reverse(t, o->member_no, less_satang, cause, n->date, link->because);
    posting_begin(&posting, link->document_no);
    posting.body.corrects_seq = link->target_seq;
    posting_debit(&posting, account_other_receivable, reclaimed, o->member_no);
    posting_credit(&posting, account_refund_payable, reclaimed, o->member_no);
    posting_emit(t, n->date, &posting, link->because);
}

static void owner_follow(struct txn *t, const struct net *n, const struct net_owner *o, const struct net_link *link)
{
    if (o->over_satang > 0)
        payroll_refund(t, o->member_no, o->over_satang, refund_cause_over_paid, n->date, link->because);
    if (o->returned_satang > 0)
        payroll_refund(t, o->member_no, o->returned_satang, refund_cause_interest_return, n->date, link->because);
    if (o->over_satang < 0)
        owner_less(t, n, o, refund_cause_over_paid, -o->over_satang, link);
    if (o->returned_satang < 0)
        owner_less(t, n, o, refund_cause_interest_return, -o->returned_satang, link);
}

bool net_book(struct txn *t, struct net *n, const struct net_link *link)
{
    for (uint32_t period = period_next(n, 0); period > 0; period = period_next(n, period))
        if (!period_book(t, n, period, link))
            return false;
    for (uint32_t i = 0; i < n->owners_count; i++)
        owner_follow(t, n, &n->owners[i], link);
    return !n->full;
}
