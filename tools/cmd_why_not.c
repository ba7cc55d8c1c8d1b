/* coopctl why-not: why an application is not granted, or a loan not closed. An application is screened again, as it
 * would be if it were filed today: the daemon rehearses that and forgets it. */
#include "arguments.h"
#include "dates.h"
#include "stream.h"
#include "submit.h"
#include "words.h"

#include "../handlers/state/records.h"
#include "../proto/check.h"
#include "../proto/codec.h"

#include <string.h>

/* The number that the application is filed under anew. Nothing is kept of it. */
static const char rehearsed_no[] = "why-not";

struct why_not {
    struct ask ask;
    bool json;
    char id[24];
    struct application application;
    struct event event; /* the application, as it was filed */
    struct buffer frame;
};

/* ---- filed again, for nothing */

static void guarantor_take(void *context, const struct ask_row *row)
{
    struct loan_application_filed *e = context;
    const struct application_guarantor_key *key = (const void *)row->key;
    if (e->guarantors_count == sizeof e->guarantors / sizeof *e->guarantors)
        return;
    struct guarantor *g = &e->guarantors[e->guarantors_count++];
    g->kind = ((const struct application_guarantor *)(const void *)row->value)->kind;
    memcpy(g->ref, key->ref, sizeof g->ref);
}

static void collateral_take(void *context, const struct ask_row *row)
{
    struct loan_application_filed *e = context;
    const struct application_collateral *value = (const void *)row->value;
    if (e->collaterals_count == sizeof e->collaterals / sizeof *e->collaterals)
        return;
    struct collateral *c = &e->collaterals[e->collaterals_count++];
    c->kind = value->kind;
    c->value_satang = value->value_satang;
    memcpy(c->ref, value->ref, sizeof c->ref);
}

static void closes_take(void *context, const struct ask_row *row)
{
    struct loan_application_filed *e = context;
    const struct application_closes_key *key = (const void *)row->key;
    if (e->closes_count < sizeof e->closes / sizeof *e->closes)
        memcpy(e->closes[e->closes_count++].contract_no, key->contract_no, sizeof key->contract_no);
}

static int security_take(struct why_not *w, struct loan_application_filed *e)
{
    struct buffer key = {0};
    codec_put_map(&key, 1);
    codec_put_text(&key, "application_no");
    codec_put_text(&key, w->id);
    int status = ask_rows(&w->ask, TABLE_application_guarantor, buffer_bytes(&key), guarantor_take, e);
    status = status ? status : ask_rows(&w->ask, TABLE_application_collateral, buffer_bytes(&key), collateral_take, e);
    status = status ? status : ask_rows(&w->ask, TABLE_application_closes, buffer_bytes(&key), closes_take, e);
    buffer_free(&key);
    return status;
}

static int event_make(struct why_not *w)
{
    const struct application *a = &w->application;
    struct envelope *head = &w->event.envelope;
    struct loan_application_filed *e = &w->event.body.loan_application_filed;
    struct bytes answer;
    char day[32];
    int status = ask(&w->ask, &(struct request){.op = "status"}, &answer);
    if (status != 0)
        return status;
    reply_text(answer, "day_closed", day, sizeof day);
    w->event.desc = schema_event(EVENT_loan_application_filed);
    snprintf(head->type, sizeof head->type, "%s", w->event.desc->name);
    snprintf(head->key, sizeof head->key, "why-not/%s", w->id);
    if (value_day_parse(day, strlen(day), &head->effective_date))
        head->effective_date++;
    if (head->effective_date < a->filed_on)
        head->effective_date = a->filed_on;
    memcpy(e->application_no, rehearsed_no, sizeof rehearsed_no);
    memcpy(e->member_no, a->member_no, sizeof e->member_no);
    memcpy(e->product, a->product, sizeof e->product);
    e->amount_satang = a->amount_satang;
    e->instalments = a->instalments;
    e->method = a->method;
    e->purpose = a->purpose;
    e->income_until = a->income_until;
    return security_take(w, e);
}

static void answer_keep(void *context, const struct submit_request *r, struct bytes answer)
{
    struct why_not *w = context;
    (void)r;
    buffer_add(&w->frame, answer.at, answer.len);
}

static int rehearse(struct why_not *w)
{
    static struct submit s; /* too large for the stack */
    struct submit_config config = {.producer = "why-not", .dry_run = true, .visit = answer_keep, .context = w};
    struct buffer event = {0};
    uint64_t number = 1;
    int status = event_make(w);
    if (status != 0)
        return status;
    codec_encode_event(&w->event, &event);
    submit_begin(&s, &w->ask, &config);
    status = submit_events(&s, buffer_bytes(&event), &number, 1, NULL);
    status = status ? status : submit_finish(&s);
    submit_end(&s);
    buffer_free(&event);
    return status;
}

