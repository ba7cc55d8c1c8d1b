#include "notice_clock.h"

#include "../clock/work.h"
#include "../journal/notify.h"
#include "../loan/loan.h"
#include "../loan/security.h"
#include "../rules/money.h"

#include <string.h>

static int32_t later(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* The clocks of a contract, one guarantor after the other; begin behind an empty reference. */
static struct guarantor_clock_key clocks_of(const char *contract_no)
{
    struct guarantor_clock_key key = {0};
    value_code_set(key.contract_no, sizeof key.contract_no, contract_no);
    return key;
}

static bool clock_next(struct txn *t, const char *contract_no, struct guarantor_clock_key *key,
                       struct guarantor_clock *ret)
{
    return guarantor_clock_seek(t, key, true, ret) && strcmp(key->contract_no, contract_no) == 0;
}

static struct cause cause_at(const char *rule, const struct guarantor_clock_key *key,
                             const struct guarantor_clock *clock, int32_t day, uint32_t policy)
{
    struct cause why = cause_of(rule, policy);
    cause_add_position(&why, clock->due_position);
    cause_add_fact(&why, fact_guarantor_days, day - key->from_day, NOTICE_DAYS);
    return why;
}

/* ---- what is told */

static void tell_officer(struct txn *t, const struct guarantor_clock_key *key, const struct guarantor_clock *clock,
                         enum template template, int32_t date, const struct cause *why)
{
    struct loan loan = {0};
    loan_find(t, key->contract_no, &loan);
    notify(t, date,
           &(struct notice){.template = template,
                            .audience = audience_officer,
                            .recipient_ref = "collection",
                            .subject_ref = key->contract_no,
                            .amount_satang = loan.missed_satang,
                            .due_date = template == template_guarantor_overdue ? clock->capped_from : clock->deadline,
                            .guarantor_ref = key->ref},
           why);
}

static void tell_overdue(struct txn *t, const struct guarantor_clock_key *key, struct guarantor_clock *clock,
                         const struct clock_at *at)
{
    struct guarantor_notice_overdue body = {.default_date = clock->default_on, .deadline = clock->deadline};
    struct loan loan = {0};
    struct cause why =
        cause_at("guarantor_overdue", key, clock, later(at->date, clock->deadline + 1), at->policy->version);
    struct cause told = why;
    loan_find(t, key->contract_no, &loan);
    clock->state = clock_state_overdue;
    clock->capped_from = body.interest_capped_from = clock->deadline + 1;
    body.arrears_satang = loan.missed_satang;
    body.principal_satang = money_add(loan.principal_satang, money_sub(loan.written_off_satang, loan.recovered_satang));
    memcpy(body.contract_no, key->contract_no, sizeof body.contract_no);
    memcpy(body.guarantor_ref, key->ref, sizeof body.guarantor_ref);
    memcpy(body.member_no, clock->member_no, sizeof body.member_no);
    cause_add_position(&told, emit_guarantor_notice_overdue(t, at->date, &body, &why));
    tell_officer(t, key, clock, template_guarantor_overdue, at->date, &told);
}

static void tell_delivered(struct txn *t, const struct guarantor_clock_key *key, struct guarantor_clock *clock,
                           const struct clock_at *at)
{
    struct guarantor_notice_delivered body = {.default_date = clock->default_on,
                                              .deadline = clock->deadline,
                                              .received_on = clock->received_on,
                                              .in_time = clock->received_on <= clock->deadline};
    struct cause why = cause_at("guarantor_delivered", key, clock, clock->received_on, at->policy->version);
    cause_add_position(&why, clock->notice_position);
    body.corrects = body.in_time && clock->state == clock_state_overdue;
    if (body.in_time) {
        clock->state = clock_state_delivered;
        clock->capped_from = 0;
    }
    memcpy(body.contract_no, key->contract_no, sizeof body.contract_no);
    memcpy(body.guarantor_ref, key->ref, sizeof body.guarantor_ref);
    memcpy(body.member_no, clock->member_no, sizeof body.member_no);
    emit_guarantor_notice_delivered(t, at->date, &body, &why);
}

static void tell_released(struct txn *t, const struct guarantor_clock_key *key, struct guarantor_clock *clock,
                          const struct clock_at *at)
{
    struct guarantor_notice_released body = {.default_date = clock->default_on,
                                             .deadline = clock->deadline,
                                             .reason = clock->end,
                                             .corrects = clock->state == clock_state_overdue};
    struct cause why = cause_at("guarantor_released", key, clock, at->date, at->policy->version);
    clock->state = clock_state_released;
    clock->capped_from = 0;
    memcpy(body.contract_no, key->contract_no, sizeof body.contract_no);
    memcpy(body.guarantor_ref, key->ref, sizeof body.guarantor_ref);
    memcpy(body.member_no, clock->member_no, sizeof body.member_no);
    emit_guarantor_notice_released(t, at->date, &body, &why);
}

/* ---- a clock's beginning and end */

static void ask_notice(struct txn *t, const struct guarantor_clock_key *key, const struct loan *loan,
                       struct guarantor_clock *clock, const struct clock_at *at)
{
    struct guarantor_notice_due body = {.default_date = clock->default_on,
                                        .deadline = clock->deadline,
                                        .arrears_satang = loan->missed_satang,
                                        .principal_satang = loan->principal_satang};
    struct cause why = cause_of("guarantor_notice", at->policy->version), told;
    int32_t date = later(at->date, key->from_day); /* what is told of an earlier day may show that it began later */
    memcpy(body.contract_no, key->contract_no, sizeof body.contract_no);
    memcpy(body.guarantor_ref, key->ref, sizeof body.guarantor_ref);
    memcpy(body.member_no, clock->member_no, sizeof body.member_no);
    cause_add_fact(&why, fact_guarantor_days, date - key->from_day, NOTICE_DAYS);
    told = why;
    cause_add_position(&why, loan->delinquency_position);
    clock->due_position = emit_guarantor_notice_due(t, date, &body, &why);
    if (clock->received_on > 0)
        return;
    cause_add_position(&told, clock->due_position);
    if (clock->asked_on == 0 || date < clock->asked_on)
        clock->asked_on = date;
    clock->notice_position = notify(t, date,
                                    &(struct notice){.template = template_guarantor_notice,
                                                     .audience = audience_guarantor,
                                                     .recipient_ref = key->ref,
                                                     .subject_ref = key->contract_no,
                                                     .amount_satang = loan->missed_satang,
                                                     .due_date = clock->deadline},
                                    &told);
}

/* A default that is known late, even behind the last day, is looked at when the next day is closed. */
static void run(struct txn *t, const struct guarantor_clock_key *key, const struct loan *loan,
                struct guarantor_clock *clock, const struct clock_at *at)
{
    int32_t first = clock_day_closed(t) + 1;
    clock->state = clock_state_running;
    clock->default_on = loan->default_on;
    clock->deadline = key->from_day + NOTICE_DAYS;
    clock->target_on = later(key->from_day + (int32_t)at->policy->terms.guarantor_notice_days, first);
    clock->overdue_on = later(clock->deadline + 1, first);
    clock->ended_on = 0;
    clock->end = clock_end_absent;
    clock->officer_told = false;
    memcpy(clock->member_no, loan->member_no, sizeof clock->member_no);
    ask_notice(t, key, loan, clock, at);
    if (clock->received_on > clock->deadline)
        tell_overdue(t, key, clock, at);
    if (clock->received_on > 0)
        tell_delivered(t, key, clock, at);
    guarantor_clock_put(t, key, clock);
    if (clock->state != clock_state_running)
        return;
    due_add(t, clock->target_on, due_kind_guarantor_target, key->contract_no, (uint32_t)key->from_day);
    due_add(t, clock->overdue_on, due_kind_guarantor_deadline, key->contract_no, (uint32_t)key->from_day);
}

/* A default that had been cured goes on when the payment is taken back: what was known of its notice still holds. */
static void begin(struct txn *t, const struct guarantor_clock_key *key, const struct loan *loan,
                  const struct clock_at *at)
{
    struct guarantor_clock clock = {0};
    bool known = guarantor_clock_get(t, key, &clock);
    if (!known || clock.state == clock_state_released) {
        clock.moved_to = 0;
        run(t, key, loan, &clock, at);
    } else if (clock.ended_on > 0) {
        clock.ended_on = 0;
        clock.end = clock_end_absent;
        guarantor_clock_put(t, key, &clock);
    }
}

/* Another clock took its place. */
static bool is_moved(enum clock_end reason)
{
    return reason == clock_end_moved || reason == clock_end_later || reason == clock_end_corrected;
}

/* What ends in time releases him, although it may be told when the clock had run out; what ends behind the last day
 * does not give back what was lost by then. */
static void end(struct txn *t, const struct guarantor_clock_key *key, struct guarantor_clock *clock,
                enum clock_end reason, const struct clock_at *at)
{
    bool late = !is_moved(reason) && at->date > clock->deadline;
    clock->ended_on = at->date;
    clock->end = (uint8_t)reason;
    if (clock->state == clock_state_running && late)
        tell_overdue(t, key, clock, at);
    else if (clock->state == clock_state_running || (clock->state == clock_state_overdue && !late))
        tell_released(t, key, clock, at);
    guarantor_clock_put(t, key, clock);
}

static void stop(struct txn *t, const struct guarantor_clock_key *key, struct guarantor_clock *clock,
                 const struct loan *loan, const struct clock_at *at)
{
    enum clock_end reason = loan->state == loan_state_restructured  ? clock_end_restructured
                            : loan->state == loan_state_written_off ? clock_end_written_off
                                                                    : clock_end_cured;
    end(t, key, clock, reason, at);
    due_remove(t, clock->target_on, due_kind_guarantor_target, key->contract_no, (uint32_t)key->from_day);
    due_remove(t, clock->overdue_on, due_kind_guarantor_deadline, key->contract_no, (uint32_t)key->from_day);
}

void notice_clocks_corrected(struct txn *t, const char *contract_no, const struct clock_at *at)
{
    struct guarantor_clock_key key = clocks_of(contract_no);
    struct guarantor_clock clock;
    while (clock_next(t, contract_no, &key, &clock)) {
        if (clock.ended_on > 0)
            continue;
        end(t, &key, &clock, clock_end_corrected, at);
        due_remove(t, clock.target_on, due_kind_guarantor_target, contract_no, (uint32_t)key.from_day);
        due_remove(t, clock.overdue_on, due_kind_guarantor_deadline, contract_no, (uint32_t)key.from_day);
    }
}

/* The same default, known to have begun on another day: what became of the notice goes with the clock, but for one that
 * came before there was a default. */
static void move(struct txn *t, const struct guarantor_clock_key *key, struct guarantor_clock *clock, int32_t from_day,
                 const struct loan *loan, const struct clock_at *at)
{
    struct guarantor_clock_key to = *key;
    struct guarantor_clock there;
    bool before_default = clock->received_on > 0 && clock->received_on < from_day;
    struct guarantor_clock next = {.asked_on = clock->asked_on,
                                   .corrected = clock->corrected,
                                   .sent_on = clock->sent_on,
                                   .returned_on = clock->returned_on,
                                   .received_on = clock->received_on,
                                   .notice_position = clock->notice_position};
    memcpy(next.postal_ref, clock->postal_ref, sizeof next.postal_ref);
    if (before_default)
        next = (struct guarantor_clock){0};
    to.from_day = from_day;
    if (next.received_on == 0 && guarantor_clock_get(t, &to, &there) && there.received_on > 0)
        next = there; /* it had run from that day before, and the notice had reached him */
    next.moved_to = 0;
    clock->moved_to = from_day;
    end(t, key, clock, from_day < key->from_day ? clock_end_moved : clock_end_later, at);
    run(t, &to, loan, &next, at);
}

/* His time runs from the default, but not before he became guarantor. 0: he is none. */
static int32_t runs_from(struct txn *t, const struct loan *loan, const char *ref)
{
    struct application_guarantor g;
    return security_guarantor(t, loan->application_no, ref, &g) ? later(loan->default_on, g.since) : 0;
}

static bool is_running(struct txn *t, const char *contract_no, const char *ref)
{
    struct guarantor_clock_key key = clocks_of(contract_no);
    struct guarantor_clock clock;
    while (clock_next(t, contract_no, &key, &clock))
        if (strcmp(key.ref, ref) == 0 && clock.ended_on == 0)
            return true;
    return false;
}

void notice_clocks_follow(struct txn *t, const char *contract_no, const struct loan *loan, int32_t before,
                          const struct clock_at *at)
{
    struct guarantor_clock_key key = clocks_of(contract_no);
    struct guarantor_clock clock;
    struct application_guarantor_key of = {0};
    struct application_guarantor g;
    while (before > 0 && before != loan->default_on && clock_next(t, contract_no, &key, &clock)) {
        if (clock.ended_on > 0)
            continue;
        int32_t from_day = loan->default_on > 0 ? runs_from(t, loan, key.ref) : 0;
        if (from_day == 0)
            stop(t, &key, &clock, loan, at);
        else if (from_day != key.from_day)
            move(t, &key, &clock, from_day, loan, at);
    }
    memcpy(of.application_no, loan->application_no, sizeof of.application_no);
    while (before == 0 && loan->default_on > 0 && loan->application_no[0] != '\0' &&
           application_guarantor_seek(t, &of, true, &g) && strcmp(of.application_no, loan->application_no) == 0)
        notice_clock_joined(t, contract_no, of.ref, loan, at);
}

void notice_clock_joined(struct txn *t, const char *contract_no, const char *ref, const struct loan *loan,
                         const struct clock_at *at)
{
    struct guarantor_clock_key key = clocks_of(contract_no);
    if (loan->default_on == 0 || is_running(t, contract_no, ref))
        return;
    value_code_set(key.ref, sizeof key.ref, ref);
    key.from_day = runs_from(t, loan, ref);
    begin(t, &key, loan, at);
}

void notice_clock_released(struct txn *t, const char *contract_no, const char *ref, const struct clock_at *at)
{
    struct guarantor_clock_key key = clocks_of(contract_no);
    struct guarantor_clock clock;
    while (clock_next(t, contract_no, &key, &clock))
        if (strcmp(key.ref, ref) == 0 && clock.ended_on == 0)
            end(t, &key, &clock, clock_end_substituted, at);
}

/* ---- what falls due */

/* A clock is looked at by the policy of the day, or, before the first, by the one under which the loan was paid out. */
static bool policy_at(struct txn *t, const char *contract_no, int32_t day, struct policy_in_force *ret)
{
    struct loan loan;
    return policy_on(t, day, ret) || (loan_find(t, contract_no, &loan) && policy_on(t, loan.opened_on, ret));
}

static void target_look(struct txn *t, const struct guarantor_clock_key *key, struct guarantor_clock *clock,
                        const struct clock_at *at)
{
    struct cause why = cause_of("guarantor_notice", at->policy->version);
    if (clock->state != clock_state_running || clock->officer_told || clock->target_on > at->date ||
        clock->deadline < at->date)
        return;
    cause_add_position(&why, clock->due_position);
    cause_add_fact(&why, fact_guarantor_days, at->date - key->from_day,
                   (int64_t)at->policy->terms.guarantor_notice_days);
    clock->officer_told = true;
    guarantor_clock_put(t, key, clock);
    tell_officer(t, key, clock, template_guarantor_to_notify, at->date, &why);
}

static void deadline_look(struct txn *t, const struct guarantor_clock_key *key, struct guarantor_clock *clock,
                          const struct clock_at *at)
{
    if (clock->state != clock_state_running || clock->overdue_on > at->date)
        return;
    tell_overdue(t, key, clock, at);
    guarantor_clock_put(t, key, clock);
}

typedef void clock_look(struct txn *t, const struct guarantor_clock_key *key, struct guarantor_clock *clock,
                        const struct clock_at *at);

static void due_look(struct txn *t, const char *contract_no, int32_t from_day, int32_t day, clock_look *look)
{
    struct guarantor_clock_key key = clocks_of(contract_no);
    struct guarantor_clock clock;
    struct policy_in_force p;
    if (!policy_at(t, contract_no, day, &p))
        return;
    while (clock_next(t, contract_no, &key, &clock))
        if (key.from_day == from_day)
            look(t, &key, &clock, &(struct clock_at){day, &p});
}

void notice_target_due(struct txn *t, const char *contract_no, int32_t from_day, int32_t day)
{
    due_look(t, contract_no, from_day, day, target_look);
}

void notice_deadline_due(struct txn *t, const char *contract_no, int32_t from_day, int32_t day)
{
    due_look(t, contract_no, from_day, day, deadline_look);
}

void notice_clocks_catch_up(struct txn *t, const char *contract_no, int32_t day)
{
    struct guarantor_clock_key key = clocks_of(contract_no);
    struct guarantor_clock clock;
    struct policy_in_force p;
    if (!policy_at(t, contract_no, day, &p))
        return;
    while (clock_next(t, contract_no, &key, &clock)) {
        target_look(t, &key, &clock, &(struct clock_at){day, &p});
        deadline_look(t, &key, &clock, &(struct clock_at){day, &p});
    }
}

/* ---- what became of a notice */

bool notice_clock_find(struct txn *t, uint64_t position, struct guarantor_clock_key *ret_key,
                       struct guarantor_clock *ret)
{
    enum event_id id;
    union event_body body;
    const struct notification_requested *n = &body.notification_requested;
    if (!txn_followup(t, position, &id, &body) || id != EVENT_notification_requested ||
        n->template != template_guarantor_notice)
        return false;
    memset(ret_key, 0, sizeof *ret_key);
    value_code_set(ret_key->contract_no, sizeof ret_key->contract_no, n->subject_ref);
    value_code_set(ret_key->ref, sizeof ret_key->ref, n->recipient_ref);
    ret_key->from_day = n->due_date - NOTICE_DAYS;
    while (guarantor_clock_get(t, ret_key, ret)) {
        if (ret->moved_to == 0)
            return true;
        ret_key->from_day = ret->moved_to;
    }
    return false;
}

static void received(struct txn *t, const struct guarantor_clock_key *key, struct guarantor_clock *clock, int32_t date,
                     const struct clock_at *at)
{
    clock->received_on = date;
    if (clock->state == clock_state_released)
        return;
    if (clock->state == clock_state_running && date > clock->deadline)
        tell_overdue(t, key, clock, at);
    tell_delivered(t, key, clock, at);
}

/* A letter that came back is told to an officer at once: there may still be time for another way. */
static void came_back(struct txn *t, const struct guarantor_clock_key *key, struct guarantor_clock *clock, int32_t date,
                      const struct clock_at *at)
{
    struct cause why = cause_at("guarantor_notice", key, clock, date, at->policy->version);
    clock->returned_on = date;
    cause_add_position(&why, clock->notice_position);
    if (clock->state == clock_state_running)
        tell_officer(t, key, clock, template_guarantor_to_notify, at->date, &why);
}

/* The receipt that was reported does not hold. */
static void withdraw(struct guarantor_clock *clock, enum receipt_fault fault)
{
    clock->received_on = 0;
    clock->corrected = (uint8_t)fault;
    if (clock->state == clock_state_delivered)
        clock->state = clock_state_running;
}

/* Without a receipt he is notified anew, or it turns out that he was not in time; of a default that ended meanwhile,
 * that he was released, or not. */
static void run_on(struct txn *t, const struct guarantor_clock_key *key, struct guarantor_clock *clock,
                   const struct clock_at *at)
{
    struct loan loan;
    if (clock->state != clock_state_running || clock->received_on > 0 || !loan_find(t, key->contract_no, &loan))
        return;
    if (clock->ended_on == 0)
        run(t, key, &loan, clock, at);
    else if (clock->ended_on > clock->deadline && !is_moved((enum clock_end)clock->end))
        tell_overdue(t, key, clock, at);
    else
        tell_released(t, key, clock, at);
}

void notice_clock_report(struct txn *t, const struct guarantor_clock_key *key, struct guarantor_clock *clock,
                         const struct notice_delivery_reported *e, const struct clock_at *at)
{
    memcpy(clock->postal_ref, e->postal_ref, sizeof clock->postal_ref);
    if (e->correction != receipt_fault_absent)
        withdraw(clock, (enum receipt_fault)e->correction);
    switch ((enum delivery)e->status) {
    case delivery_sent:
        clock->sent_on = e->date;
        break;
    case delivery_received:
        received(t, key, clock, e->date, at);
        break;
    case delivery_returned:
        came_back(t, key, clock, e->date, at);
        break;
    case delivery_absent:
        break;
    }
    if (e->correction != receipt_fault_absent)
        run_on(t, key, clock, at);
    guarantor_clock_put(t, key, clock);
}
