#include "why_not_class.h"

#include "dates.h"
#include "told.h"
#include "why_not_loan.h"
#include "words.h"

#include "../handlers/rules/quality.h"

#include <string.h>

enum { OTHERS_MAX = 32 };

/* What is known of a loan, and what the policy makes of it. */
struct known {
    struct loan loan;
    struct member member;
    struct policy_now now;
    struct quality_terms terms;
    struct quality_facts facts;
    struct why_not_unpaid unpaid;
    bool more_time; /* granted: an instalment that is missed is a relapse */
    int32_t from;   /* the day at whose close it could be non-performing; 0: not by anything that is known */
};

static void terms_of(const struct policy_published *p, struct quality_terms *ret)
{
    *ret = (struct quality_terms){.bounds_count = p->classes_count, .watch_payments = p->watch_payments};
    memcpy(ret->bounds, p->classes, p->classes_count * sizeof *p->classes);
    for (uint32_t i = 0; i < p->classes_count; i++)
        if (p->classes[i].class == loan_class_substandard)
            ret->triggers[class_rule_relapse] = loan_class_substandard;
    for (uint32_t i = 0; i < p->class_triggers_count; i++)
        ret->triggers[p->class_triggers[i].rule] = p->class_triggers[i].class;
}

static bool is_npl(const struct quality_terms *q, enum loan_class class)
{
    int at = class > loan_class_normal ? quality_bound(q, class) : -1;
    return at >= 0 && q->bounds[at].npl;
}

/* The months that must be exceeded. */
static bool npl_limit(const struct quality_terms *q, uint32_t *ret)
{
    for (uint32_t i = 0; i < q->bounds_count; i++)
        if (q->bounds[i].npl) {
            *ret = q->bounds[i].over_months;
            return true;
        }
    return false;
}

/* Its suits, and whether its open case broke an agreement. */
static int cases_ask(struct why_not *w, const char *contract_no, struct known *k)
{
    for (uint32_t no = 1; no <= k->member.cases; no++) {
        char case_id[40];
        struct collection_case c;
        struct ask_row row;
        bool found;
        snprintf(case_id, sizeof case_id, "C-%s-%u", k->loan.member_no, (unsigned)no);
        int status = ask_row(&w->ask, TABLE_collection_case, case_id, &row, &found);
        if (status != 0)
            return status;
        memcpy(&c, row.value, sizeof c);
        if (!found || strcmp(c.contract_no, contract_no) != 0)
            continue;
        if (c.stage == case_stage_legal)
            k->facts.holds[class_rule_sued] = true;
        if (strcmp(case_id, k->loan.case_id) == 0 && c.outcome == outcome_agreed && c.mediation_closed)
            k->more_time = true;
    }
    return 0;
}

static void facts_of(struct known *k)
{
    uint32_t unpaid = k->loan.watch_from;
    for (uint32_t i = 0; i < k->unpaid.count; i++)
        unpaid += k->unpaid.at[i].principal;
    k->more_time = k->more_time || k->loan.restructured;
    k->facts.months_overdue = k->loan.months_overdue;
    k->facts.holds[class_rule_relapse] = k->more_time && k->loan.personal_months > 0;
    k->facts.holds[class_rule_sued_elsewhere] = k->member.sued_elsewhere;
    k->facts.holds[class_rule_died] = k->member.left_on > 0 && k->member.left_why == leaving_cause_died;
    k->facts.holds[class_rule_bankrupt] = k->member.left_on > 0 && k->member.left_why == leaving_cause_bankrupt;
    k->facts.watched = (enum loan_class)k->loan.watched_class;
    k->facts.payments_in_a_row = k->loan.billed_instalments > unpaid ? k->loan.billed_instalments - unpaid : 0;
}

/* If nothing is paid: when the months are exceeded, or an instalment is missed although more time was granted. */
static int32_t npl_from(const struct known *k, int32_t day)
{
    const struct why_not_unpaid *u = &k->unpaid;
    uint32_t limit;
    if (k->loan.first_due == 0 || !npl_limit(&k->terms, &limit))
        return 0;
    int32_t from = why_not_months_from(u, &k->loan, (enum months_method)k->now.body.months_method, limit + 1, day);
    bool relapses = k->more_time && is_npl(&k->terms, (enum loan_class)k->terms.triggers[class_rule_relapse]);
    for (uint32_t i = 0; relapses && i < u->count; i++)
        if (u->at[i].own && (from == 0 || u->at[i].late_on < from))
            from = u->at[i].late_on > day ? u->at[i].late_on : day;
    return from;
}

static int known_ask(struct why_not *w, const char *contract_no, struct known *k)
{
    struct ask_row row;
    memset(k, 0, sizeof *k);
    int status = why_not_loan(w, contract_no, &k->loan, &k->unpaid, &k->now);
    status = status ? status : why_not_row(w, TABLE_member, "member", k->loan.member_no, &row);
    if (status != 0)
        return status;
    memcpy(&k->member, row.value, sizeof k->member);
    terms_of(&k->now.body, &k->terms);
    status = cases_ask(w, contract_no, k);
    if (status != 0)
        return status;
    facts_of(k);
    why_not_future(&k->unpaid, &k->loan);
    k->from = npl_from(k, w->date);
    return 0;
}

struct others {
    char at[OTHERS_MAX][24];
    uint32_t count;
};

static void other_keep(void *context, const struct ask_row *row)
{
    struct others *o = context;
    const struct member_loan_key *key = (const void *)row->key;
    if (o->count < OTHERS_MAX && ((const struct member_loan *)(const void *)row->value)->active)
        memcpy(o->at[o->count++], key->contract_no, sizeof *o->at);
}