/* ---- what is told */

static void check_print(const struct screening_check *c, int no)
{
    char sentence[WORDS_SENTENCE_MAX], day[VALUE_TEXT_MAX];
    check_sentence(c, words_thai(), CHECK_FAILS, sentence, sizeof sentence);
    printf("%d. %s (%s)\n", no, sentence, schema_word_text(schema_enum_named("check"), c->check));
    check_sentence(c, words_thai(), CHECK_MEND, sentence, sizeof sentence);
    printf("   %s%s\n", words_pick("To mend it: ", "วิธีแก้: "), sentence);
    if (c->holds_from > 0)
        printf(words_pick("   It could hold from %s.\n", "   อาจผ่านได้ตั้งแต่ %s\n"), dates_day(c->holds_from, day));
}

static void screened_print(const struct why_not *w, const struct loan_application_screened *told)
{
    char day[VALUE_TEXT_MAX];
    int no = 0;
    dates_day(w->event.envelope.effective_date, day);
    if (told->passed)
        printf(words_pick("Screened as of %s: every condition holds.\n", "ตรวจ ณ วันที่ %s: ผ่านทุกเงื่อนไข\n"), day);
    else
        printf(words_pick("Screened as of %s; what does not hold:\n", "ตรวจ ณ วันที่ %s เงื่อนไขที่ไม่ผ่าน:\n"), day);
    for (uint32_t i = 0; i < told->checks_count; i++)
        if (!told->checks[i].passed)
            check_print(&told->checks[i], ++no);
}

/* What the rehearsal says; a refusal is what stands in the way before any condition. */
static int outcome_print(const struct why_not *w)
{
    static struct stream_item item; /* too large for the stack */
    struct bytes frame = buffer_bytes(&w->frame), one, raw;
    struct reply_list answers = reply_list(frame, "answers"), followups = reply_list(frame, "followups");
    char sentence[WORDS_SENTENCE_MAX];
    if (!reply_next(&answers, &one))
        one = frame;
    if (!reply_text_is(one, "status", "applied")) {
        struct refused why = reply_refused(one);
        words_refusal(&why, sentence, sizeof sentence);
        printf(words_pick("It could not be filed as it is today: %s\n", "ยื่นใหม่ตามเดิมวันนี้ไม่ได้: %s\n"), sentence);
        return EXIT_DONE;
    }
    while (reply_next(&followups, &raw)) {
        if (!stream_decode(raw, &item) || item.desc->id != EVENT_loan_application_screened)
            continue;
        if (w->json) {
            struct buffer out = {0};
            memcpy(item.body.loan_application_screened.application_no, w->id, sizeof w->id);
            codec_json(item.desc, &item.body, &out);
            printf("{\"screened\":%.*s}\n", (int)out.len, (const char *)out.at);
            buffer_free(&out);
        } else {
            screened_print(w, &item.body.loan_application_screened);
        }
    }
    return EXIT_DONE;
}

/* Where it is, with the day that the state names. */
static void standing_print(const struct why_not *w)
{
    const struct application *a = &w->application;
    const struct {
        const char *english, *thai;
        int32_t day;
    } standing[] = {
        [application_state_screened] = {"its contract is to be made out", "รอทำสัญญา", 0},
        [application_state_appointed] = {"the member is to pick up the contract by", "รอสมาชิกรับสัญญาภายใน",
                                         a->contract_due},
        [application_state_contract_issued] = {"the member is to return the contract by", "รอสมาชิกส่งสัญญาภายใน",
                                               a->contract_due},
        [application_state_missed_return] = {"a date of the contract was missed; it may still be returned",
                                             "พ้นกำหนดรับหรือส่งสัญญา ยังส่งได้", 0},
        [application_state_queued] = {"it waits for the meeting of the loan committee", "รอประชุมคณะกรรมการเงินกู้",
                                      a->meeting_on},
        [application_state_scheduled] = {"it is approved and waits for its payout", "อนุมัติแล้ว รอจ่ายเงิน", a->payout_on},
        [application_state_rejected] = {"the committee did not grant it", "คณะกรรมการไม่อนุมัติ", 0},
        [application_state_withdrawn] = {"the member withdrew it", "สมาชิกถอนคำขอ", 0},
        [application_state_expired] = {"the approval lapsed before it was paid out", "การอนุมัติหมดอายุก่อนจ่ายเงิน", 0},
        [application_state_disbursed] = {"it is paid out", "จ่ายเงินแล้ว", 0},
    };
    char amount[VALUE_TEXT_MAX], day[VALUE_TEXT_MAX];
    value_baht_print(a->amount_satang, amount);
    if (a->state >= sizeof standing / sizeof *standing || !standing[a->state].english)
        return;
    printf(words_pick("Application %s of member %s, %s baht of %s in %u instalments: %s%s%s.\n",
                      "คำขอ %s ของสมาชิก %s วงเงิน %s บาท ประเภท %s %u งวด: %s%s%s\n"),
           w->id, a->member_no, amount, a->product, a->instalments,
           words_pick(standing[a->state].english, standing[a->state].thai), standing[a->state].day ? " " : "",
           standing[a->state].day ? dates_day(standing[a->state].day, day) : "");
}

