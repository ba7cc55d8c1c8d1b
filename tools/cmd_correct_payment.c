/* coopctl correct SEQ: a payment of the past to what it really was. */
#include "cmd_correct.h"

#include "arguments.h"
#include "dates.h"
#include "words.h"

#include "../handlers/state/records.h"
#include "../proto/codec.h"

#include <string.h>

struct standing {
    struct payment_fact row; /* as it stands */
    bool found;
};

static void keep(void *context, const struct ask_row *row)
{
    struct standing *s = context;
    memcpy(&s->row, row->value, sizeof s->row);
    s->found = true;
}

static int find(struct desk *d, uint64_t seq, struct standing *s)
{
    struct buffer key = {0};
    codec_put_map(&key, 1);
    codec_put_text(&key, "seq");
    codec_put_integer(&key, (int64_t)seq);
    int status = ask_rows(&d->ask, TABLE_payment_fact, buffer_bytes(&key), keep, s);
    buffer_free(&key);
    return status;
}

static bool options_read(struct desk *d, const struct correct_options *o, struct correction_requested *body)
{
    const char *seq = o->given.operands[0];
    int64_t number;
    if (!value_integer_parse(seq, strlen(seq), &number) || number < 1) {
        arguments_wrong("correct", "\"%s\" is no event; give the seq of the payment, as coopctl tail shows it",
                        "\"%s\" ไม่ใช่ลำดับเหตุการณ์ โปรดใส่ลำดับของการรับชำระตามที่ coopctl tail แสดง", seq);
        return false;
    }
    if (!o->approved_by) {
        arguments_wrong("correct", "%s: two persons correct a payment; name the second with --approved-by STAFF",
                        "%s: การแก้ไขการรับชำระต้องมีสองคน โปรดระบุผู้อนุมัติด้วย --approved-by รหัสเจ้าหน้าที่", seq);
        return false;
    }
    body->target_seq = (uint64_t)number;
    body->withdrawn = o->withdraw != NULL;
    return (!o->amount || desk_baht("correct", o->amount, &body->amount_satang)) &&
           (!o->contract || desk_code(d, o->contract, body->contract_no, sizeof body->contract_no, "--contract")) &&
           (!o->paid_on || dates_day_read("correct", "--paid-on", o->paid_on, &body->paid_on)) &&
           desk_word("correct", "reason", "correction_reason", o->reason, &body->reason) &&
           desk_code(d, o->approved_by, body->approved_by, sizeof body->approved_by, "--approved-by");
}

static void tell(uint64_t seq, const struct payment_fact *row)
{
    char day[VALUE_TEXT_MAX], baht[VALUE_TEXT_MAX];
    value_baht_print(row->amount_satang, baht);
    printf(words_pick("payment %llu stands at %s baht of %s on contract %s%s\n",
                      "การรับชำระลำดับ %llu บันทึกไว้ %s บาท วันที่ %s สัญญา %s%s\n"),
           (unsigned long long)seq, baht, dates_day(row->paid_on, day), row->contract_no,
           row->withdrawn ? words_pick(", withdrawn", " (ยกเลิกแล้ว)") : "");
}

/* The key names the event that brought the payment where it stands: the same correction again is the same event, and a
 * later one of the same payment a new one. */
int correct_payment(struct desk *d, const struct correct_options *o)
{
    struct correction_requested body = {0};
    struct standing s = {.found = false};
    if (!options_read(d, o, &body))
        return EXIT_BAD_USAGE;
    int status = find(d, body.target_seq, &s);
    if (status != 0)
        return status;
    desk_event(d, EVENT_correction_requested, 0)->correction_requested = body;
    desk_key(d, "correct/%llu/%llu", (unsigned long long)body.target_seq, (unsigned long long)s.row.changed_seq);
    if (!d->json && s.found)
        tell(body.target_seq, &s.row);
    d->question = words_pick("Correct this payment?", "แก้ไขการรับชำระนี้หรือไม่");
    return desk_run(d);
}
