#include "why_not_loan.h"

#include "words.h"

#include "../handlers/loan/loan.h"
#include "../handlers/rules/ageing.h"

#include <string.h>

enum { LOOK_AHEAD_DAYS = 366 * 6 };

int why_not_row(struct why_not *w, enum table table, const char *what, const char *id, struct ask_row *ret)
{
    bool found;
    int status = ask_row(&w->ask, table, id, ret, &found);
    if (status != 0 || found)
        return status;
    words_complain("there is no %s %s", "ไม่พบ %s %s", what, id);
    return EXIT_REJECTED;
}

int why_not_rows(struct why_not *w, enum table table, const char *field, const char *code, ask_visit *visit,
                 void *context)
{
    struct buffer key = {0};
    codec_put_map(&key, 1);
    codec_put_text(&key, field);
    codec_put_text(&key, code);
    int status = ask_rows(&w->ask, table, buffer_bytes(&key), visit, context);
    buffer_free(&key);
    return status;
}

void why_not_condition(const struct why_not *w, const char *field, const struct why_not_condition *c, int32_t from)
{
    char day[VALUE_TEXT_MAX];
    printf("{\"%s\":\"%s\",\"holds\":%s", field, w->id, c ? "false" : "true");
    if (c)
        printf(",\"condition\":\"%s\"", c->name);
    if (c && from > 0) {
        value_day_print(from, day);
        printf(",\"holds_from\":\"%s\"", day);
    }
    puts("}");
}

static void instalment_keep(void *context, const struct ask_row *row)
{
    struct why_not_unpaid *u = context;
    const struct instalment_key *key = (const void *)row->key;
    const struct instalment *instalment = (const void *)row->value;
    if (u->count == WHY_NOT_INSTALMENTS)
        return;
    u->at[u->count].own = loan_own_fault((enum fault)instalment->fault);
    u->at[u->count].principal = instalment->principal_satang > 0;
    u->at[u->count].due = key->due_date;
    u->at[u->count++].late_on = instalment->late_on;
}

static void cycle_keep(void *context, const struct ask_row *row)
{
    struct why_not_unpaid *u = context;
    const struct cycle *cycle = (const void *)row->value;
    u->cut_off_days = cycle->cut_off_date - cycle->remit_due_date;
}

/* The months that are still to be billed: on the day of the first due date, behind the last month billed and a pause.
 */
void why_not_future(struct why_not_unpaid *u, const struct loan *loan)
{
    uint32_t last = loan->billed_until;
    if (loan->pause_kind == pause_kind_nothing && loan->pause_until > last && loan->pause_from <= last + 1)
        last = loan->pause_until;
    for (uint32_t month = 1; loan->billed_instalments + month <= loan->instalments && u->count < WHY_NOT_INSTALMENTS;
         month++) {
        uint32_t after = last + month - value_period_of(loan->first_due);
        int32_t due = ageing_months_later(loan->first_due, ageing_anchor_day(loan->first_due), after);
        u->at[u->count].own = true;
        u->at[u->count].due = due;
        u->at[u->count++].late_on = due + (u->cut_off_days > 0 ? u->cut_off_days : 1);
    }
}

/* Months overdue at the close of a day, if nothing is paid, as the handlers count them. */
static uint32_t months_at(const struct why_not_unpaid *u, const struct loan *loan, enum months_method method,
                          int32_t day)
{
    uint32_t missed = 0;
    while (missed < u->count && u->at[missed].late_on <= day)
        missed++;
    return missed > 0 ? ageing_months(method, missed, u->at[0].due, ageing_anchor_day(loan->first_due), day) : 0;
}

int32_t why_not_months_from(const struct why_not_unpaid *u, const struct loan *loan, enum months_method method,
                            uint32_t months, int32_t day)
{
    for (int32_t at = day; at < day + LOOK_AHEAD_DAYS; at++)
        if (months_at(u, loan, method, at) >= months)
            return at;
    return 0;
}

int why_not_loan(struct why_not *w, const char *contract_no, struct loan *loan, struct why_not_unpaid *u,
                 struct policy_now *now)
{
    struct ask_row row;
    struct unit unit;
    struct member member;
    int status = why_not_row(w, TABLE_loan, "loan", contract_no, &row);
    if (status != 0)
        return status;
    memcpy(loan, row.value, sizeof *loan);
    status = why_not_row(w, TABLE_member, "member", loan->member_no, &row);
    if (status != 0)
        return status;
    memcpy(&member, row.value, sizeof member);
    status = why_not_row(w, TABLE_unit, "unit", member.unit_code, &row);
    if (status != 0)
        return status;
    memcpy(&unit, row.value, sizeof unit);
    status = why_not_rows(w, TABLE_cycle, "unit_group", unit.unit_group, cycle_keep, u);
    status = status ? status : why_not_rows(w, TABLE_instalment, "contract_no", contract_no, instalment_keep, u);
    status = status ? status : policy_now_ask(&w->ask, now);
    return status ? status : why_not_date(w, loan->opened_on);
}
