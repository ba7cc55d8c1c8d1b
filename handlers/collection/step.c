#include "step.h"

#include "../clock/work.h"

#include <string.h>

static struct ladder_step_key step_key(const char *case_id, uint32_t no)
{
    struct ladder_step_key key = {.no = no};
    value_code_set(key.case_id, sizeof key.case_id, case_id);
    return key;
}

/* What is due on a day that is closed already is looked at when the next one is. */
static int32_t look_on(struct txn *t, int32_t due_on)
{
    int32_t closed = clock_day_closed(t);
    return due_on > closed ? due_on : closed + 1;
}

void step_start(struct txn *t, const char *case_id, struct collection_case *c, const struct rung_begun *begun,
                const struct cause *because)
{
    struct ladder_step_key key = step_key(case_id, ++c->steps);
    int32_t from = c->promise_until > begun->date ? c->promise_until : begun->date; /* it rests as the last one did */
    struct ladder_step row = {
        .began_on = begun->date, .due_on = from + begun->days, .audience = (uint8_t)begun->audience};
    struct collection_step_due body = {.no = key.no, .audience = row.audience, .due_date = row.due_on};
    value_code_set(row.rung, sizeof row.rung, begun->rung);
    memcpy(body.case_id, key.case_id, sizeof body.case_id);
    memcpy(body.contract_no, c->contract_no, sizeof body.contract_no);
    memcpy(body.member_no, c->member_no, sizeof body.member_no);
    memcpy(body.rung, row.rung, sizeof body.rung);
    struct cause why = *because;
    if (why.facts_count == 0)
        cause_add_fact(&why, fact_step_days, 0, row.due_on - row.began_on);
    row.look_on = look_on(t, row.due_on);
    row.position = emit_collection_step_due(t, begun->date, &body, &why);
    c->due_date = row.due_on;
    ladder_step_put(t, &key, &row);
    due_add(t, row.look_on, due_kind_step, case_id, key.no);
}

bool step_open(struct txn *t, const char *case_id, const struct collection_case *c, struct ladder_step *ret)
{
    struct ladder_step_key key = step_key(case_id, c->steps);
    return ladder_step_get(t, &key, ret) && ret->outcome == step_outcome_absent;
}

/* The days that were left are left once the promise is over, and one at least. */
void step_postpone(struct txn *t, const char *case_id, struct collection_case *c, int32_t date,
                   const struct cause *because)
{
    struct ladder_step_key key = step_key(case_id, c->steps);
    struct ladder_step row;
    if (!step_open(t, case_id, c, &row))
        return;
    struct collection_step_postponed body = {.no = key.no};
    struct cause why = *because;
    due_remove(t, row.look_on, due_kind_step, case_id, key.no);
    row.due_on = c->promise_until + (row.due_on > date ? row.due_on - date : 1);
    row.look_on = look_on(t, row.due_on);
    due_add(t, row.look_on, due_kind_step, case_id, key.no);
    ladder_step_put(t, &key, &row);
    c->due_date = body.due_date = row.due_on;
    memcpy(body.case_id, key.case_id, sizeof body.case_id);
    memcpy(body.contract_no, c->contract_no, sizeof body.contract_no);
    memcpy(body.member_no, c->member_no, sizeof body.member_no);
    memcpy(body.rung, row.rung, sizeof body.rung);
    cause_add_position(&why, row.position);
    emit_collection_step_postponed(t, date, &body, &why);
}

void step_end(struct txn *t, const char *case_id, const struct collection_case *c, enum step_outcome outcome,
              int32_t date, const struct cause *because)
{
    struct ladder_step_key key = step_key(case_id, c->steps);
    struct ladder_step row;
    if (!step_open(t, case_id, c, &row))
        return;
    int32_t ended_on = date > row.began_on ? date : row.began_on; /* of a step that was missed, and done in time */
    struct collection_step_ended body = {.no = key.no, .due_date = row.due_on, .outcome = (uint8_t)outcome};
    struct cause why = *because;
    memcpy(body.case_id, key.case_id, sizeof body.case_id);
    memcpy(body.contract_no, c->contract_no, sizeof body.contract_no);
    memcpy(body.member_no, c->member_no, sizeof body.member_no);
    memcpy(body.rung, row.rung, sizeof body.rung);
    cause_add_position(&why, row.position);
    if (why.facts_count == 0)
        cause_add_fact(&why, fact_step_days, ended_on - row.began_on, row.due_on - row.began_on);
    emit_collection_step_ended(t, date, &body, &why);
    row.outcome = (uint8_t)outcome;
    row.ended_on = ended_on;
    ladder_step_put(t, &key, &row);
    due_remove(t, row.look_on, due_kind_step, case_id, key.no);
}
