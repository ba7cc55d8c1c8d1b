/* coopctl why-not: why an application or an intent of a relief programme is not granted, or a loan not closed. What is
 * on its way is screened again as of today, what has ended is filed again, and an intent that is no application yet is
 * made one: the daemon rehearses that by its own rules and forgets it. */
#include "arguments.h"
#include "dates.h"
#include "why_not.h"
#include "why_not_collection.h"
#include "words.h"

#include <string.h>

/* ---- an application that has ended, filed again */

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

static int application_refile(struct why_not *w)
{
    why_not_begin(w);
    const struct application *a = &w->application;
    struct loan_application_filed *e = &why_not_event(w, EVENT_loan_application_filed)->loan_application_filed;
    memcpy(e->application_no, WHY_NOT_NO, sizeof WHY_NOT_NO);
    memcpy(e->member_no, a->member_no, sizeof e->member_no);
    memcpy(e->product, a->product, sizeof e->product);
    e->amount_satang = a->amount_satang;
    e->instalments = a->instalments;
    e->method = a->method;
    e->purpose = a->purpose;
    e->income_until = a->income_until;
    int status = security_take(w, e);
    why_not_add(w);
    status = status ? status : why_not_rehearse(w);
    if (status == 0 && why_not_applies(w, "It could not be filed as it is today", "ยื่นใหม่ตามเดิมวันนี้ไม่ได้"))
        why_not_screened(w);
    return status;
}

/* ---- what is told */

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

static int32_t last_step(const struct application *a)
{
    int32_t last = a->contract_on > a->filed_on ? a->contract_on : a->filed_on;
    return a->decided_on > last ? a->decided_on : last;
}

static bool has_ended(uint8_t state)
{
    return state == application_state_rejected || state == application_state_withdrawn ||
           state == application_state_expired;
}

/* The intent that an application of a programme came from is filed anew: found by the member and the application. */
struct intent_wanted {
    const char *application_no;
    bool found;
    struct intent intent;
};

static void intent_note(void *context, const struct ask_row *row)
{
    struct intent_wanted *wanted = context;
    const struct intent *intent = (const void *)row->value;
    if (strcmp(intent->application_no, wanted->application_no) != 0)
        return;
    wanted->found = true;
    wanted->intent = *intent;
}

static int ended_tell(struct why_not *w)
{
    struct intent_wanted wanted = {.application_no = w->id};
    int status = 0;
    if (w->application.programme[0] == '\0')
        return application_refile(w);
    status = ask_rows(&w->ask, TABLE_intent, (struct bytes){0}, intent_note, &wanted);
    return status == 0 && wanted.found ? why_not_intent_ended(w, &wanted.intent) : status;
}

static int rescreened_tell(struct why_not *w)
{
    why_not_begin(w);
    why_not_rescreen(w, w->id);
    int status = why_not_rehearse(w);
    if (status == 0 && why_not_applies(w, "It cannot be screened again today", "ตรวจใหม่วันนี้ไม่ได้"))
        why_not_screened(w);
    return status;
}

static int application_tell(struct why_not *w)
{
    const struct application *a = &w->application;
    if (w->json)
        printf("{\"application_no\":\"%s\",\"state\":\"%s\"}\n", w->id,
               schema_word_text(schema_enum_named("application_state"), a->state));
    else
        standing_print(w);
    if (a->state == application_state_scheduled || a->state == application_state_disbursed)
        return EXIT_DONE;
    int status = why_not_date(w, last_step(a));
    if (status != 0)
        return status;
    return has_ended(a->state) ? ended_tell(w) : rescreened_tell(w);
}

static int intent_tell(struct why_not *w, const struct intent *intent)
{
    struct ask_row row;
    bool found = false;
    int status = 0;
    if (intent->application_no[0] != '\0')
        status = ask_row(&w->ask, TABLE_application, intent->application_no, &row, &found);
    if (status != 0)
        return status;
    if (!found)
        return why_not_intent_waits(w, intent);
    memcpy(&w->application, row.value, sizeof w->application);
    memcpy(w->id, intent->application_no, sizeof w->id);
    return application_tell(w);
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
    struct intent intent;
    bool found;
    int status = ask_row(&w->ask, TABLE_application, w->id, &row, &found);
    if (status == 0 && found) {
        memcpy(&w->application, row.value, sizeof w->application);
        return application_tell(w);
    }
    status = status ? status : ask_row(&w->ask, TABLE_intent, w->id, &row, &found);
    if (status == 0 && found) {
        memcpy(&intent, row.value, sizeof intent);
        return intent_tell(w, &intent);
    }
    status = status ? status : ask_row(&w->ask, TABLE_loan, w->id, &row, &found);
    if (status != 0)
        return status;
    if (!found) {
        words_complain("there is no application, intent or contract %s", "ไม่พบคำขอ การแสดงความประสงค์ หรือสัญญา %s",
                       w->id);
        return EXIT_REJECTED;
    }
    memcpy(&loan, row.value, sizeof loan);
    return loan_tell(w, &loan);
}

int cmd_why_not(const struct why_not_options *o)
{
    static struct why_not w; /* too large for the stack */
    const char *id = o->given.operands[0];
    if (o->given.operands_count > 1)
        return why_not_collection(&o->given);
    if (o->given.operands_count != 1 || strlen(id) >= sizeof w.id || !value_code_valid((const uint8_t *)id, strlen(id)))
        return arguments_wrong("why-not", "name one application, intent or contract: coopctl why-not A-2567-0007",
                               "ระบุคำขอ การแสดงความประสงค์ หรือสัญญาหนึ่งรายการ เช่น coopctl why-not A-2567-0007");
    w = (struct why_not){.json = o->given.json};
    value_code_set(w.id, sizeof w.id, id);
    int status = ask_open(&o->given, &w.ask);
    if (status != 0)
        return status;
    status = subject_tell(&w);
    ask_close(&w.ask);
    buffer_free(&w.events);
    buffer_free(&w.frame);
    return status;
}
