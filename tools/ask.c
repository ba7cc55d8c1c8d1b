#include "ask.h"

#include "arguments.h"
#include "past.h"
#include "words.h"

#include "../proto/codec.h"

#include <stdio.h>
#include <string.h>

enum { PATIENCE_MS = 5000, PAGE_ROWS = 1000 };

static void lost_tell(void)
{
    words_note("The daemon does not answer; connecting again ...", "coopd ไม่ตอบ กำลังเชื่อมต่อใหม่ ...");
}

int ask_open(const struct arguments *a, struct ask *ret)
{
    *ret = (struct ask){.wire = {.patience_ms = PATIENCE_MS, .lost = lost_tell}};
    if (!arguments_endpoint(a, ret->wire.endpoint))
        return EXIT_BAD_USAGE;
    if (exchange_connect(&ret->wire))
        return 0;
    words_complain("%s", "%s", ret->wire.error);
    return EXIT_UNREACHABLE;
}

void ask_close(struct ask *a)
{
    exchange_close(&a->wire);
}

static int result_tell(const struct ask *a, enum exchange_result result)
{
    switch (result) {
    case EXCHANGE_ANSWERED:
        return 0;
    case EXCHANGE_STOPPED:
        return ASK_STOPPED;
    case EXCHANGE_UNREACHABLE:
        words_complain("%s", "%s", a->wire.error);
        return EXIT_UNREACHABLE;
    case EXCHANGE_SILENT:
        break;
    }
    words_complain("the daemon does not answer; look at its log, then try again",
                   "coopd ไม่ตอบ โปรดดูบันทึกของ coopd แล้วลองใหม่");
    return EXIT_AGAIN;
}

int ask_recover(struct ask *a)
{
    return result_tell(a, exchange_recover(&a->wire));
}

static int answer_check(struct bytes answer)
{
    char sentence[WORDS_SENTENCE_MAX];
    struct bytes refused_map, answers;
    if (!reply_find(answer, "refused", &refused_map) || reply_find(answer, "answers", &answers))
        return 0;
    struct refused refused = reply_refused(refused_map);
    words_refusal(&refused, sentence, sizeof sentence);
    words_complain("the daemon refused the request: %s", "coopd ปฏิเสธคำขอ: %s", sentence);
    return EXIT_REJECTED;
}

int ask(struct ask *a, const struct request *question, struct bytes *ret_answer)
{
    int status = result_tell(a, exchange(&a->wire, question, ret_answer));
    return status ? status : answer_check(*ret_answer);
}

static int row_decode(enum table table, struct bytes raw, struct ask_row *ret)
{
    struct bytes key, value;
    struct refusal why = {0};
    char sentence[WORDS_SENTENCE_MAX];
    ret->table = table_desc(table);
    ret->raw = raw;
    if (reply_find(raw, "key", &key) && reply_find(raw, "value", &value) &&
        codec_decode(&ret->table->key, key, ret->key, "key", &why) &&
        codec_decode(&ret->table->value, value, ret->value, "value", &why))
        return 0;
    refusal_sentence(&why, REFUSAL_ENGLISH, sentence, sizeof sentence);
    words_complain("a row of table %s cannot be read (%s %s): is this coopctl of the same release as the daemon?",
                   "อ่านแถวของตาราง %s ไม่ได้ (%s %s) coopctl และ coopd เป็นรุ่นเดียวกันหรือไม่", ret->table->name, why.field,
                   sentence);
    return EXIT_REJECTED;
}

void ask_month_key(uint32_t period, const char *unit_code, const char *member_no, struct buffer *out)
{
    char text[VALUE_TEXT_MAX];
    value_period_print(period, text);
    codec_put_map(out, 1u + (unit_code != NULL) + (member_no != NULL));
    codec_put_text(out, "period");
    codec_put_text(out, text);
    if (unit_code) {
        codec_put_text(out, "unit_code");
        codec_put_text(out, unit_code);
    }
    if (member_no) {
        codec_put_text(out, "member_no");
        codec_put_text(out, member_no);
    }
}

int ask_rows(struct ask *a, enum table table, struct bytes key, ask_visit *visit, void *context)
{
    struct request r = {.op = "query", .limit = PAGE_ROWS, .key = key};
    struct buffer behind = {0};
    struct bytes answer, raw;
    struct ask_row row;
    bool more = true;
    int status = 0;
    if (a->past)
        return past_rows(a->past, table, key, visit, context);
    snprintf(r.table, sizeof r.table, "%s", table_desc(table)->name);
    while (more && status == 0) {
        status = ask(a, &r, &answer);
        if (status != 0)
            break;
        more = reply_flag(answer, "more");
        struct reply_list rows = reply_list(answer, "rows");
        bool any = false;
        while (status == 0 && reply_next(&rows, &raw)) {
            status = row_decode(table, raw, &row);
            if (status == 0)
                visit(context, &row);
            any = true;
        }
        more = more && any;
        behind.len = 0;
        if (more && status == 0)
            codec_encode(&row.table->key, row.key, &behind);
        r.behind = buffer_bytes(&behind);
    }
    buffer_free(&behind);
    return status;
}

struct first_row {
    struct ask_row *row;
    bool found;
};

static void row_keep(void *context, const struct ask_row *row)
{
    struct first_row *first = context;
    if (!first->found)
        *first->row = *row;
    first->row->raw = (struct bytes){0};
    first->found = true;
}

int ask_row(struct ask *a, enum table table, const char *key, struct ask_row *ret, bool *ret_found)
{
    const struct field_desc *f = &table_desc(table)->key.fields[0];
    struct first_row first = {.row = ret};
    struct buffer map = {0};
    codec_put_map(&map, 1);
    codec_put_text(&map, f->name);
    codec_put_text(&map, key);
    int status = ask_rows(a, table, buffer_bytes(&map), row_keep, &first);
    buffer_free(&map);
    *ret_found = first.found;
    return status;
}
