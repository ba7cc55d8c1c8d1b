#include "dates.h"
#include "policy_now.h"
#include "why_not.h"
#include "words.h"

#include <string.h>

/* ---- its application has ended: it is filed again */

/* As it was; the form is signed, for otherwise it would not have been taken. */
static void refile(struct why_not *w, const struct intent *intent)
{
    struct relief_intent_filed *e = &why_not_event(w, EVENT_relief_intent_filed)->relief_intent_filed;
    memcpy(e->programme, intent->programme, sizeof e->programme);
    memcpy(e->intent_no, WHY_NOT_NO, sizeof WHY_NOT_NO);
    memcpy(e->member_no, intent->member_no, sizeof e->member_no);
    e->income_satang = intent->income_satang;
    e->amount_satang = intent->amount_satang;
    e->purpose = intent->purpose;
    e->second_purpose = intent->second_purpose;
    e->slip_period = intent->slip_period;
    e->form_signed = true;
    why_not_add(w);
}

int why_not_intent_ended(struct why_not *w, const struct intent *intent)
{
    static struct stream_item item; /* too large for the stack */
    why_not_begin(w);
    refile(w, intent);
    int status = why_not_rehearse(w);
    if (status != 0 ||
        !why_not_applies(w, "His intent could not be filed again today as it was", "ยื่นแสดงความประสงค์ใหม่ตามเดิมวันนี้ไม่ได้"))
        return status;
    if (!why_not_told(w, EVENT_relief_grouped, &item))
        return EXIT_DONE;
    if (w->json)
        printf("{\"group\":%u}\n", item.body.relief_grouped.group);
    else
        printf(words_pick("His intent could be filed again today, in group %u.\n",
                          "ยื่นแสดงความประสงค์ใหม่วันนี้ได้ อยู่ในกลุ่มที่ %u\n"),
               item.body.relief_grouped.group);
    return EXIT_DONE;
}

/* ---- it waits for the calculation of what the member can be lent */

/* How many stand before it in the queue of its programme. */
struct line {
    uint64_t place;
    unsigned before;
};

static void line_count(void *context, const struct ask_row *row)
{
    struct line *l = context;
    l->before += ((const struct queue_key *)(const void *)row->key)->place < l->place;
}

static int standing_print(struct why_not *w, const struct intent *intent)
{
    struct line l = {.place = intent->place};
    struct buffer key = {0};
    char amount[VALUE_TEXT_MAX];
    codec_put_map(&key, 1);
    codec_put_text(&key, "queue");
    codec_put_text(&key, intent->programme);
    int status = ask_rows(&w->ask, TABLE_queue, buffer_bytes(&key), line_count, &l);
    buffer_free(&key);
    if (status != 0)
        return status;
    value_baht_print(intent->amount_satang, amount);
    if (w->json)
        printf("{\"intent_no\":\"%s\",\"programme\":\"%s\",\"group\":%u,\"before_it\":%u}\n", w->id, intent->programme,
               intent->group, l.before);
    else
        printf(
            words_pick(
                "Intent %s of member %s, %s baht of programme %s, group %u: an officer is to calculate what he can be "
                "lent; %u wait before it.\n",
                "การแสดงความประสงค์ %s ของสมาชิก %s วงเงิน %s บาท โครงการ %s กลุ่มที่ %u: รอเจ้าหน้าที่คำนวณสิทธิ มีผู้รอก่อนหน้า %u "
                "ราย\n"),
            w->id, intent->member_no, amount, intent->programme, intent->group, l.before);
    return 0;
}

/* The most instalments that the programme, or without it the product, allows. */
static uint32_t instalments_of(const struct policy_published *policy, const char *programme, const struct product *p)
{
    for (uint32_t i = 0; i < policy->programmes_count; i++) {
        const struct programme *g = &policy->programmes[i];
        if (strcmp(g->programme, programme) != 0)
            continue;
        return p->kind == loan_kind_emergency  ? g->emergency_instalments
               : p->kind == loan_kind_ordinary ? g->ordinary_instalments
                                               : g->special_instalments;
    }
    return p->max_instalments;
}

/* The amount that he wants as a loan of this product: calculated, and then screened with the budget. */
static int try(struct why_not *w, const struct intent *intent, const struct product *p, uint32_t instalments)
{
    why_not_begin(w);
    struct relief_entitlement_calculated *e =
        &why_not_event(w, EVENT_relief_entitlement_calculated)->relief_entitlement_calculated;
    memcpy(e->intent_no, w->id, sizeof e->intent_no);
    memcpy(e->application_no, WHY_NOT_NO, sizeof WHY_NOT_NO);
    memcpy(e->product, p->product, sizeof e->product);
    e->amount_satang = intent->amount_satang;
    e->instalments = instalments;
    e->method = p->method != loan_method_absent ? p->method : (uint8_t)loan_method_equal_total;
    why_not_add(w);
    why_not_rescreen(w, WHY_NOT_NO);
    int status = why_not_rehearse(w);
    if (status != 0)
        return status;
    if (w->json)
        printf("{\"product\":\"%s\",\"instalments\":%u}\n", p->product, instalments);
    else
        printf(words_pick("As a loan of product %s in %u instalments, without guarantors and collateral:\n",
                          "หากเป็นเงินกู้ประเภท %s %u งวด ยังไม่มีผู้ค้ำประกันและหลักประกัน:\n"),
               p->product, instalments);
    if (why_not_applies(w, "It could not be calculated today", "คำนวณสิทธิวันนี้ไม่ได้"))
        why_not_screened(w);
    return 0;
}

int why_not_intent_waits(struct why_not *w, const struct intent *intent)
{
    static struct policy_now now; /* too large for the stack */
    int status = standing_print(w, intent);
    status = status ? status : why_not_date(w, intent->filed_on);
    status = status ? status : policy_now_ask(&w->ask, &now);
    for (uint32_t i = 0; status == 0 && i < now.body.products_count; i++) {
        const struct product *p = &now.body.products[i];
        status = try(w, intent, p, instalments_of(&now.body, intent->programme, p));
    }
    return status;
}
