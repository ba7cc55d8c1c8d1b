#include "payroll.h"

#include "../clock/work.h"
#include "../journal/notify.h"
#include "../loan/loan.h"
#include "../loan/screening.h"
#include "../rules/money.h"

#include <string.h>

enum { ITEMS = bill_item_refund }; /* the items are numbered from 1 */

/* Items of standing orders, as bits. */
#define STANDING                                                                                                       \
    (item_bit(bill_item_deposit) | item_bit(bill_item_insurance) | item_bit(bill_item_welfare) |                       \
     item_bit(bill_item_funeral))

/* Items that share a place in the order of deduction; among them, lines stand in order of contract. */
struct rank {
    uint32_t priority;
    unsigned items; /* bit by item */
    bool credit;
};

/* What a slice works with: the terms of the cycle, and the unit in hand. */
struct billing {
    struct txn *t;
    struct policy_in_force policy;
    struct cycle cycle;
    struct loan_billing loans;
    struct cause cause;
    int32_t date;
    uint32_t ranks_count;
    struct rank ranks[ITEMS];
    struct unit_bill_key unit;
    struct unit_bill month;
    struct unit_bill_item totals[ITEMS];
};

static unsigned item_bit(enum bill_item item)
{
    return 1u << item;
}

static enum bill_item item_of_loan(enum loan_kind kind)
{
    switch (kind) {
    case loan_kind_emergency:
        return bill_item_emergency;
    case loan_kind_ordinary:
        return bill_item_ordinary;
    case loan_kind_special:
        return bill_item_special;
    case loan_kind_absent:
        break;
    }
    return bill_item_absent;
}

/* Credits make ranks of their own behind all others: they lower what the others ask for. */
static void rank_add(struct billing *b, enum bill_item item, const struct policy_item *terms)
{
    uint32_t at = 0;
    while (at < b->ranks_count && (b->ranks[at].credit < terms->credit ||
                                   (b->ranks[at].credit == terms->credit && b->ranks[at].priority < terms->priority)))
        at++;
    if (at == b->ranks_count || b->ranks[at].credit != terms->credit || b->ranks[at].priority > terms->priority) {
        memmove(&b->ranks[at + 1], &b->ranks[at], (b->ranks_count - at) * sizeof *b->ranks);
        b->ranks[at] = (struct rank){.priority = terms->priority, .credit = terms->credit};
        b->ranks_count++;
    }
    b->ranks[at].items |= item_bit(item);
}

static void ranks_set(struct billing *b)
{
    struct policy_item terms;
    for (int item = bill_item_share; item <= ITEMS; item++)
        if (policy_item_of(b->t, b->policy.version, (enum bill_item)item, &terms))
            rank_add(b, (enum bill_item)item, &terms);
}

static bool billing_begin(struct billing *b, struct txn *t, const struct work *w)
{
    struct cycle_key key = {.period = w->period};
    *b = (struct billing){.t = t, .date = w->date, .unit.period = w->period};
    memcpy(key.unit_group, w->code, sizeof key.unit_group);
    if (!cycle_get(t, &key, &b->cycle) || !policy_on(t, w->date, &b->policy))
        return false;
    b->loans = (struct loan_billing){
        .billed_on = b->date,
        .interest_to_date = b->cycle.interest_to_date,
        .due_date = b->cycle.remit_due_date,
        .late_on = b->cycle.cut_off_date,
        .period = w->period,
    };
    b->loans.late_on = loan_late_on(&b->loans);
    /* Until the unit's file is settled it is the unit that is late; unless we told it when it was too late already. */
    b->loans.fault = w->date > b->cycle.remit_due_date ? fault_own_error : fault_unit_late;
    b->cause = cause_of("bill_cycle", b->policy.version);
    cause_add_seq(&b->cause, w->seq);
    ranks_set(b);
    return true;
}

/* Their sum, or something above what any account can hold; both >= 0. */
static int64_t sum_capped(int64_t a, int64_t b)
{
    return a > VALUE_MONEY_MAX - b ? VALUE_MONEY_MAX + 1 : a + b;
}

static struct bill_line line_row(const struct payroll_bill_line_issued *line)
{
    struct bill_line row = {
        .arrears_satang = line->arrears_satang,
        .interest_satang = line->interest_satang,
        .principal_satang = line->amount_satang - line->arrears_satang - line->interest_satang,
        .receipt_no = line->receipt_no,
        .instalment_no = line->instalment_no,
        .item = line->item,
        .credit = line->credit,
    };
    memcpy(row.contract_no, line->contract_no, sizeof row.contract_no);
    memcpy(row.borrower_no, line->borrower_no, sizeof row.borrower_no);
    return row;
}