/* Where all loans of a member have the class of his worst, the first of them that could be takes the others with it. */
static int others_from(struct why_not *w, struct known *k)
{
    static struct known other; /* too large for the stack */
    static struct others others;
    int status = why_not_rows(w, TABLE_member_loan, "member_no", k->loan.member_no, other_keep, &others);
    for (uint32_t i = 0; status == 0 && i < others.count; i++) {
        if (strcmp(others.at[i], w->id) == 0)
            continue;
        status = known_ask(w, others.at[i], &other);
        if (status == 0 && other.from > 0 && (k->from == 0 || other.from < k->from))
            k->from = other.from;
    }
    return status;
}

/* ---- in words */

static const struct why_not_condition reasons[QUALITY_RULES] = {
    [class_rule_months] = {"npl_class", "", ""},
    [class_rule_relapse] = {"class_relapse", "more time was granted, and an agreed date was missed",
                            "ได้รับการผ่อนผันแล้วผิดนัดอีก"},
    [class_rule_sued] = {"class_trigger", "a suit is before the court", "อยู่ระหว่างการฟ้องคดี"},
    [class_rule_sued_elsewhere] = {"class_trigger", "another institution sues the borrower", "สถาบันอื่นฟ้องผู้กู้"},
    [class_rule_died] = {"class_trigger", "the borrower died", "ผู้กู้เสียชีวิต"},
    [class_rule_bankrupt] = {"class_trigger", "the borrower was declared bankrupt", "ผู้กู้เป็นบุคคลล้มละลาย"},
    [class_rule_watch] = {"class_watch", "it was restructured, and too few agreed payments were made in a row",
                          "ปรับโครงสร้างแล้ว และยังชำระติดต่อกันไม่ครบงวด"},
    [class_rule_member] = {"class_of_member", "another loan of the member is", "หนี้สัญญาอื่นของสมาชิกเป็น NPL"},
};

static void months_put(const struct known *k, uint32_t limit, struct buffer *out)
{
    told_fact(&(struct compared){.fact = fact_months_overdue, .actual = k->loan.months_overdue, .limit = limit}, out);
}

static void tell_npl(const struct why_not *w, const struct known *k, enum class_rule rule, uint32_t limit)
{
    struct buffer fact = {0};
    const struct rule_desc *document = schema_rule(reasons[rule].name);
    if (rule == class_rule_months)
        months_put(k, limit, &fact);
    else
        buffer_add_text(&fact, words_pick(reasons[rule].english, reasons[rule].thai));
    printf(words_pick("Contract %s of member %s is non-performing: %.*s (%s).\n",
                      "สัญญา %s ของสมาชิก %s เป็นหนี้ NPL: %.*s (%s)\n"),
           w->id, k->loan.member_no, (int)fact.len, (const char *)fact.at, document->document);
    buffer_free(&fact);
}

/* What else would make it so at once, by this policy. */
static void tell_triggers(const struct known *k)
{
    for (enum class_rule rule = class_rule_sued; rule <= class_rule_bankrupt; rule++)
        if (is_npl(&k->terms, (enum loan_class)k->terms.triggers[rule]))
            printf(words_pick("It would be at once if this were so: %s.\n", "จะเป็นทันทีหาก%s\n"),
                   words_pick(reasons[rule].english, reasons[rule].thai));
}

static void tell_not(const struct why_not *w, const struct known *k, const struct why_not_condition *c, uint32_t limit)
{
    struct buffer fact = {0};
    char day[VALUE_TEXT_MAX];
    bool months = strcmp(c->name, "months_overdue") == 0;
    if (months)
        months_put(k, limit, &fact);
    else
        buffer_add_text(&fact, words_pick(c->english, c->thai));
    printf(words_pick("Contract %s of member %s is not non-performing: %.*s (%s).\n",
                      "สัญญา %s ของสมาชิก %s ยังไม่เป็นหนี้ NPL: %.*s (%s)\n"),
           w->id, k->loan.member_no, (int)fact.len, (const char *)fact.at, schema_rule("npl_class")->document);
    buffer_free(&fact);
    if (!months)
        return;
    if (k->from > 0)
        printf(words_pick("If nothing is paid it could be at the close of %s at the earliest.\n",
                          "หากไม่มีการชำระ อาจเป็นได้เร็วที่สุดเมื่อปิดวันที่ %s\n"),
               dates_day(k->from, day));
    tell_triggers(k);
}

int why_not_npl(struct why_not *w)
{
    static const struct why_not_condition conditions[] = {
        {"loan_active", "it is not open any more", "สัญญาสิ้นสุดแล้ว"},
        {"npl_class", "the policy has no class that is", "นโยบายไม่มีชั้นหนี้ที่เป็น NPL"},
        {"months_overdue", "", ""},
    };
    static struct known known; /* too large for the stack */
    const struct why_not_condition *fails = NULL;
    uint32_t limit = 0;
    int status = known_ask(w, w->id, &known);
    if (status == 0 && known.now.body.class_scope == class_scope_member)
        status = others_from(w, &known);
    if (status != 0)
        return status;
    if (known.loan.state != loan_state_active)
        fails = &conditions[0];
    else if (!npl_limit(&known.terms, &limit))
        fails = &conditions[1];
    else if (!known.loan.npl)
        fails = &conditions[2];
    struct quality own = quality_class(&known.terms, &known.facts);
    if (w->json)
        why_not_condition(w, "contract_no", fails, fails == &conditions[2] ? known.from : 0);
    else if (fails)
        tell_not(w, &known, fails, limit);
    else
        tell_npl(w, &known, own.class < known.loan.class ? class_rule_member : own.rule, limit);
    return EXIT_DONE;
}
