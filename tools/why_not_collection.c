#include "why_not_collection.h"

#include "dates.h"
#include "policy_now.h"
#include "told.h"
#include "why_not.h"
#include "words.h"

#include "../handlers/collection/suit.h"
#include "../handlers/rules/ageing.h"

#include <string.h>

enum { PAYMENTS_MAX = 24, RUNGS_MAX = 24, INSTALMENTS_MAX = 600, LOOK_AHEAD_DAYS = 366 * 6 };

/* One condition: what it is, as JSON names it and in words. */
struct condition {
    const char *name, *english, *thai;
};

static int row_ask(struct why_not *w, enum table table, const char *what, const char *id, struct ask_row *ret)
{
    bool found;
    int status = ask_row(&w->ask, table, id, ret, &found);
    if (status != 0 || found)
        return status;
    words_complain("there is no %s %s", "ไม่พบ %s %s", what, id);
    return EXIT_REJECTED;
}

/* Every row whose key begins with this code. */
static int rows_ask(struct why_not *w, enum table table, const char *field, const char *code, ask_visit *visit,
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

/* from 0: not by anything that is known. */
static void json_put(const struct why_not *w, const char *field, const struct condition *c, int32_t from)
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

/* ---- a loan, and its class */

/* Instalments that are unpaid, and those that will be billed if nothing is paid, in order of their due dates. */
struct unpaid {
    struct {
        int32_t due, late_on;
    } at[INSTALMENTS_MAX];
    uint32_t count;
    int32_t cut_off_days; /* between the due date and the cut-off of the latest month billed */
};

static void instalment_keep(void *context, const struct ask_row *row)
{
    struct unpaid *u = context;
    const struct instalment_key *key = (const void *)row->key;
    if (u->count == INSTALMENTS_MAX)
        return;
    u->at[u->count].due = key->due_date;
    u->at[u->count++].late_on = ((const struct instalment *)(const void *)row->value)->late_on;
}

static void cycle_keep(void *context, const struct ask_row *row)
{
    struct unpaid *u = context;
    const struct cycle *cycle = (const void *)row->value;
    u->cut_off_days = cycle->cut_off_date - cycle->remit_due_date;
}

/* The months that are still to be billed: on the day of the first due date, behind the last month billed and a pause.
 */
static void future_add(struct unpaid *u, const struct loan *loan)
{
    uint32_t last = loan->billed_until;
    if (loan->pause_kind == pause_kind_nothing && loan->pause_until > last && loan->pause_from <= last + 1)
        last = loan->pause_until;
    for (uint32_t month = 1; loan->billed_instalments + month <= loan->instalments && u->count < INSTALMENTS_MAX;
         month++) {
        uint32_t after = last + month - value_period_of(loan->first_due);
        int32_t due = ageing_months_later(loan->first_due, ageing_anchor_day(loan->first_due), after);
        u->at[u->count].due = due;
        u->at[u->count++].late_on = due + (u->cut_off_days > 0 ? u->cut_off_days : 1);
    }
}

/* Months overdue at the close of a day, if nothing is paid, as the handlers count them. */
static uint32_t months_at(const struct unpaid *u, const struct loan *loan, enum months_method method, int32_t day)
{
    uint32_t missed = 0;
    while (missed < u->count && u->at[missed].late_on <= day)
        missed++;
    return missed > 0 ? ageing_months(method, missed, u->at[0].due, ageing_anchor_day(loan->first_due), day) : 0;
}

static bool is_npl(const struct policy_published *p, uint32_t months)
{
    int hit = ageing_class(p->classes, p->classes_count, months);
    return hit >= 0 && p->classes[hit].npl;
}

static int32_t npl_from(const struct unpaid *u, const struct loan *loan, const struct policy_published *p, int32_t day)
{
    if (loan->first_due == 0)
        return 0;
    for (int32_t at = day; at < day + LOOK_AHEAD_DAYS; at++)
        if (is_npl(p, months_at(u, loan, (enum months_method)p->months_method, at)))
            return at;
    return 0;
}

/* The months that must be exceeded. */
static bool npl_limit(const struct policy_published *p, uint32_t *ret)
{
    for (uint32_t i = 0; i < p->classes_count; i++)
        if (p->classes[i].npl) {
            *ret = p->classes[i].over_months;
            return true;
        }
    return false;
}

static void npl_print(const struct why_not *w, const struct loan *loan, const struct condition *c, uint32_t limit,
                      int32_t from)
{
    struct buffer fact = {0};
    char day[VALUE_TEXT_MAX];
    const struct rule_desc *rule = schema_rule("npl_class");
    told_fact(&(struct compared){.fact = fact_months_overdue, .actual = loan->months_overdue, .limit = limit}, &fact);
    if (!c)
        printf(words_pick("Contract %s of member %s is non-performing: %.*s (%s).\n",
                          "สัญญา %s ของสมาชิก %s เป็นหนี้ NPL: %.*s (%s)\n"),
               w->id, loan->member_no, (int)fact.len, (const char *)fact.at, rule->document);
    else if (strcmp(c->name, "months_overdue") == 0)
        printf(words_pick("Contract %s of member %s is not non-performing: %.*s (%s).\n",
                          "สัญญา %s ของสมาชิก %s ยังไม่เป็นหนี้ NPL: %.*s (%s)\n"),
               w->id, loan->member_no, (int)fact.len, (const char *)fact.at, rule->document);
    else
        printf(words_pick("Contract %s of member %s is not non-performing: %s (%s).\n",
                          "สัญญา %s ของสมาชิก %s ยังไม่เป็นหนี้ NPL: %s (%s)\n"),
               w->id, loan->member_no, words_pick(c->english, c->thai), rule->document);
    if (c && from > 0)
        printf(words_pick("If nothing is paid it could be at the close of %s at the earliest.\n",
                          "หากไม่มีการชำระ อาจเป็นได้เร็วที่สุดเมื่อปิดวันที่ %s\n"),
               dates_day(from, day));
    buffer_free(&fact);
}

static int loan_gather(struct why_not *w, const char *contract_no, struct loan *loan, struct unpaid *u,
                       struct policy_now *now)
{
    struct ask_row row;
    struct unit unit;
    struct member member;
    int status = row_ask(w, TABLE_loan, "loan", contract_no, &row);
    if (status != 0)
        return status;
    memcpy(loan, row.value, sizeof *loan);
    status = row_ask(w, TABLE_member, "member", loan->member_no, &row);
    if (status != 0)
        return status;
    memcpy(&member, row.value, sizeof member);
    status = row_ask(w, TABLE_unit, "unit", member.unit_code, &row);
    if (status != 0)
        return status;
    memcpy(&unit, row.value, sizeof unit);
    status = rows_ask(w, TABLE_cycle, "unit_group", unit.unit_group, cycle_keep, u);
    status = status ? status : rows_ask(w, TABLE_instalment, "contract_no", contract_no, instalment_keep, u);
    status = status ? status : policy_now_ask(&w->ask, now);
    return status ? status : why_not_date(w, loan->opened_on);
}

static int loan_tell(struct why_not *w)
{
    static const struct condition conditions[] = {
        {"loan_active", "it is not open any more", "สัญญาสิ้นสุดแล้ว"},
        {"npl_class", "the policy has no class that is", "นโยบายไม่มีชั้นหนี้ที่เป็น NPL"},
        {"months_overdue", "", ""},
    };
    static struct policy_now now; /* too large for the stack */
    static struct unpaid unpaid;
    struct loan loan;
    uint32_t limit = 0;
    const struct condition *fails = NULL;
    int status = loan_gather(w, w->id, &loan, &unpaid, &now);
    if (status != 0)
        return status;
    if (loan.state != loan_state_active)
        fails = &conditions[0];
    else if (!npl_limit(&now.body, &limit))
        fails = &conditions[1];
    else if (!loan.npl)
        fails = &conditions[2];
    if (fails == &conditions[2])
        future_add(&unpaid, &loan);
    int32_t from = fails == &conditions[2] ? npl_from(&unpaid, &loan, &now.body, w->date) : 0;
    if (w->json)
        json_put(w, "contract_no", fails, from);
    else
        npl_print(w, &loan, fails, limit, from);
    return EXIT_DONE;
}

/* ---- a case, and a suit */

struct payments {
    struct agreement at[PAYMENTS_MAX];
    uint32_t count;
};

static void payment_keep(void *context, const struct ask_row *row)
{
    struct payments *p = context;
    if (p->count < PAYMENTS_MAX)
        memcpy(&p->at[p->count++], row->value, sizeof *p->at);
}

/* The ladder of a case. */
struct rungs {
    struct policy_rung at[RUNGS_MAX];
    uint32_t count;
};

static void rung_keep(void *context, const struct ask_row *row)
{
    struct rungs *r = context;
    if (r->count < RUNGS_MAX)
        memcpy(&r->at[r->count++], row->value, sizeof *r->at);
}

/* If nothing is paid any more; 0: not by anything that is known. */
static int32_t months_from(const struct unpaid *u, const struct loan *loan, enum months_method method, uint32_t months,
                           int32_t day)
{
    for (int32_t at = day; at < day + LOOK_AHEAD_DAYS; at++)
        if (months_at(u, loan, method, at) >= months)
            return at;
    return 0;
}

static int rungs_from(struct why_not *w, const struct collection_case *c, int32_t day, int32_t *ret)
{
    static struct policy_now now; /* too large for the stack */
    static struct unpaid unpaid;
    static struct rungs rungs;
    int32_t holds_from[RUNGS_MAX] = {0};
    struct buffer key = {0};
    struct loan loan;
    codec_put_map(&key, 1);
    codec_put_text(&key, "version");
    codec_put_integer(&key, c->ladder_policy);
    int status = loan_gather(w, c->contract_no, &loan, &unpaid, &now);
    status = status ? status : ask_rows(&w->ask, TABLE_policy_rung, buffer_bytes(&key), rung_keep, &rungs);
    buffer_free(&key);
    if (status != 0 || rungs.count < c->rungs)
        return status;
    future_add(&unpaid, &loan);
    for (uint32_t i = 0; i < c->rungs; i++)
        holds_from[i] = months_from(&unpaid, &loan, (enum months_method)now.body.months_method, rungs.at[i].from_months,
                                    c->opened_on);
    *ret = suit_rungs_from(c, day, rungs.at, holds_from, c->due_date - (int32_t)rungs.at[c->rung - 1].days);
    return 0;
}

static void suit_print(const struct why_not *w, const struct condition *c, int32_t from)
{
    const struct rule_desc *rule = schema_rule("legal_last");
    char day[VALUE_TEXT_MAX];
    if (!c) {
        printf(words_pick("Case %s: a suit may be filed, the employer was met and mediation is over (%s).\n",
                          "เรื่องติดตาม %s ฟ้องคดีได้ พบต้นสังกัดและการไกล่เกลี่ยสิ้นสุดแล้ว (%s)\n"),
               w->id, rule->document);
        return;
    }
    printf(words_pick("Case %s: no suit may be filed in turn: %s (%s).\n", "เรื่องติดตาม %s ยังฟ้องคดีไม่ได้: %s (%s)\n"),
           w->id, words_pick(c->english, c->thai), rule->document);
    if (from > 0)
        printf(words_pick("It could be from %s at the earliest.\n", "อาจฟ้องได้เร็วที่สุดตั้งแต่ %s\n"), dates_day(from, day));
}

static int case_tell(struct why_not *w)
{
    static const struct condition conditions[] = {
        [SUIT_LACKS_OPEN_CASE] = {"case_open", "the case is closed, or a suit is filed already",
                                  "เรื่องปิดแล้วหรือฟ้องคดีแล้ว"},
        [SUIT_LACKS_BREACH] = {"agreement_breached", "an agreement is being kept", "ลูกหนี้กำลังชำระตามข้อตกลง"},
        [SUIT_LACKS_MEETING] = {"employer_met", "the employer has not been met, and then comes mediation",
                                "ยังไม่ได้พบต้นสังกัด แล้วจึงไกล่เกลี่ย"},
        [SUIT_LACKS_RUNG] = {"rungs_taken", "rungs of its ladder before the suit are not taken",
                             "ยังไม่ครบขั้นตอนติดตามก่อนฟ้อง"},
        [SUIT_LACKS_MEDIATION] = {"mediation_closed", "mediation is not over", "การไกล่เกลี่ยยังไม่สิ้นสุด"},
    };
    struct payments payments = {.count = 0};
    struct collection_case c;
    struct loan loan;
    struct ask_row row;
    int status = row_ask(w, TABLE_collection_case, "case", w->id, &row);
    if (status != 0)
        return status;
    memcpy(&c, row.value, sizeof c);
    status = row_ask(w, TABLE_loan, "loan", c.contract_no, &row);
    status = status ? status : why_not_date(w, c.stage_on);
    status = status ? status : rows_ask(w, TABLE_agreement, "case_id", w->id, payment_keep, &payments);
    if (status != 0)
        return status;
    memcpy(&loan, row.value, sizeof loan);
    enum suit_lack lack = suit_lacks(&c);
    const struct condition *fails = lack == SUIT_LACKS_NOTHING ? NULL : &conditions[lack];
    int32_t from =
        suit_could_from(&c, w->date, payments.at, payments.count, loan.paid_satang - c.paid_at_agreement_satang);
    if (from > 0 && c.rungs > 0 && (status = rungs_from(w, &c, from, &from)) != 0)
        return status;
    if (w->json)
        json_put(w, "case_id", fails, from);
    else
        suit_print(w, fails, from);
    return EXIT_DONE;
}

int why_not_collection(const struct arguments *given)
{
    static struct why_not w; /* too large for the stack */
    const char *what = given->operands[0], *id = given->operands[1],
               *goal = given->operands_count > 2 ? given->operands[2] : "";
    bool suit = strcmp(what, "case") == 0 && (!goal[0] || strcmp(goal, "legal") == 0);
    bool npl = strcmp(what, "loan") == 0 && strcmp(goal, "npl") == 0;
    if ((!suit && !npl) || given->operands_count > 3 || strlen(id) >= sizeof w.id ||
        !value_code_valid((const uint8_t *)id, strlen(id)))
        return arguments_wrong(
            "why-not",
            "ask of a case why no suit may be filed, or of a loan why it is not non-performing: coopctl why-not case "
            "C-004411-1 legal, coopctl why-not loan S-2567-0007 npl",
            "ถามเหตุที่ยังฟ้องไม่ได้หรือยังไม่เป็นหนี้ NPL เช่น coopctl why-not case C-004411-1 legal หรือ "
            "coopctl why-not loan S-2567-0007 npl");
    w = (struct why_not){.json = given->json};
    value_code_set(w.id, sizeof w.id, id);
    int status = ask_open(given, &w.ask);
    if (status != 0)
        return status;
    status = suit ? case_tell(&w) : loan_tell(&w);
    ask_close(&w.ask);
    return status;
}
