#include "../clock/work.h"
#include "../journal/posting.h"
#include "../loan/loan.h"
#include "../deposit/deposit.h"
#include "../loan/loan_fact.h"
#include "../loan/security.h"
#include "../rules/money.h"
#include "../share/shares.h"
#include "settle_parts.h"

#include <string.h>

int64_t settle_billed(const struct bill_line *line)
{
    return money_add(line->arrears_satang, money_add(line->interest_satang, line->principal_satang));
}

bool settle_line_at(const struct settling *s, const struct payer *p, uint32_t place, struct bill_line_key *ret_key,
                    struct bill_line *ret)
{
    *ret_key = (struct bill_line_key){.period = p->key.period, .place = place};
    memcpy(ret_key->unit_code, p->key.unit_code, sizeof ret_key->unit_code);
    memcpy(ret_key->member_no, p->key.member_no, sizeof ret_key->member_no);
    return bill_line_get(s->t, ret_key, ret);
}

static struct cause rule_cause(const struct settling *s, const char *rule, uint64_t position)
{
    struct cause c = cause_of(rule, s->policy.version);
    cause_add_position(&c, position);
    return c;
}

/* ---- books */

void settle_book(const struct settling *s, struct payer *p)
{
    struct posting posting;
    struct cause booked = cause_of("double_entry", 0);
    int64_t total = 0;
    cause_add_position(&booked, p->told);
    if (p->told == 0) /* only what is over has changed: no line tells it */
        cause_add_seq(&booked, s->asked_by);
    for (uint32_t i = 0; i < p->sides.count; i++)
        total = money_add(total, p->sides.at[i].credit_satang);
    posting_begin(&posting, NULL);
    posting_move(&posting, account_unit_receivable, -total, s->unit.unit_code);
    for (uint32_t i = 0; i < p->sides.count; i++) {
        const struct side *side = &p->sides.at[i];
        posting_move(&posting, side->account, side->credit_satang, side->sub_ref);
    }
    posting_emit(s->t, s->date, &posting, &booked);
    p->sides.count = 0;
}

static void side_add(const struct settling *s, struct payer *p, enum account account, int64_t credit_satang,
                     const char *sub_ref)
{
    if (credit_satang == 0)
        return;
    if (p->sides.count == sizeof p->sides.at / sizeof *p->sides.at)
        settle_book(s, p);
    struct side *side = &p->sides.at[p->sides.count++];
    side->account = account;
    side->credit_satang = credit_satang;
    value_code_set(side->sub_ref, sizeof side->sub_ref, sub_ref);
}

/* More is owed back to the member, or (negative) less. */
static void refund_move(const struct settling *s, struct payer *p, int64_t amount_satang, enum refund_cause why)
{
    struct cause because = rule_cause(s, "settle_order", p->told);
    int64_t reclaimed = 0;
    if (amount_satang == 0)
        return;
    if (p->told == 0)
        cause_add_seq(&because, s->asked_by);
    cause_add_seq(&because, p->result_seq);
    cause_add_fact(&because, fact_collected_satang, p->lines_satang, p->bill.billed_satang);
    if (amount_satang > 0)
        payroll_refund(s->t, p->key.member_no, amount_satang, why, s->date, &because);
    else
        reclaimed = payroll_refund_reverse(s->t, p->key.member_no, -amount_satang, why, s->date, &because);
    side_add(s, p, account_refund_payable, money_add(amount_satang, reclaimed), p->key.member_no);
    side_add(s, p, account_other_receivable, -reclaimed, p->key.member_no);
}

void settle_over(const struct settling *s, struct payer *p)
{
    refund_move(s, p, money_sub(p->over_satang, p->bill.over_satang), refund_cause_over_deducted);
}

/* ---- what is told */

static enum reason reason_of(const struct payer *p)
{
    if (p->lines == 0)
        return reason_missing_line;
    return p->reason == reason_absent ? reason_unknown : p->reason;
}

/* Why a line is short, in terms of whose fault it is. Of somebody who belongs elsewhere by now, it is that, unless the
 * unit gives another reason. */
