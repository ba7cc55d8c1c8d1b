#include "../../handlers/guarantor/notice_clock.h"
#include "../../handlers/handler.h"
#include "../../handlers/loan/security.h"
#include "audit.h"

#include <stdio.h>
#include <string.h>

static bool is_due(struct txn *t, int32_t on, enum due_kind kind, const struct guarantor_clock_key *clock)
{
    struct due_key key = {.on = on, .kind = (uint8_t)kind, .no = (uint32_t)clock->from_day};
    struct due row;
    memcpy(key.ref, clock->contract_no, sizeof key.ref);
    return on > handler_day_closed(t) && due_get(t, &key, &row);
}

/* Interest is capped exactly while he is overdue, on the day that the law says, whatever day it became known. */
static const char *clock_law(struct txn *t, const struct guarantor_clock_key *key, const struct guarantor_clock *clock)
{
    bool in_time = clock->received_on > 0 && clock->received_on <= clock->deadline;
    if (clock->deadline != key->from_day + NOTICE_DAYS || key->from_day < clock->default_on)
        return "its last day is not sixty days after it began";
    if (clock->capped_from != (clock->state == clock_state_overdue ? clock->deadline + 1 : 0))
        return "interest is not capped from the day behind the last one";
    if (clock->state == clock_state_delivered ? !in_time : in_time && clock->state != clock_state_released)
        return "it does not say whether the notice came in time";
    if (clock->state == clock_state_running && (clock->ended_on > 0 || clock->received_on > 0))
        return "it runs although it ended, or the notice came";
    if (clock->state == clock_state_running && !handler_has_work(t) &&
        !is_due(t, clock->overdue_on, due_kind_guarantor_deadline, key))
        return "it runs and nobody will look at it";
    return NULL;
}

/* At most one clock of a guarantor is open. */
static bool has_open(struct txn *t, const char *contract_no, const char *ref, uint32_t *ret_open)
{
    struct guarantor_clock_key key = {0};
    struct guarantor_clock clock;
    memcpy(key.contract_no, contract_no, sizeof key.contract_no);
    *ret_open = 0;
    while (guarantor_clock_seek(t, &key, true, &clock) && strcmp(key.contract_no, contract_no) == 0)
        *ret_open += strcmp(key.ref, ref) == 0 && clock.ended_on == 0;
    return *ret_open > 0;
}

/* Whoever answers for a loan in default has a clock, and nobody else. */
static const char *loan_law(struct txn *t, const struct loan_key *key, const struct loan *loan)
{
    struct application_guarantor_key of = {0};
    struct application_guarantor g;
    struct guarantor_clock_key clock_key = {0};
    struct guarantor_clock clock;
    uint32_t open;
    memcpy(of.application_no, loan->application_no, sizeof of.application_no);
    while (loan->default_on > 0 && of.application_no[0] != '\0' && application_guarantor_seek(t, &of, true, &g) &&
           strcmp(of.application_no, loan->application_no) == 0)
        if (!has_open(t, key->contract_no, of.ref, &open) || open > 1)
            return "a guarantor of a loan in default has no clock, or two";
    memcpy(clock_key.contract_no, key->contract_no, sizeof clock_key.contract_no);
    while (guarantor_clock_seek(t, &clock_key, true, &clock) && strcmp(clock_key.contract_no, key->contract_no) == 0)
        if (clock.ended_on == 0 &&
            (loan->default_on == 0 || !security_guarantor(t, loan->application_no, clock_key.ref, &g)))
            return "a clock is open of somebody who answers for no default";
    return NULL;
}

bool audit_guarantors(struct txn *t, char error[AUDIT_ERROR_MAX])
{
    struct guarantor_clock_key key = {0};
    struct guarantor_clock clock;
    struct loan_key loan_key = {0};
    struct loan loan;
    const char *broken = NULL;
    while (!broken && guarantor_clock_seek(t, &key, true, &clock)) {
        broken = clock_law(t, &key, &clock);
        if (broken)
            snprintf(error, AUDIT_ERROR_MAX, "guarantor %s of %s: %s", key.ref, key.contract_no, broken);
    }
    while (!broken && loan_seek(t, &loan_key, true, &loan)) {
        broken = loan_law(t, &loan_key, &loan);
        if (broken)
            snprintf(error, AUDIT_ERROR_MAX, "loan %s: %s", loan_key.contract_no, broken);
    }
    return !broken;
}
