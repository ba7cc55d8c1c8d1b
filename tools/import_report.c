/* What import says of the daemon's answers, row by row and in all. */
#include "import.h"

#include "words.h"

#include "../proto/codec.h"

#include <string.h>

static void row_json(uint64_t row, struct bytes event, struct bytes answer)
{
    struct buffer out = {0};
    struct bytes data;
    char key[80], member[16] = "", unit[16] = "", head[96];
    reply_text(event, "key", key, sizeof key);
    if (reply_find(event, "data", &data)) {
        reply_text(data, "member_no", member, sizeof member);
        reply_text(data, "unit_code", unit, sizeof unit);
    }
    report_answer_json("row", row, key, answer, &out);
    snprintf(head, sizeof head, "{\"unit_code\":\"%s\",\"member_no\":\"%s\",", unit, member);
    printf("%s%.*s\n", head, (int)out.len - 1, (const char *)out.at + 1);
    buffer_free(&out);
}

static void row_line(uint64_t row, struct bytes event, struct bytes answer)
{
    struct buffer out = {0};
    struct bytes data = {0};
    char member[16], amount[VALUE_TEXT_MAX];
    report_sentence(answer, &out);
    if (row == 0) {
        printf("%s  %.*s\n", words_pick("closing the file", "การปิดแฟ้ม"), (int)out.len, (const char *)out.at);
    } else {
        reply_find(event, "data", &data);
        value_baht_print(reply_integer(data, "collected_satang"), amount);
        printf(words_pick("row %llu  %s  %s  %.*s\n", "แถว %llu  %s  %s  %.*s\n"), (unsigned long long)row,
               reply_text(data, "member_no", member, sizeof member), amount, (int)out.len, (const char *)out.at);
    }
    buffer_free(&out);
}

/* People get the first of each kind. */
static void row_tell(struct import *im, uint64_t row, struct bytes event, struct bytes answer)
{
    bool parked = reply_text_is(answer, "status", "parked");
    uint64_t *told = parked ? &im->told_parked : &im->told_refused;
    if (im->json)
        row_json(row, event, answer);
    else if (++*told <= IMPORT_TOLD)
        row_line(row, event, answer);
}

static bool is_rejected(struct bytes answer)
{
    return reply_text_is(answer, "status", "refused") || reply_text_is(answer, "status", "conflict");
}

static void envelope_tell(struct bytes refused)
{
    struct refused why = reply_refused(refused);
    char sentence[WORDS_SENTENCE_MAX];
    if (strcmp(why.code, "envelope_refused") == 0)
        return; /* the rows are told one by one */
    words_refusal(&why, sentence, sizeof sentence);
    words_complain("%s", "%s", sentence);
}

void import_answered(void *context, const struct submit_request *r, struct bytes answer)
{
    struct import *im = context;
    struct reply_list answers = reply_list(answer, "answers");
    struct reply_list events = reply_list(buffer_bytes(&r->frame), "events");
    struct bytes one, event, refused;
    if (reply_find(answer, "refused", &refused)) {
        im->envelope_refused = true;
        if (!im->explaining)
            envelope_tell(refused);
        return;
    }
    for (uint32_t i = 0; i < r->count && reply_next(&answers, &one) && reply_next(&events, &event); i++) {
        if (im->explaining) {
            if (is_rejected(one))
                row_tell(im, import_row(submit_number(r, i)), event, one);
            continue;
        }
        report_count(&im->report, one);
        if (!im->rehearsing && reply_text_is(one, "status", "parked"))
            row_tell(im, import_row(submit_number(r, i)), event, one);
    }
    if (!im->explaining && !im->rehearsing)
        report_types_add(&im->types, answer);
}

static void summary_json(const struct import *im, bool closed)
{
    struct buffer out = {0};
    char period[VALUE_TEXT_MAX];
    value_period_print(im->sums.period, period);
    buffer_add_text(&out, "{\"file\":");
    codec_json_text(&out, im->sheet.path, strlen(im->sheet.path));
    printf("%.*s,\"unit_code\":\"%s\",\"period\":\"%s\",\"rows\":%u,\"total_satang\":%lld,\"envelopes\":%u,\"closed\":%"
           "s,\"dry_run\":%s,",
           (int)out.len, (const char *)out.at, im->spool.units_count == 1 ? im->spool.units[0].unit_code : "", period,
           im->sums.lines, (long long)im->sums.collected_satang, im->envelopes, closed ? "true" : "false",
           im->dry_run ? "true" : "false");
    out.len = 0;
    report_json(&im->report, &out);
    printf("%.*s}\n", (int)out.len, (const char *)out.at);
    buffer_free(&out);
}

static const char *ending(const struct import *im)
{
    if (im->dry_run)
        return words_pick("dry run: nothing was kept", "ทดลอง: ไม่มีการบันทึก");
    if (im->report.repeated == im->report.events)
        return words_pick("already imported: nothing was changed", "นำเข้าแล้วก่อนหน้านี้ ไม่มีการเปลี่ยนแปลง");
    if (im->partial)
        return words_pick("the month stays open", "ยังไม่ปิดงวด");
    return words_pick("the file is closed and will be settled", "ปิดแฟ้มแล้ว ระบบจะตัดชำระต่อ");
}

void import_summary(struct import *im, bool closed)
{
    struct buffer out = {0};
    char total[VALUE_TEXT_MAX];
    if (im->json) {
        summary_json(im, closed);
        return;
    }
    if (im->told_parked > IMPORT_TOLD)
        printf(words_pick("... and %llu parked rows more\n", "... และพักไว้อีก %llu แถว\n"),
               (unsigned long long)(im->told_parked - IMPORT_TOLD));
    value_baht_print(im->sums.collected_satang, total);
    report_summary(&im->report, &out);
    printf(words_pick("%s: %u rows, %s baht; %.*s; %s\n", "%s: %u แถว %s บาท; %.*s; %s\n"), im->sheet.path,
           im->sums.lines, total, (int)out.len, (const char *)out.at, ending(im));
    if (im->dry_run && im->types.all > 0) {
        printf(words_pick("It would give %llu follow-ups:\n", "จะเกิดเหตุการณ์สืบเนื่อง %llu รายการ:\n"),
               (unsigned long long)im->types.all);
        report_types_print(&im->types, stdout);
    }
    buffer_free(&out);
}