static enum fault fault_of(const struct settling *s, const struct payer *p)
{
    struct member_key key;
    struct member member;
    switch (reason_of(p)) {
    case reason_unit_error:
        return fault_unit_error;
    case reason_transferred:
        return fault_moved_unit;
    case reason_missing_line:
    case reason_unknown:
    case reason_absent:
        memcpy(key.member_no, p->key.member_no, sizeof key.member_no);
        return member_get(s->t, &key, &member) && strcmp(member.unit_code, p->key.unit_code) != 0 ? fault_moved_unit
                                                                                                  : fault_unknown;
    case reason_insufficient_pay:
    case reason_on_leave_no_pay:
    case reason_resigned:
    case reason_deceased:
    case reason_court_attachment:
    case reason_student_loan_priority:
    case reason_consent_withdrawn:
        break;
    }
    return fault_member_short;
}

static void receipt_cancel(const struct settling *s, const struct payer *p, struct bill_line *line, int64_t old_satang,
                           const struct cause *because)
{
    struct payroll_receipt_cancelled body = {.receipt_no = line->receipt_no, .old_satang = old_satang};
    memcpy(body.member_no, p->key.member_no, sizeof body.member_no);
    line->cancelled = true;
    emit_payroll_receipt_cancelled(s->t, s->date, &body, because);
}

/* A number that was cancelled is never used again. */
static void receipt_renew(const struct settling *s, const struct payer *p, struct bill_line *line,
                          int64_t amount_satang, const struct cause *because)
{
    struct cancelled_receipt_key key = {line->receipt_no};
    struct payroll_receipt_issued body = {
        .receipt_no = counter_next(s->t, "receipt"), .amount_satang = amount_satang, .replaces_no = line->receipt_no};
    memcpy(body.member_no, p->key.member_no, sizeof body.member_no);
    cancelled_receipt_put(s->t, &key, &(struct cancelled_receipt){body.receipt_no});
    line->receipt_no = body.receipt_no;
    line->cancelled = false;
    emit_payroll_receipt_issued(s->t, s->date, &body, because);
}

/* The receipt stands at what was collected; while the line is open at what is billed (outstanding-cooperative guide
 * 2551, finance officer, duty 8). */
static void receipt_correct(const struct settling *s, const struct payer *p, struct bill_line *line,
                            enum line_result before, int64_t before_satang)
{
    struct cause because = rule_cause(s, "correct_collected", p->told);
    int64_t billed = settle_billed(line);
    int64_t old_satang = before == line_result_absent ? billed : before_satang;
    int64_t new_satang = line->result == line_result_absent ? billed : line->collected_satang;
    cause_add_fact(&because, fact_collected_satang, line->collected_satang, billed);
    if (line->credit)
        return;
    if (line->cancelled) {
        if (line->result != line_result_absent && new_satang > 0)
            receipt_renew(s, p, line, new_satang, &because);
    } else if (line->result == line_result_none) {
        receipt_cancel(s, p, line, old_satang, &because);
    } else if (new_satang != old_satang) {
        struct payroll_receipt_adjusted body = {
            .receipt_no = line->receipt_no, .old_satang = old_satang, .new_satang = new_satang};
        memcpy(body.member_no, p->key.member_no, sizeof body.member_no);
        emit_payroll_receipt_adjusted(s->t, s->date, &body, &because);
    }
}

static struct cause line_cause(const struct settling *s, const struct payer *p, const struct bill_line *line)
{
    struct cause because = cause_of("settle_order", s->policy.version);
    /* Without a line of its own the member's result follows from the closing of the file. */
    cause_add_seq(&because, p->lines > 0 ? p->result_seq : s->asked_by);
    cause_add_position(&because, s->month.bill_position);
    if (p->lines > 0)
        cause_add_fact(&because, fact_line_no, p->line_no, 0);
    cause_add_fact(&because, fact_collected_satang, line->collected_satang, settle_billed(line));
    return because;
}

static bool is_short(const struct bill_line *line)
{
    return line->collected_satang < settle_billed(line);
}

static void tell_settled(const struct settling *s, struct payer *p, const struct bill_line *line, int64_t over_satang,
                         int64_t before_satang)
{
    struct payroll_line_settled body = {
        .period = p->key.period,
        .item = line->item,
        .result = line->result,
        .billed_satang = settle_billed(line),
        .collected_satang = line->collected_satang,
        .receipt_no = line->receipt_no,
        .over_satang = over_satang,
        .before_satang = before_satang,
    };
    struct cause because = line_cause(s, p, line);
    memcpy(body.unit_code, p->key.unit_code, sizeof body.unit_code);
    memcpy(body.member_no, p->key.member_no, sizeof body.member_no);
    memcpy(body.contract_no, line->contract_no, sizeof body.contract_no);
    if (is_short(line))
        body.reason = (uint8_t)reason_of(p);
    p->told = emit_payroll_line_settled(s->t, s->date, &body, &because);
}

