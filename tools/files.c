#include "files.h"

#include "dates.h"
#include "words.h"

#include <string.h>

const char *files_state(uint8_t state)
{
    switch ((enum file_state)state) {
    case file_state_open:
        return words_pick("open", "ยังไม่ปิด");
    case file_state_counting:
        return words_pick("counting", "นับแล้ว ยังไม่ปิด");
    case file_state_closed:
        return words_pick("closed", "ปิดแล้ว");
    case file_state_held:
        return words_pick("held", "พักรอตัดสิน");
    case file_state_discarded:
        return words_pick("discarded", "ไม่นับ");
    case file_state_revoked:
        return words_pick("revoked", "ยกเลิกแล้ว");
    case file_state_absent:
        break;
    }
    return "-";
}

void files_key(struct buffer *out, uint32_t period, const char *unit_code)
{
    char text[VALUE_TEXT_MAX];
    if (period == 0)
        return;
    value_period_print(period, text);
    codec_put_map(out, unit_code ? 2 : 1);
    codec_put_text(out, "period");
    codec_put_text(out, text);
    if (!unit_code)
        return;
    codec_put_text(out, "unit_code");
    codec_put_text(out, unit_code);
}

static void file_keep(void *context, const struct ask_row *row)
{
    struct files_named *f = context;
    const struct result_file_key *key = (const void *)row->key;
    if (strcmp(key->file_ref, f->file_ref) == 0)
        memcpy(&f->file, row->value, sizeof f->file);
}

int files_find(struct desk *d, const char *const *operands, int count, struct files_named *ret)
{
    const char *part = count > 2 ? operands[2] : FILES_MAIN;
    struct buffer key = {0};
    *ret = (struct files_named){0};
    if (!desk_code(d, operands[0], ret->unit_code, sizeof ret->unit_code, words_pick("the unit", "หน่วยงาน")) ||
        !dates_period_read(d->command, operands[1], &ret->period))
        return EXIT_BAD_USAGE;
    if (strcmp(part, FILES_MAIN) != 0 &&
        !desk_code(d, part, ret->file_ref, sizeof ret->file_ref, words_pick("the part", "ชื่อแฟ้ม")))
        return EXIT_BAD_USAGE;
    files_key(&key, ret->period, ret->unit_code);
    int status = ask_rows(&d->ask, TABLE_result_file, buffer_bytes(&key), file_keep, ret);
    buffer_free(&key);
    return status;
}

void files_tell(const struct files_named *f)
{
    char period[VALUE_TEXT_MAX], total[VALUE_TEXT_MAX];
    value_baht_print(f->file.lines_satang + f->file.difference_satang, total);
    printf(words_pick("file %s of unit %s for %s: %s, %u lines, %s baht\n",
                      "แฟ้ม %s ของหน่วยงาน %s งวด %s: %s %u แถว %s บาท\n"),
           f->file_ref[0] ? f->file_ref : FILES_MAIN, f->unit_code, dates_period(f->period, period),
           files_state(f->file.state), f->file.lines, total);
}