static void totals_count(struct billing *b, struct bill *bill, const struct payroll_bill_line_issued *line)
{
    struct unit_bill_item *total = &b->totals[line->item - 1];
    int64_t net = line->credit ? -line->amount_satang : line->amount_satang;
    bill->lines++;
    bill->billed_satang = money_add(bill->billed_satang, net);
    total->lines++;
    total->amount_satang = money_add(total->amount_satang, line->amount_satang);
    b->month.lines++;
    b->month.billed_satang = money_add(b->month.billed_satang, net);
    if (!line->credit)
        b->month.asked_satang = money_add(b->month.asked_satang, line->amount_satang);
}

/* Adds a line to the member's bill. Billing cannot refuse, so a line that would take the unit's total beyond what an
 * account can hold is left out: only amounts that no payroll has ever seen reach that. A credit never takes the bill
 * below zero: what is left of it waits for the next. Returns the amount that is asked for. */
static int64_t line_issue(struct billing *b, const struct bill_key *member, struct bill *bill,
                          struct payroll_bill_line_issued *line)
{
    struct bill_line_key key = {.period = member->period, .place = bill->lines + 1};
    if (line->credit)
        line->amount_satang = money_min(line->amount_satang, bill->billed_satang);
    if (line->amount_satang == 0 || line->amount_satang > money_sub(VALUE_MONEY_MAX, b->month.asked_satang))
        return 0;
    line->period = member->period;
    line->receipt_no = line->credit ? 0 : counter_next(b->t, "receipt");
    memcpy(line->unit_code, member->unit_code, sizeof line->unit_code);
    memcpy(line->member_no, member->member_no, sizeof line->member_no);
    memcpy(key.unit_code, member->unit_code, sizeof key.unit_code);
    memcpy(key.member_no, member->member_no, sizeof key.member_no);
    struct bill_line row = line_row(line);
    bill_line_put(b->t, &key, &row);
    totals_count(b, bill, line);
    emit_payroll_bill_line_issued(b->t, b->date, line, &b->cause);
    return line->amount_satang;
}

/* The next loan that is billed to the member behind contract_no: his own, or one that he pays for somebody else; not
 * one of his own that somebody else pays. */
static bool loan_next(struct txn *t, const char *member_no, char contract_no[24], struct loan *ret)
{
    struct member_loan_key own = {0};
    struct payer_loan_key other = {0};
    struct member_loan listed;
    struct payer_loan assigned;
    bool has_own, has_other;
    memcpy(own.member_no, member_no, sizeof own.member_no);
    memcpy(own.contract_no, contract_no, sizeof own.contract_no);
    memcpy(other.member_no, member_no, sizeof other.member_no);
    memcpy(other.contract_no, contract_no, sizeof other.contract_no);
    do
        has_own =
            member_loan_seek(t, &own, true, &listed) && memcmp(own.member_no, member_no, sizeof own.member_no) == 0;
    while (has_own && (!listed.active || !loan_find(t, own.contract_no, ret) || ret->payer_no[0] != '\0'));
    struct loan paid;
    do
        has_other = payer_loan_seek(t, &other, true, &assigned) &&
                    memcmp(other.member_no, member_no, sizeof other.member_no) == 0;
    while (has_other && (!loan_find(t, other.contract_no, &paid) || paid.state != loan_state_active));
    if (has_other && (!has_own || strcmp(other.contract_no, own.contract_no) < 0)) {
        memcpy(contract_no, other.contract_no, sizeof other.contract_no);
        *ret = paid;
        return true;
    }
    memcpy(contract_no, own.contract_no, sizeof own.contract_no);
    return has_own;
}

static unsigned loan_items(struct txn *t, const struct bill_key *member)
{
    char contract_no[24] = "";
    struct loan loan;
    unsigned items = 0;
    while (loan_next(t, member->member_no, contract_no, &loan))
        items |= item_bit(item_of_loan((enum loan_kind)loan.kind));
    return items;
}