static void tell_reopened(const struct settling *s, struct payer *p, const struct bill_line *line,
                          int64_t before_satang)
{
    struct payroll_line_reopened body = {
        .period = p->key.period,
        .item = line->item,
        .billed_satang = settle_billed(line),
        .before_satang = before_satang,
        .receipt_no = line->receipt_no,
    };
    struct cause because = rule_cause(s, "file_revoked", s->month.bill_position);
    cause_add_seq(&because, s->asked_by);
    memcpy(body.unit_code, p->key.unit_code, sizeof body.unit_code);
    memcpy(body.member_no, p->key.member_no, sizeof body.member_no);
    memcpy(body.contract_no, line->contract_no, sizeof body.contract_no);
    p->told = emit_payroll_line_reopened(s->t, s->date, &body, &because);
}

/* ---- where the money goes */

/* A month's shares count as paid on its last day, whenever its file comes; so a correction finds the same day. */
static void share_move(const struct settling *s, struct payer *p, int64_t amount_satang)
{
    int32_t day = value_period_last_day(p->key.period);
    int64_t refunded = 0;
    if (amount_satang > 0)
        shares_add(s->t, p->key.member_no, day, amount_satang);
    else
        refunded = shares_take_back(s->t, p->key.member_no, day, -amount_satang);
    side_add(s, p, account_share_capital, money_add(amount_satang, refunded), p->key.member_no);
    refund_move(s, p, -refunded, refund_cause_share_refund);
}

static void standing_move(const struct settling *s, struct payer *p, const struct bill_line *line,
                          int64_t amount_satang)
{
    struct standing_order_key key = {.item = line->item};
    struct standing_order row = {0};
    enum account account = payroll_item_account((enum bill_item)line->item);
    memcpy(key.member_no, p->key.member_no, sizeof key.member_no);
    memcpy(key.account_no, line->contract_no, sizeof key.account_no);
    if (standing_order_get(s->t, &key, &row)) {
        row.paid_satang = money_add(row.paid_satang, amount_satang);
        standing_order_put(s->t, &key, &row);
    }
    if (line->item == bill_item_deposit)
        account = deposit_move(s->t, &(struct deposit_change){.member_no = p->key.member_no,
                                                              .account_no = line->contract_no,
                                                              .into_satang = amount_satang,
                                                              .date = s->date,
                                                              .kind = deposit_kind_savings});
    side_add(s, p, account, line->credit ? -amount_satang : amount_satang,
             deposit_ref(p->key.member_no, line->contract_no));
}

/* A credit uses up what was set off when the bill was made. */
static void refund_use(const struct settling *s, struct payer *p, int64_t amount_satang)
{
    struct member_key key;
    struct member member;
    memcpy(key.member_no, p->key.member_no, sizeof key.member_no);
    if (!member_get(s->t, &key, &member))
        return;
    member.refund_billed_satang = money_sub(member.refund_billed_satang, amount_satang);
    member_put(s->t, &key, &member);
    side_add(s, p, account_refund_payable, -amount_satang, p->key.member_no);
}

/* Interest that later bills charged on the principal repaid now is owed back; or taken back, with the principal. */
static void interest_return_move(const struct settling *s, const struct payer *p, const struct bill_line *line,
                                 int64_t amount_satang, uint64_t position)
{
    struct cause back = rule_cause(s, "interest_return", position), booked = cause_of("double_entry", 0);
    struct posting posting;
    int64_t reclaimed = 0;
    if (amount_satang > 0)
        payroll_refund(s->t, p->key.member_no, amount_satang, refund_cause_interest_return, s->date, &back);
    else
        reclaimed = payroll_refund_reverse(s->t, p->key.member_no, -amount_satang, refund_cause_interest_return,
                                           s->date, &back);
    cause_add_position(&booked, position);
    posting_begin(&posting, NULL);
    posting_move(&posting, account_interest_income, -amount_satang, line->contract_no);
    posting_move(&posting, account_refund_payable, money_add(amount_satang, reclaimed), p->key.member_no);
    posting_move(&posting, account_other_receivable, -reclaimed, p->key.member_no);
    posting_emit(s->t, s->date, &posting, &booked);
}

