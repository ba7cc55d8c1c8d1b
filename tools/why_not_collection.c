#include "why_not_collection.h"

#include "dates.h"
#include "policy_now.h"
#include "told.h"
#include "why_not_class.h"
#include "why_not_loan.h"
#include "words.h"

#include "../handlers/collection/suit.h"

#include <string.h>

enum { PAYMENTS_MAX = 24, RUNGS_MAX = 24 };

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

static int rungs_from(struct why_not *w, const struct collection_case *c, int32_t day, int32_t *ret)
{
    static struct policy_now now; /* too large for the stack */
    static struct why_not_unpaid unpaid;
    static struct rungs rungs;
    int32_t holds_from[RUNGS_MAX] = {0};
    struct buffer key = {0};
    struct loan loan;
    codec_put_map(&key, 1);
    codec_put_text(&key, "version");
    codec_put_integer(&key, c->ladder_policy);
    int status = why_not_loan(w, c->contract_no, &loan, &unpaid, &now);
    status = status ? status : ask_rows(&w->ask, TABLE_policy_rung, buffer_bytes(&key), rung_keep, &rungs);
    buffer_free(&key);
    if (status != 0 || rungs.count < c->rungs)
        return status;
    why_not_future(&unpaid, &loan);
    for (uint32_t i = 0; i < c->rungs; i++)
        holds_from[i] = why_not_months_from(&unpaid, &loan, (enum months_method)now.body.months_method,
                                            rungs.at[i].from_months, c->opened_on);
    *ret = suit_rungs_from(c, day, rungs.at, holds_from, c->due_date - (int32_t)rungs.at[c->rung - 1].days);
    return 0;
}

static void suit_print(const struct why_not *w, const struct why_not_condition *c, int32_t from)
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
    static const struct why_not_condition conditions[] = {
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
    int status = why_not_row(w, TABLE_collection_case, "case", w->id, &row);
    if (status != 0)
        return status;
    memcpy(&c, row.value, sizeof c);
    status = why_not_row(w, TABLE_loan, "loan", c.contract_no, &row);
    status = status ? status : why_not_date(w, c.stage_on);
    status = status ? status : why_not_rows(w, TABLE_agreement, "case_id", w->id, payment_keep, &payments);
    if (status != 0)
        return status;
    memcpy(&loan, row.value, sizeof loan);
    enum suit_lack lack = suit_lacks(&c);
    const struct why_not_condition *fails = lack == SUIT_LACKS_NOTHING ? NULL : &conditions[lack];
    int32_t from =
        suit_could_from(&c, w->date, payments.at, payments.count, loan.paid_satang - c.paid_at_agreement_satang);
    if (from > 0 && c.rungs > 0 && (status = rungs_from(w, &c, from, &from)) != 0)
        return status;
    if (w->json)
        why_not_condition(w, "case_id", fails, from);
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
    status = suit ? case_tell(&w) : why_not_npl(&w);
    ask_close(&w.ask);
    return status;
}
