#include "budget.h"

#include "../emit.h"
#include "../rules/money.h"
#include "programme.h"

static struct programme_budget_key budget_key(const struct application *a)
{
    struct programme_budget_key key;
    value_code_set(key.programme, sizeof key.programme, a->programme);
    return key;
}

static struct programme_budget used_of(struct txn *t, const struct application *a)
{
    struct programme_budget_key key = budget_key(a);
    struct programme_budget used = {0};
    programme_budget_get(t, &key, &used);
    return used;
}

static void used_store(struct txn *t, const struct application *a, const struct programme_budget *used)
{
    struct programme_budget_key key = budget_key(a);
    programme_budget_put(t, &key, used);
}

/* Below zero where a later policy lowered the budget under what was reserved. */
static int64_t remaining_of(const struct policy_programme *programme, const struct programme_budget *used)
{
    return programme->budget_satang - used->reserved_satang - used->consumed_satang;
}

bool budget_left(struct txn *t, const struct policy_in_force *p, const struct application *a, int64_t *ret_satang)
{
    struct policy_programme programme;
    if (a->programme[0] == '\0' || !programme_ever(t, p, a->programme, &programme))
        return false;
    struct programme_budget used = used_of(t, a);
    *ret_satang = money_max(0, remaining_of(&programme, &used));
    return true;
}

static void tell_reserved(struct txn *t, int32_t date, const struct application_step *s, int64_t remaining_satang)
{
    struct relief_budget_reserved body = {.reserved_satang = s->a.granted_satang, .remaining_satang = remaining_satang};
    struct cause why = cause_of("relief_budget", s->p.version);
    value_code_set(body.programme, sizeof body.programme, s->a.programme);
    value_code_set(body.application_no, sizeof body.application_no, s->key.application_no);
    cause_add_position(&why, s->a.screened_position);
    emit_relief_budget_reserved(t, date, &body, &why);
}

static void tell_exhausted(struct txn *t, int32_t date, const struct application_step *s, int64_t budget_satang)
{
    struct relief_budget_exhausted body = {.budget_satang = budget_satang};
    struct cause why = cause_of("relief_budget", s->p.version);
    value_code_set(body.programme, sizeof body.programme, s->a.programme);
    emit_relief_budget_exhausted(t, date, &body, &why);
}

enum verdict budget_reserve(struct txn *t, int32_t date, const struct application_step *s, struct refusal *why)
{
    struct policy_programme programme;
    if (s->a.programme[0] == '\0')
        return APPLIED;
    if (!programme_ever(t, &s->p, s->a.programme, &programme))
        return refuse_text(why, REFUSAL_programme_unknown, "data.application_no", s->a.programme);
    int64_t remaining = 0;
    budget_left(t, &s->p, &s->a, &remaining);
    if (s->a.granted_satang > remaining)
        return refuse_all(why, REFUSAL_budget_exhausted, "data.amount_satang", s->a.programme, s->a.granted_satang,
                          remaining);
    struct programme_budget used = used_of(t, &s->a);
    remaining -= s->a.granted_satang;
    used.reserved_satang += s->a.granted_satang;
    used.exhausted = remaining == 0;
    used_store(t, &s->a, &used);
    tell_reserved(t, date, s, remaining);
    if (used.exhausted)
        tell_exhausted(t, date, s, programme.budget_satang);
    return APPLIED;
}

void budget_release(struct txn *t, int32_t date, const struct application_key *key, const struct application *a,
                    const struct cause *why)
{
    struct relief_budget_released body = {.released_satang = a->granted_satang};
    struct programme_budget used = used_of(t, a);
    struct policy_programme programme = {0};
    struct policy_in_force p;
    if (a->programme[0] == '\0')
        return;
    if (policy_on(t, date, &p))
        programme_ever(t, &p, a->programme, &programme);
    used.reserved_satang -= a->granted_satang;
    body.remaining_satang = remaining_of(&programme, &used);
    used.exhausted = body.remaining_satang <= 0;
    used_store(t, a, &used);
    value_code_set(body.programme, sizeof body.programme, a->programme);
    value_code_set(body.application_no, sizeof body.application_no, key->application_no);
    emit_relief_budget_released(t, date, &body, why);
}

static void move(struct txn *t, const struct application *a, int64_t to_consumed_satang)
{
    struct programme_budget used = used_of(t, a);
    if (a->programme[0] == '\0')
        return;
    used.reserved_satang -= to_consumed_satang;
    used.consumed_satang += to_consumed_satang;
    used_store(t, a, &used);
}

void budget_consume(struct txn *t, const struct application *a)
{
    move(t, a, a->granted_satang);
}

void budget_restore(struct txn *t, const struct application *a)
{
    move(t, a, -a->granted_satang);
}