static void loan_sides(const struct settling *s, struct payer *p, const struct bill_line *line, int sign,
                       const struct loan_payment *m)
{
    side_add(s, p, account_legal_advance, sign * m->costs_satang, line->contract_no);
    side_add(s, p, account_interest_income, sign * m->interest_satang, line->contract_no);
    side_add(s, p, payroll_item_account((enum bill_item)line->item), sign * m->principal_satang, line->contract_no);
}

/* Who pays a borrower's loan on his own slip, and answers for it, is noted as a guarantor who pays. */
static void guarantor_note(const struct settling *s, const struct payer *p, const struct bill_line *line,
                           int64_t principal_satang)
{
    struct loan loan;
    if (line->borrower_no[0] == '\0' || !loan_find(s->t, line->contract_no, &loan))
        return;
    loan.principal_satang = money_add(loan.principal_satang, principal_satang);
    guarantor_paid(s->t, &loan, p->key.member_no, principal_satang, s->date);
}

/* Which line paid: what the payment comes to, if it is derived anew, is that line's. */
static void fact_note(const struct settling *s, const struct payer *p, const struct bill_line_key *key,
                      const struct bill_line *line, uint32_t fact_no)
{
    struct loan_fact_key fact_key = loan_fact_key(line->contract_no, clock_day_closed(s->t), fact_no);
    struct loan_fact fact;
    if (!loan_fact_get(s->t, &fact_key, &fact))
        return;
    fact.place = key->place;
    fact.period = key->period;
    memcpy(fact.unit_code, key->unit_code, sizeof fact.unit_code);
    memcpy(fact.member_no, key->member_no, sizeof fact.member_no);
    if (line->borrower_no[0] != '\0')
        value_code_set(fact.payer_no, sizeof fact.payer_no, p->key.member_no);
    loan_fact_put(s->t, &fact_key, &fact);
}

/* What the loan no longer takes, because it was paid elsewhere since the bill, is owed back to whoever paid. */
static void loan_line_pay(const struct settling *s, struct payer *p, const struct bill_line_key *key,
                          struct bill_line *line, int64_t amount_satang)
{
    struct loan_payment paid;
    struct cause because = rule_cause(s, "settle_order", p->told);
    cause_add_seq(&because, p->result_seq);
    loan_pay(s->t, line->contract_no, amount_satang, s->date, s->loans, &s->policy, &because, &paid);
    fact_note(s, p, key, line, paid.fact_no);
    interest_return_move(s, p, line, paid.interest_return_satang, paid.posted_position);
    loan_sides(s, p, line, 1, &paid);
    guarantor_note(s, p, line, paid.principal_satang);
    line->to_costs_satang = money_add(line->to_costs_satang, paid.costs_satang);
    line->to_interest_satang = money_add(line->to_interest_satang, paid.interest_satang);
    line->to_principal_satang = money_add(line->to_principal_satang, paid.principal_satang);
    line->returned_satang = money_add(line->returned_satang, paid.interest_return_satang);
    refund_move(s, p, paid.excess_satang, refund_cause_over_paid);
}

/* Last in, first out: what had been owed back, then principal, interest, costs. */
static void loan_line_take_back(const struct settling *s, struct payer *p, struct bill_line *line,
                                int64_t before_satang, int64_t amount_satang)
{
    struct loan_payment held = {.costs_satang = line->to_costs_satang,
                                .interest_satang = line->to_interest_satang,
                                .principal_satang = line->to_principal_satang,
                                .interest_return_satang = line->returned_satang};
    struct loan_payment back = {0};
    struct cause because = rule_cause(s, "file_revoked", p->told);
    int64_t applied = money_add(held.costs_satang, money_add(held.interest_satang, held.principal_satang));
    int64_t excess = money_min(amount_satang, money_sub(before_satang, applied));
    int64_t left = money_sub(amount_satang, excess);
    refund_move(s, p, -excess, refund_cause_over_paid);
    if (left == 0)
        return;
    back.principal_satang = money_min(left, held.principal_satang);
    left = money_sub(left, back.principal_satang);
    back.interest_satang = money_min(left, held.interest_satang);
    back.costs_satang = money_sub(left, back.interest_satang);
    cause_add_seq(&because, s->asked_by);
    cause_add_fact(&because, fact_taken_back_satang, amount_satang, before_satang);
    uint64_t position = loan_take_back(s->t, line->contract_no, &held, &back, s->date, s->loans, &s->policy, &because);
    interest_return_move(s, p, line, -back.interest_return_satang, position);
    loan_sides(s, p, line, -1, &back);
    guarantor_note(s, p, line, -back.principal_satang);
    line->to_costs_satang = money_sub(line->to_costs_satang, back.costs_satang);
    line->to_interest_satang = money_sub(line->to_interest_satang, back.interest_satang);
    line->to_principal_satang = money_sub(line->to_principal_satang, back.principal_satang);
    line->returned_satang = money_sub(line->returned_satang, back.interest_return_satang);
}