static int application_tell(struct why_not *w)
{
    uint8_t state = w->application.state;
    if (w->json)
        printf("{\"application_no\":\"%s\",\"state\":\"%s\"}\n", w->id,
               schema_word_text(schema_enum_named("application_state"), state));
    else
        standing_print(w);
    if (state == application_state_scheduled || state == application_state_disbursed)
        return EXIT_DONE;
    if (w->application.programme[0])
        words_note("It is screened by the product's own conditions here; its relief programme has floors and caps of "
                   "its own.",
                   "ตรวจตามเงื่อนไขของประเภทเงินกู้ โครงการช่วยเหลือมีเกณฑ์ของตนเอง");
    int status = rehearse(w);
    return status ? status : outcome_print(w);
}

static void owed_print(const char *english, const char *thai, int64_t satang)
{
    char amount[VALUE_TEXT_MAX];
    value_baht_print(satang, amount);
    if (satang > 0)
        printf(words_pick("- %s: %s baht\n", "- %s: %s บาท\n"), words_pick(english, thai), amount);
}

static int loan_tell(const struct why_not *w, const struct loan *loan)
{
    char day[VALUE_TEXT_MAX];
    const char *state = schema_word_text(schema_enum_named("loan_state"), loan->state);
    if (w->json)
        printf("{\"contract_no\":\"%s\",\"state\":\"%s\",\"principal_satang\":%lld,\"interest_satang\":%lld,"
               "\"costs_satang\":%lld,\"missed_instalments\":%u}\n",
               w->id, state, (long long)loan->principal_satang, (long long)loan->billed_interest_satang,
               (long long)loan->costs_satang, loan->missed_instalments);
    if (w->json)
        return EXIT_DONE;
    if (loan->state != loan_state_active) {
        printf(words_pick("Contract %s is not open: %s.\n", "สัญญา %s ไม่มีหนี้ค้างแล้ว: %s\n"), w->id, state);
        return EXIT_DONE;
    }
    printf(words_pick("Contract %s of member %s was paid out and is not closed, for it still owes:\n",
                      "สัญญา %s ของสมาชิก %s จ่ายเงินแล้ว ยังไม่ปิดเพราะยังค้าง:\n"),
           w->id, loan->member_no);
    owed_print("principal", "เงินต้น", loan->principal_satang);
    owed_print("interest charged and unpaid", "ดอกเบี้ยค้างชำระ", loan->billed_interest_satang);
    owed_print("costs", "ค่าใช้จ่าย", loan->costs_satang);
    if (loan->missed_instalments > 0)
        printf(words_pick("%u instalments were missed, the oldest due on %s.\n", "ค้าง %u งวด งวดแรกครบกำหนด %s\n"),
               loan->missed_instalments, dates_day(loan->oldest_due, day));
    return EXIT_DONE;
}

static int subject_tell(struct why_not *w)
{
    struct ask_row row;
    struct loan loan;
    bool found;
    int status = ask_row(&w->ask, TABLE_application, w->id, &row, &found);
    if (status == 0 && found) {
        memcpy(&w->application, row.value, sizeof w->application);
        return application_tell(w);
    }
    status = status ? status : ask_row(&w->ask, TABLE_loan, w->id, &row, &found);
    if (status != 0)
        return status;
    if (!found) {
        words_complain("there is no application or contract %s", "ไม่พบคำขอหรือสัญญา %s", w->id);
        return EXIT_REJECTED;
    }
    memcpy(&loan, row.value, sizeof loan);
    return loan_tell(w, &loan);
}

int cmd_why_not(const struct why_not_options *o)
{
    static struct why_not w; /* too large for the stack */
    const char *id = o->given.operands[0];
    if (o->given.operands_count != 1 || strlen(id) >= sizeof w.id || !value_code_valid((const uint8_t *)id, strlen(id)))
        return arguments_wrong("why-not", "name one application or contract: coopctl why-not A-2567-0007",
                               "ระบุคำขอหรือสัญญาหนึ่งรายการ เช่น coopctl why-not A-2567-0007");
    w = (struct why_not){.json = o->given.json};
    value_code_set(w.id, sizeof w.id, id);
    int status = ask_open(&o->given, &w.ask);
    if (status != 0)
        return status;
    status = subject_tell(&w);
    ask_close(&w.ask);
    buffer_free(&w.frame);
    return status;
}
