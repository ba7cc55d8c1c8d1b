#include "../clock/work.h"
#include "../collection/case.h"
#include "../collection/ladder.h"
#include "../guarantor/notice_clock.h"
#include "../journal/notify.h"
#include "../member/year.h"
#include "../rules/ageing.h"
#include "../rules/money.h"
#include "loan_fact.h"
#include "loan_parts.h"

#include <assert.h>
#include <string.h>

/* What is missed: due dates that passed with any part unpaid. */
struct late {
    uint32_t missed;
    uint32_t personal; /* of them, those that are not the fault of the unit or our own */
    int32_t oldest_due, oldest_personal;
    int64_t satang;
    enum fault fault; /* of the newest */
};

bool loan_own_fault(enum fault fault)
{
    return fault != fault_unit_late && fault != fault_unit_error && fault != fault_own_error;
}

static struct late late_of(struct txn *t, const char *contract_no)
{
    struct instalment_key key = loan_instalment_key(contract_no, 0);
    struct instalment row;
    struct late late = {0};
    while (loan_instalment_next(t, contract_no, &key, &row)) {
        if (!row.missed)
            continue;
        if (late.missed++ == 0)
            late.oldest_due = key.due_date;
        if (loan_own_fault((enum fault)row.fault) && late.personal++ == 0)
            late.oldest_personal = key.due_date;
        late.fault = (enum fault)row.fault;
        late.satang = money_add(late.satang, money_add(row.interest_satang, row.principal_satang));
    }
    return late;
}

static uint32_t months_of(const struct loan *loan, uint32_t missed, int32_t oldest_due, const struct policy_in_force *p,
                          int32_t as_of)
{
    enum months_method method = (enum months_method)p->terms.months_method;
    return missed > 0 ? ageing_months(method, missed, oldest_due, ageing_anchor_day(loan->first_due), as_of) : 0;
}

static uint32_t months_overdue(const struct loan *loan, const struct policy_in_force *p, int32_t as_of)
{
    return months_of(loan, loan->missed_instalments, loan->oldest_due, p, as_of);
}

static uint64_t tell_delinquency(struct txn *t, const char *contract_no, const struct loan *loan,
                                 const struct policy_in_force *p, const struct loan_change *change, enum fault fault)
{
    struct loan_delinquency_changed body = {
        .missed_instalments = loan->missed_instalments,
        .months_overdue = loan->months_overdue,
        .oldest_due_date = loan->oldest_due,
        .default_date = loan->default_on,
        .arrears_satang = loan->missed_satang,
        .fault = (uint8_t)fault,
    };
    struct cause why = cause_of(change->ended_by ? change->ended_by : "delinquency", p->version);
    value_code_set(body.contract_no, sizeof body.contract_no, contract_no);
    value_code_set(body.member_no, sizeof body.member_no, loan->member_no);
    cause_add_position(&why, change->told_by);
    cause_add_position(&why, loan->delinquency_position);
    cause_add_fact(&why, fact_missed_instalments, loan->missed_instalments, 0);
    cause_add_fact(&why, fact_arrears_satang, loan->missed_satang, 0);
    return emit_loan_delinquency_changed(t, change->date, &body, &why);
}

/* The months of the member's own that must be exceeded for a case: those of the first rung that the policy lists, or of
 * a non-performing loan. */
static uint32_t case_months(struct txn *t, const struct policy_in_force *p)
{
    uint32_t from = ladder_from(t, p->version);
    return from > 0 ? from - 1 : policy_npl_months(t, p->version);
}

int64_t loan_missed_satang(struct txn *t, const char *contract_no)
{
    return late_of(t, contract_no).satang;
}

/* The class by months and the months of the ladder are counted alike, so who climbs is non-performing, or on a rung that
 * comes before. */
bool loan_would_climb(struct txn *t, const char *contract_no, const struct loan *loan, int32_t day)
{
    struct late late = late_of(t, contract_no);
    struct policy_in_force p;
    if (late.personal == 0)
        return false;
    loan_policy_at(t, loan, day, &p);
    bool listed = ladder_from(t, p.version) > 0;
    uint32_t limit = case_months(t, &p);
    return (listed || limit > 0) && months_of(loan, late.personal, late.oldest_personal, &p, day) > limit;
}

/* Months that his unit, or we ourselves, failed to send count in a loan's class, but climb no ladder. Nor does the
 * class alone: a loan that is non-performing by a relapse, or because others sue, is collected from the same month on
 * as any, and is listed without a case until then. */