static bool is_loan(const struct bill_line *line)
{
    return line->item == bill_item_emergency || line->item == bill_item_ordinary || line->item == bill_item_special;
}

/* A line that is short is marked first: what the payment itself brings to light of the arrears may cite it. Of an
 * instalment that is missed already the mark is told, so there the money comes first: the letter says what is left. */
static void money_move(const struct settling *s, struct payer *p, const struct bill_line_key *key,
                       struct bill_line *line, int64_t before_satang)
{
    int64_t delta = money_sub(line->collected_satang, before_satang);
    if (is_loan(line)) {
        enum fault fault = line->result == line_result_absent ? s->open_fault : fault_of(s, p);
        if (delta < 0)
            loan_line_take_back(s, p, line, before_satang, -delta);
        bool missed = loan_missed(s->t, line->contract_no, s->cycle.remit_due_date);
        if (is_short(line) && !missed)
            loan_mark_short(s->t, line->contract_no, s->cycle.remit_due_date, p->told, fault, s->date);
        if (delta > 0)
            loan_line_pay(s, p, key, line, delta);
        if (is_short(line) && missed)
            loan_mark_short(s->t, line->contract_no, s->cycle.remit_due_date, p->told, fault, s->date);
    } else if (delta == 0) {
        return;
    } else if (line->item == bill_item_share) {
        share_move(s, p, delta);
    } else if (line->item == bill_item_refund) {
        refund_use(s, p, delta);
    } else {
        standing_move(s, p, line, delta);
    }
}

/* The unit deducted it all, whatever its lines said before: then the borrower did not default. */
static void default_undo(const struct settling *s, const struct bill_line *line, enum line_result before)
{
    bool was_short = before == line_result_none || before == line_result_partial;
    if (was_short && is_loan(line) && line->collected_satang == settle_billed(line))
        loan_absolve(s->t, line->contract_no, s->cycle.remit_due_date);
}

/* The unit has another reason for the same amount: what is unpaid, or was missed, is another's fault now. */
static bool is_blamed_anew(const struct settling *s, const struct payer *p, const struct bill_line *line)
{
    enum fault known;
    return !p->open && is_loan(line) && is_short(line) &&
           loan_fault(s->t, line->contract_no, s->cycle.remit_due_date, &known) && known != fault_of(s, p);
}

static enum line_result result_of(const struct payer *p, const struct bill_line *line, int64_t over_satang)
{
    int64_t billed = settle_billed(line);
    if (p->open)
        return line_result_absent;
    if (line->collected_satang == billed)
        return over_satang > 0 ? line_result_over : line_result_full;
    return line->collected_satang == 0 ? line_result_none : line_result_partial;
}

void settle_line(const struct settling *s, struct payer *p, const struct bill_line_key *key, struct bill_line *line,
                 struct line_share share)
{
    enum line_result before = (enum line_result)line->result;
    int64_t before_satang = line->collected_satang;
    line->collected_satang = share.collected_satang;
    line->result = (uint8_t)result_of(p, line, share.over_satang);
    if (!line->credit) {
        p->settled_satang = money_add(p->settled_satang, line->collected_satang);
        p->short_satang = money_add(p->short_satang, money_sub(settle_billed(line), line->collected_satang));
    }
    bool same = line->result == before && line->collected_satang == before_satang;
    if (same && !is_blamed_anew(s, p, line))
        return;
    if (p->open)
        tell_reopened(s, p, line, before_satang);
    else
        tell_settled(s, p, line, share.over_satang, before_satang);
    if (!p->open && !same && !line->credit && is_short(line))
        p->told_short = p->told;
    receipt_correct(s, p, line, before, before_satang);
    money_move(s, p, key, line, before_satang);
    default_undo(s, line, before);
    bill_line_put(s->t, key, line);
}