static void bill_loans(struct billing *b, const struct bill_key *member, struct bill *bill, const struct rank *rank)
{
    char contract_no[24] = "";
    struct loan loan;
    struct loan_bill asked;
    while (loan_next(b->t, member->member_no, contract_no, &loan)) {
        enum bill_item item = item_of_loan((enum loan_kind)loan.kind);
        if (!(rank->items & item_bit(item)) || !loan_bill_month(b->t, contract_no, &b->loans, &b->policy, &asked))
            continue;
        struct payroll_bill_line_issued line = {
            .item = (uint8_t)item,
            .instalment_no = asked.instalment_no,
            .arrears_satang = asked.arrears_satang,
            .interest_satang = asked.interest_satang,
            .principal_satang = asked.principal_satang,
            .amount_satang =
                sum_capped(asked.principal_satang, sum_capped(asked.arrears_satang, asked.interest_satang)),
            .calc_from = asked.calc_from,
            .calc_to = asked.calc_to,
            .priority = rank->priority,
        };
        memcpy(line.contract_no, contract_no, sizeof line.contract_no);
        if (strcmp(loan.member_no, member->member_no) != 0)
            memcpy(line.borrower_no, loan.member_no, sizeof line.borrower_no);
        line_issue(b, member, bill, &line);
        if (asked.instalment_no == 1 && loan.billed_instalments == 0)
            screening_first_bill(b->t, contract_no, &b->policy, b->date);
    }
}

static void bill_standing_orders(struct billing *b, const struct bill_key *member, struct bill *bill,
                                 const struct rank *rank)
{
    struct standing_order_key key = {0};
    struct standing_order row;
    if (!(rank->items & STANDING))
        return;
    memcpy(key.member_no, member->member_no, sizeof key.member_no);
    while (standing_order_seek(b->t, &key, true, &row) &&
           memcmp(key.member_no, member->member_no, sizeof key.member_no) == 0) {
        if (!(rank->items & item_bit((enum bill_item)key.item)))
            continue;
        struct payroll_bill_line_issued line = {
            .item = key.item,
            .amount_satang = payroll_standing_amount(b->t, &key, member->period),
            .priority = rank->priority,
            .credit = rank->credit,
        };
        memcpy(line.contract_no, key.account_no, sizeof line.contract_no);
        line_issue(b, member, bill, &line);
    }
}

static void bill_share(struct billing *b, const struct bill_key *key, struct bill *bill, const struct rank *rank,
                       const struct member *member)
{
    struct payroll_bill_line_issued line = {
        .item = bill_item_share, .amount_satang = member->share_monthly_satang, .priority = rank->priority};
    if (rank->items & item_bit(bill_item_share) && member->left_on == 0)
        line_issue(b, key, bill, &line);
}

/* What is owed back is kept for this bill from now on: it is not paid out, nor set off twice, before the bill is
 * settled. */
static void bill_refund(struct billing *b, const struct bill_key *key, struct bill *bill, const struct rank *rank)
{
    struct member_key member_key;
    struct member member;
    memcpy(member_key.member_no, key->member_no, sizeof member_key.member_no);
    if (!(rank->items & item_bit(bill_item_refund)) || !member_get(b->t, &member_key, &member))
        return;
    struct payroll_bill_line_issued line = {.item = bill_item_refund,
                                            .amount_satang = member.refund_payable_satang,
                                            .priority = rank->priority,
                                            .credit = true};
    int64_t kept = line_issue(b, key, bill, &line);
    member.refund_payable_satang = money_sub(member.refund_payable_satang, kept);
    member.refund_billed_satang = money_add(member.refund_billed_satang, kept);
    if (kept > 0)
        member_put(b->t, &member_key, &member);
}

/* Who came from another unit that was billed for this month already is billed from the next one on. */
static void bill_member(struct billing *b, const char *member_no)
{
    struct bill_key key = {.period = b->unit.period};
    struct bill bill = {0};
    struct member_key member_key;
    struct member member;
    memcpy(key.unit_code, b->unit.unit_code, sizeof key.unit_code);
    memcpy(key.member_no, member_no, sizeof key.member_no);
    memcpy(member_key.member_no, member_no, sizeof member_key.member_no);
    if (!member_get(b->t, &member_key, &member) || b->unit.period <= member.billed_until)
        return;
    unsigned loans = loan_items(b->t, &key);
    for (uint32_t i = 0; i < b->ranks_count; i++) {
        const struct rank *rank = &b->ranks[i];
        bill_share(b, &key, &bill, rank, &member);
        if (rank->items & loans)
            bill_loans(b, &key, &bill, rank);
        bill_standing_orders(b, &key, &bill, rank);
        bill_refund(b, &key, &bill, rank);
    }
    if (bill.lines == 0)
        return;
    b->month.members++;
    bill_put(b->t, &key, &bill);
}