static bool climbs(struct txn *t, const struct loan *loan, const struct policy_in_force *p)
{
    return loan->personal_months > case_months(t, p) && (loan->npl || ladder_from(t, p->version) > 0);
}

static void cure(struct txn *t, struct loan *loan, const struct policy_in_force *p, const struct loan_change *change)
{
    struct cause why = cause_of(change->ended_by ? change->ended_by : "cured", p->version);
    uint32_t months = 0;
    cause_add_position(&why, loan->delinquency_position);
    if (loan->missed_instalments > 0 && ladder_cures(t, loan, &months))
        cause_add_fact(&why, fact_months_overdue, loan->personal_months, months - 1);
    else
        cause_add_fact(&why, fact_arrears_satang, loan->missed_satang, 0);
    case_cure(t, loan, change->date, &why);
}

/* Whose fault it is was thought another's: what is left as the member's own would have opened no case. A payment in
 * part leaves the fault as it was, and so takes no case back; nor does this, once a suit is filed. */
static bool ground_is_gone(struct txn *t, const struct loan *loan, const struct policy_in_force *p,
                           const struct loan_change *change, uint32_t months_before)
{
    uint32_t limit = case_months(t, p);
    return change->blamed > 0 && loan->personal_months < months_before &&
           (loan->personal_months == 0 || (months_before > limit && loan->personal_months <= limit));
}

static void disown(struct txn *t, struct loan *loan, const struct policy_in_force *p,
                     const struct loan_change *change)
{
    struct cause why = cause_of("not_own_arrears", p->version);
    cause_add_position(&why, loan->delinquency_position);
    cause_add_fact(&why, fact_months_overdue, loan->personal_months, case_months(t, p));
    case_disown(t, loan, change->date, &why);
}

/* What a loan that is later, or less late, than before asks for: a case is opened by what is the member's own to answer
 * for, goes on, or is cured. One whose last case was closed although something is missed gets a new case with its next
 * missed instalment. */
static void climb_ladder(struct txn *t, const char *contract_no, struct loan *loan, const struct policy_in_force *p,
                         const struct loan_change *change)
{
    bool listed = loan->case_id[0] != '\0' || ladder_from(t, p->version) > 0;
    struct cause why = cause_of(listed ? "ladder_rung" : "ladder_opened", p->version);
    uint32_t months;
    cause_add_position(&why, listed ? loan->delinquency_position : loan->class_position);
    cause_add_fact(&why, fact_months_overdue, loan->personal_months, case_months(t, p));
    if (loan->case_id[0] == '\0')
        case_open(t, contract_no, loan, change->date, p, &why);
    else if (loan->missed_instalments == 0 || ladder_cures(t, loan, &months))
        cure(t, loan, p, change);
    else
        ladder_worse(t, loan->case_id, &(struct climb){loan, change->date, &why});
}

/* Whose fault it is that the instalment is unpaid of which is told: what was just missed is the newest. */
static enum fault fault_told(struct txn *t, const char *contract_no, const struct loan_change *change,
                             enum fault newest)
{
    enum fault fault = newest;
    if (change->newly_missed == 0)
        loan_fault(t, contract_no, change->blamed, &fault);
    return fault;
}

/* The member is asked to pay when it is he who is short. Where his unit has not sent what it may have deducted, or
 * nobody knows yet why he is late, an officer is to find out before the member hears of it. */
static void notice_arrears(struct txn *t, const char *contract_no, const struct loan *loan,
                           const struct policy_in_force *p, const struct loan_change *change, enum fault fault)
{
    struct notice n = {
        .template = template_arrears_to_clear_up,
        .audience = audience_officer,
        .recipient_ref = "collection",
        .subject_ref = contract_no,
        .amount_satang = loan->missed_satang,
        .due_date = change->newly_missed > 0 ? change->newly_missed : change->blamed,
    };
    struct cause why = cause_of("delinquency", p->version);
    cause_add_position(&why, loan->delinquency_position);
    cause_add_fact(&why, fact_missed_instalments, loan->missed_instalments, 0);
    cause_add_fact(&why, fact_arrears_satang, loan->missed_satang, 0);
    if (fault == fault_member_short && ladder_wrote(t, loan->case_id, change->date))
        return; /* the ladder's letter says so */
    if (fault == fault_member_short) {
        n.template = template_arrears_notice;
        n.audience = audience_member;
        n.recipient_ref = loan->member_no;
    } else if (fault == fault_unit_late || fault == fault_unit_error) {
        n.template = template_arrears_of_unit;
    }
    notify(t, change->date, &n, &why);
}

