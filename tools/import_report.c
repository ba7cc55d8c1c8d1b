/* What import says of the daemon's answers, row by row and in all. */
#include "import.h"

#include "words.h"

#include "../proto/codec.h"

#include <string.h>

enum { FOLLOWUPS_SHOWN = 1000 }; /* of a request that is tried */

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

/* A row that the daemon does not take goes back to the user. */
static void rejected(struct import *im, uint64_t number, struct bytes event, struct bytes answer)
{
    char code[64], english[WORDS_SENTENCE_MAX], thai[WORDS_SENTENCE_MAX];
    struct refused why = reply_refused(answer);
    row_tell(im, import_row(number), event, answer);
    import_conflict_note(im, import_row(number), event, answer);
    if (number == 0 || strcmp(why.code, "envelope_refused") == 0)
        return;
    words_refusal_both(&why, english, thai, sizeof english);
    reply_text(answer, "code", code, sizeof code);
    rejects_add(&im->rejects, &(struct sheet_reject){import_row(number), (uint32_t)number, code[0] ? code : "conflict",
                                                     english, thai});
}

/* A unit's file that looks like another waits for an officer. */
static void held_note(struct import *im, struct bytes event)
{
    struct bytes data;
    if (im->held++ < IMPORT_TOLD && reply_find(event, "data", &data))
        reply_text(data, "unit_code", im->held_unit[im->held - 1], sizeof im->held_unit[0]);
}

static void held_tell(const struct import *im)
{
    char period[VALUE_TEXT_MAX];
    value_period_print(im->sums.period, period);
    for (uint64_t i = 0; i < im->held && i < IMPORT_TOLD; i++)
        words_note("The file of unit %s looks like one that was taken before: nearly all rows are the same. It is held "
                   "and nothing of it "
                   "counts until somebody decides:\n"
                   "  it is a file of its own:   coopctl files count %s %s%s%s --actor STAFF\n"
                   "  it is the same again:      coopctl files discard %s %s%s%s --actor STAFF",
                   "แฟ้มของหน่วยงาน %s เหมือนแฟ้มที่รับไปแล้ว แทบทุกแถวซ้ำกัน จึงพักไว้และยังไม่นับยอดจนกว่าจะตัดสิน:\n"
                   "  เป็นแฟ้มอีกแฟ้มหนึ่ง:  coopctl files count %s %s%s%s --actor STAFF\n"
                   "  เป็นแฟ้มเดิมซ้ำ:       coopctl files discard %s %s%s%s --actor STAFF",
                   im->held_unit[i], im->held_unit[i], period, im->part[0] ? " " : "", im->part, im->held_unit[i],
                   period, im->part[0] ? " " : "", im->part);
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
        uint64_t number = submit_number(r, i);
        if (is_rejected(one) && (im->explaining || im->one_by_one))
            rejected(im, number, event, one);
        if (im->explaining)
            continue;
        report_count(&im->report, one);
        if (im->rehearsing || !reply_text_is(one, "status", "parked"))
            continue;
        row_tell(im, import_row(number), event, one);
        if (reply_text_is(one, "code", "look_alike"))
            held_note(im, event);
    }
    im->types_cut |= reply_list(answer, "followups").left == FOLLOWUPS_SHOWN;
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
    printf("%.*s,\"unit_code\":\"%s\",\"period\":\"%s\",\"rows\":%u,\"total_satang\":%lld,\"billed_without_row\":%u,"
           "\"envelopes\":%u,\"closed\":%s,\"dry_run\":%s,",
           (int)out.len, (const char *)out.at, im->spool.units_count == 1 ? im->spool.units[0].unit_code : "", period,
           im->sums.lines, (long long)im->sums.collected_satang, im->missing, im->envelopes, closed ? "true" : "false",
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
    if (im->taken_back)
        return words_pick(
            "imported before and taken back since: it does not count; import the right file with --part and a new "
            "name",
            "เคยนำเข้าแล้วและถูกยกเลิกภายหลัง จึงไม่นับยอด โปรดนำเข้าแฟ้มที่ถูกต้องด้วย --part ชื่อใหม่");
    if (im->report.repeated == im->report.events)
        return words_pick("already imported: nothing was changed", "นำเข้าแล้วก่อนหน้านี้ ไม่มีการเปลี่ยนแปลง");
    if (im->held > 0)
        return words_pick("the file is held until somebody decides", "พักแฟ้มไว้จนกว่าจะตัดสิน");
    if (im->one_by_one && im->rejects.count > 0)
        return words_pick("the file stays open until the other rows are mended", "ยังไม่ปิดแฟ้มจนกว่าจะแก้แถวที่เหลือ");
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
        printf(im->types_cut ? words_pick("It would give more than %llu follow-ups; the first:\n",
                                          "จะเกิดเหตุการณ์สืบเนื่องเกิน %llu รายการ รายการแรก ๆ:\n")
                             : words_pick("It would give %llu follow-ups:\n", "จะเกิดเหตุการณ์สืบเนื่อง %llu รายการ:\n"),
               (unsigned long long)im->types.all);
        report_types_print(&im->types, stdout);
    }
    held_tell(im);
    if (im->report.repeated < im->report.events && im->rejects.count == 0 && im->held == 0)
        import_missing_tell(im);
    buffer_free(&out);
}