/* false: the budget is used up. */
static bool bill_members(struct billing *b, struct work *w, uint32_t *budget)
{
    struct unit_member_key key = {0};
    struct unit_member listed;
    memcpy(key.unit_code, w->unit_done, sizeof key.unit_code);
    memcpy(key.member_no, w->member_done, sizeof key.member_no);
    while (*budget > 0 && unit_member_seek(b->t, &key, true, &listed) &&
           memcmp(key.unit_code, w->unit_done, sizeof key.unit_code) == 0) {
        --*budget;
        bill_member(b, key.member_no);
        memcpy(w->member_done, key.member_no, sizeof w->member_done);
    }
    return *budget > 0;
}

static void cover_sheet(struct billing *b)
{
    char period[VALUE_TEXT_MAX];
    struct payroll_bill_issued body = {
        .period = b->unit.period,
        .members = b->month.members,
        .lines = b->month.lines,
        .total_satang = b->month.billed_satang,
        .remit_due_date = b->cycle.remit_due_date,
    };
    struct cause follows = cause_of("bill_cycle", b->policy.version);
    memcpy(body.unit_code, b->unit.unit_code, sizeof body.unit_code);
    for (int i = 0; i < ITEMS; i++) {
        if (b->totals[i].lines > 0)
            body.items[body.items_count++] =
                (struct item_total){(uint8_t)(i + 1), b->totals[i].lines, b->totals[i].amount_satang};
    }
    b->month.bill_position = emit_payroll_bill_issued(b->t, b->date, &body, &b->cause);
    if (b->month.state == unit_bill_state_billing)
        b->month.state = unit_bill_state_issued;
    b->month.chase_on = b->loans.late_on;
    due_add(b->t, b->loans.late_on, due_kind_unit_cut_off, b->unit.unit_code, b->unit.period);
    cause_add_position(&follows, b->month.bill_position);
    value_period_print(b->unit.period, period);
    notify(b->t, b->date,
           &(struct notice){.template = template_bill_ready,
                            .audience = audience_unit,
                            .recipient_ref = b->unit.unit_code,
                            .subject_ref = period,
                            .amount_satang = b->month.billed_satang,
                            .due_date = b->cycle.remit_due_date},
           &follows);
}

static struct unit_bill_item_key total_key(const struct billing *b, int i)
{
    struct unit_bill_item_key key = {.period = b->unit.period, .item = (uint8_t)(i + 1)};
    memcpy(key.unit_code, b->unit.unit_code, sizeof key.unit_code);
    return key;
}

static void unit_load(struct billing *b, const struct work *w)
{
    memcpy(b->unit.unit_code, w->unit_done, sizeof b->unit.unit_code);
    b->month = (struct unit_bill){.state = unit_bill_state_billing};
    unit_bill_get(b->t, &b->unit, &b->month);
    for (int i = 0; i < ITEMS; i++) {
        struct unit_bill_item_key key = total_key(b, i);
        b->totals[i] = (struct unit_bill_item){0};
        unit_bill_item_get(b->t, &key, &b->totals[i]);
    }
}

static void unit_store(struct billing *b)
{
    unit_bill_put(b->t, &b->unit, &b->month);
    for (int i = 0; i < ITEMS; i++) {
        struct unit_bill_item_key key = total_key(b, i);
        if (b->totals[i].lines > 0)
            unit_bill_item_put(b->t, &key, &b->totals[i]);
    }
}

/* Takes the group's next unit in hand. A unit registered meanwhile is billed if its turn is still to come. */
static bool unit_next(struct txn *t, struct work *w)
{
    struct unit_in_group_key key;
    struct unit_in_group listed;
    memcpy(key.unit_group, w->code, sizeof key.unit_group);
    memcpy(key.unit_code, w->unit_done, sizeof key.unit_code);
    if (!unit_in_group_seek(t, &key, true, &listed) || memcmp(key.unit_group, w->code, sizeof key.unit_group) != 0)
        return false;
    memcpy(w->unit_done, key.unit_code, sizeof w->unit_done);
    memset(w->member_done, 0, sizeof w->member_done);
    return true;
}

/* A cover sheet costs as much as a member, so that a thousand empty units are no long event either. */
bool payroll_bill_some(struct txn *t, struct work *w, uint32_t *budget)
{
    struct billing b;
    if (!billing_begin(&b, t, w) || (w->unit_done[0] == '\0' && !unit_next(t, w)))
        return true;
    while (*budget > 0) {
        unit_load(&b, w);
        bool whole = bill_members(&b, w, budget);
        if (whole) {
            cover_sheet(&b);
            --*budget;
        }
        unit_store(&b);
        if (whole && !unit_next(t, w))
            return true;
    }
    return false;
}