/* By calendar another month begins although nothing happens: on that day the loan is looked at again. The last month
 * there is has no next one. */
static void look_again(struct txn *t, const char *contract_no, const struct loan *loan, int32_t as_of)
{
    int anchor = ageing_anchor_day(loan->first_due);
    if (value_period_of(as_of) >= value_period(VALUE_YEAR_MAX, 12))
        return;
    int32_t on = ageing_months_later(loan->oldest_due, anchor, loan->months_overdue) + 1;
    due_add(t, on, due_kind_instalment, contract_no, (uint32_t)loan->oldest_due);
}

void loan_refresh(struct txn *t, const char *contract_no, struct loan *loan, const struct loan_change *change)
{
    struct policy_in_force judged, *p = &judged;
    loan_policy_at(t, loan, change->as_of, p);
    struct late late = late_of(t, contract_no);
    bool told = late.missed == loan->missed_instalments && late.satang == loan->missed_satang && change->blamed == 0;
    bool worse = change->newly_missed > 0 || change->blamed > 0;
    int32_t default_before = change->corrected ? change->default_was : loan->default_on;
    uint32_t own_before = loan->personal_months;
    bool was_climbing = climbs(t, loan, p);
    loan->missed_instalments = late.missed;
    loan->missed_satang = late.satang;
    loan->oldest_due = late.oldest_due;
    if (loan->state != loan_state_written_off) /* the debt is pursued, and the guarantors answer for it */
        loan->default_on = loan_default_day(t, contract_no);
    loan->months_overdue = months_overdue(loan, p, change->as_of);
    loan->personal_months = months_of(loan, late.personal, late.oldest_personal, p, change->as_of);
    loan->watch_from = loan_missed_in_watch(t, contract_no);
    if (!told)
        loan->delinquency_position = tell_delinquency(t, contract_no, loan, p, change, late.fault);
    notice_clocks_follow(t, contract_no, loan, default_before, &(struct clock_at){change->date, p});
    loan_classify(t, contract_no, loan, p, change);
    if (loan->case_id[0] != '\0' && ground_is_gone(t, loan, p, change, own_before))
        disown(t, loan, p, change);
    if (loan->case_id[0] != '\0' || (climbs(t, loan, p) && (!was_climbing || worse)))
        climb_ladder(t, contract_no, loan, p, change);
    if (worse)
        notice_arrears(t, contract_no, loan, p, change, fault_told(t, contract_no, change, late.fault));
    if (p->terms.months_method == months_method_calendar && late.missed > 0)
        look_again(t, contract_no, loan, change->as_of);
}

/* What fell due before the first policy is judged by the one under which the loan was paid out. */
void loan_policy_at(struct txn *t, const struct loan *loan, int32_t day, struct policy_in_force *ret)
{
    bool found = policy_on(t, day, ret) || policy_on(t, loan->opened_on, ret);
    assert(found);
}

void loan_missed_rows(struct txn *t, const struct loan *loan, const struct instalment_key *key,
                      struct instalment *row)
{
    row->missed = true;
    instalment_put(t, key, row);
    loan_missed_note(t, key, loan, row->fault);
    year_default(t, loan->member_no, key->contract_no, key->due_date, row->fault == fault_member_short);
}

/* A look that finds nothing newly missed acts only if another month began: a later day may have been seen already. */
void loan_instalment_due(struct txn *t, const char *contract_no, int32_t due_date, int32_t day)
{
    struct instalment_key key = loan_instalment_key(contract_no, due_date);
    struct instalment row;
    struct loan loan;
    struct policy_in_force p;
    struct loan_change change = {.date = day, .as_of = day};
    if (!loan_find(t, contract_no, &loan) || loan.state != loan_state_active)
        return;
    if (instalment_get(t, &key, &row) && !row.missed && row.late_on <= day) {
        loan_missed_rows(t, &loan, &key, &row);
        change.newly_missed = due_date;
        change.told_by = row.short_position;
    }
    loan_policy_at(t, &loan, day, &p);
    if (change.newly_missed == 0 && months_overdue(&loan, &p, day) <= loan.months_overdue)
        return;
    loan_refresh(t, contract_no, &loan, &change);
    loan_store(t, contract_no, &loan);
}

bool loan_fault(struct txn *t, const char *contract_no, int32_t due_date, enum fault *ret)
{
    struct instalment_key key = loan_instalment_key(contract_no, due_date);
    struct missed_instalment missed;
    struct instalment row;
    if (instalment_get(t, &key, &row))
        *ret = (enum fault)row.fault;
    else if (loan_missed_before(t, &key, &missed))
        *ret = (enum fault)missed.fault;
    else
        return false;
    return true;
}

bool loan_blame_rows(struct txn *t, const char *contract_no, const struct loan *loan, const struct loan_blame *of)
{
    struct instalment_key key = loan_instalment_key(contract_no, of->due_date);
    struct missed_instalment before;
    struct instalment row;
    bool open = instalment_get(t, &key, &row), missed = open ? row.missed : loan_missed_before(t, &key, &before);
    bool blamed = missed && (open ? row.fault : before.fault) != of->fault;
    if (open) {
        row.short_position = of->position;
        row.fault = (uint8_t)of->fault;
        instalment_put(t, &key, &row);
    }
    if (missed) {
        loan_missed_note(t, &key, loan, (uint8_t)of->fault);
        year_default(t, loan->member_no, contract_no, of->due_date, of->fault == fault_member_short);
    }
    return blamed;
}

bool loan_missed(struct txn *t, const char *contract_no, int32_t due_date)
{
    struct instalment_key key = loan_instalment_key(contract_no, due_date);
    struct missed_instalment before;
    struct instalment row;
    return instalment_get(t, &key, &row) ? row.missed : loan_missed_before(t, &key, &before);
}

bool loan_awaits_unit(struct txn *t, const char *contract_no, int32_t from, int32_t to)
{
    struct instalment_key key = loan_instalment_key(contract_no, from);
    struct instalment row;
    while (loan_instalment_next(t, contract_no, &key, &row) && key.due_date <= to)
        if (row.fault == fault_unit_late || row.fault == fault_unit_error)
            return true;
    return false;
}

void loan_mark_short(struct txn *t, const char *contract_no, int32_t due_date, uint64_t position, enum fault fault,
                     int32_t date)
{
    struct loan_blame blame = {.due_date = due_date, .position = position, .fault = fault};
    struct instalment_key key = loan_instalment_key(contract_no, due_date);
    struct instalment row;
    struct loan loan;
    if (!loan_find(t, contract_no, &loan))
        return;
    bool blamed = loan_blame_rows(t, contract_no, &loan, &blame);
    loan_fact_blamed(t, contract_no, &loan, &blame);
    struct loan_change change = {.date = date, .as_of = clock_day_closed(t), .told_by = position, .blamed = due_date};
    if (blamed && loan.state == loan_state_active && instalment_get(t, &key, &row)) {
        loan_refresh(t, contract_no, &loan, &change);
    } else if (blamed && loan.state == loan_state_active && loan.watched_class != loan_class_absent) {
        loan.watch_from = loan_missed_in_watch(t, contract_no);
        loan_classify_again(t, contract_no, &loan, &change);
    }
    loan_store(t, contract_no, &loan);
}

/* In the order of the days: what was agreed for earlier days comes before an instalment that is missed today. */
static void late_catch_up(struct txn *t, const char *contract_no, int32_t closed)
{
    struct instalment_key key = loan_instalment_key(contract_no, 0);
    struct instalment row;
    struct loan loan;
    struct policy_in_force p;
    while (loan_instalment_next(t, contract_no, &key, &row)) {
        if (row.missed || row.late_on > closed || !loan_find(t, contract_no, &loan))
            continue;
        case_catch_up(t, loan.case_id, row.late_on - 1);
        due_remove(t, row.late_on, due_kind_instalment, contract_no, (uint32_t)key.due_date);
        loan_instalment_due(t, contract_no, key.due_date, row.late_on);
    }
    if (!loan_find(t, contract_no, &loan) || loan.missed_instalments == 0)
        return;
    loan_policy_at(t, &loan, closed, &p);
    if (p.terms.months_method == months_method_calendar)
        loan_instalment_due(t, contract_no, loan.oldest_due, closed);
    case_catch_up(t, loan.case_id, closed);
}

void loan_catch_up_to(struct txn *t, const char *contract_no, int32_t closed)
{
    late_catch_up(t, contract_no, closed);
    notice_clocks_catch_up(t, contract_no, closed);
}

void loan_catch_up(struct txn *t, const char *contract_no)
{
    loan_catch_up_to(t, contract_no, clock_day_closed(t));
}
