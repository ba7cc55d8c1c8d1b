#include "fixed.h"

#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    const struct fixed_layout *layout;
    struct charset_reader charset;
    row_visit *visit;
    void *context;
    char *error;
    struct row row;
    struct buffer text;
    size_t starts[ROW_CELLS_MAX + 1];
};

static const struct fixed_record *record_find(const struct reading *r, const struct line *line)
{
    for (uint32_t i = 0; i < r->layout->count; i++) {
        size_t len = strlen(r->layout->records[i].type);
        if (line->raw.len >= len && memcmp(line->raw.at, r->layout->records[i].type, len) == 0)
            return &r->layout->records[i];
    }
    char known[64] = "";
    for (uint32_t i = 0; i < r->layout->count; i++)
        snprintf(known + strlen(known), sizeof known - strlen(known), "%s%s", i ? ", " : "",
                 r->layout->records[i].type);
    snprintf(
        r->error, ROWS_ERROR_MAX,
        words_pick(
            "line %u, byte 1: begins with \"%.*s\", which is no record of this layout; the profile knows %s: is it the "
            "right file and profile?",
            "บรรทัด %u ไบต์ที่ 1: ขึ้นต้นด้วย \"%.*s\" ซึ่งไม่ใช่ระเบียนของรูปแบบนี้ โปรไฟล์รู้จัก %s แฟ้มและโปรไฟล์ถูกต้องหรือไม่"),
        line->number, line->raw.len > 0 && line->raw.at[0] >= 0x20 && line->raw.at[0] < 0x7F ? 1 : 0,
        (const char *)line->raw.at, known);
    return NULL;
}

static bool length_check(struct reading *r, const struct line *line, const struct fixed_record *record)
{
    if (line->raw.len == record->bytes)
        return true;
    bool short_line = line->raw.len < record->bytes;
    size_t at = short_line ? line->raw.len : record->bytes;
    if (short_line && !line->ended)
        snprintf(
            r->error, ROWS_ERROR_MAX,
            words_pick(
                "line %u, byte %zu: the file ends here in the middle of a record of %u bytes; it was cut off: get the "
                "whole file again",
                "บรรทัด %u ไบต์ที่ %zu: แฟ้มจบกลางระเบียนซึ่งยาว %u ไบต์ แฟ้มขาด โปรดขอแฟ้มเต็มใหม่"),
            line->number, at + 1, record->bytes);
    else
        snprintf(
            r->error, ROWS_ERROR_MAX,
            words_pick(
                "line %u, byte %zu: the line has %zu bytes but the layout says %u; was the file edited or converted, "
                "or is it another layout?",
                "บรรทัด %u ไบต์ที่ %zu: บรรทัดยาว %zu ไบต์ แต่รูปแบบกำหนด %u แฟ้มถูกแก้ไขหรือแปลงรหัส หรือเป็นรูปแบบอื่นหรือไม่"),
            line->number, at + 1, line->raw.len, record->bytes);
    return false;
}

/* Converts the bytes of one field behind the others. */
static bool field_add(struct reading *r, const struct line *line, struct fixed_field f)
{
    struct line part = *line;
    part.raw = (struct bytes){line->raw.at + f.from - 1, f.to - f.from + 1};
    while (part.raw.len > 0 && (part.raw.at[part.raw.len - 1] == ' ' || part.raw.at[part.raw.len - 1] == '\t'))
        part.raw.len--;
    size_t bad_at = 0;
    r->starts[r->row.count++] = r->text.len;
    if (!charset_convert(&r->charset, part.raw, &r->text, &bad_at)) {
        part = *line;
        if (lines_convert(&r->charset, &part, &r->text, r->error)) /* only the cut is wrong */
            lines_fail(r->error, line->number, f.from - 1 + bad_at,
                       "a field begins or ends inside a character; was the file converted from CP874 to UTF-8? Import "
                       "the original",
                       "ขอบเขตของช่องอยู่กลางอักขระ แฟ้มถูกแปลงจาก CP874 เป็น UTF-8 หรือไม่ โปรดใช้แฟ้มต้นฉบับ");
        return false;
    }
    buffer_add(&r->text, "", 1);
    return true;
}

static bool line_slice(void *context, const struct line *line)
{
    struct reading *r = context;
    size_t utf8_at = 0;
    r->text.len = 0;
    r->row.count = 0;
    if (line->raw.len == 0 || (line->raw.len == 1 && line->raw.at[0] == 0x1A)) /* an old end-of-file mark */
        return true;
    if (r->charset.charset == CHARSET_CP874 && charset_is_utf8_thai(line->raw, &utf8_at))
        return lines_convert(&r->charset, line, &r->text, r->error);
    const struct fixed_record *record = record_find(r, line);
    if (!record || !length_check(r, line, record))
        return false;
    r->starts[r->row.count++] = 0;
    buffer_add(&r->text, record->type, strlen(record->type) + 1);
    for (uint32_t i = 0; i < record->count; i++)
        if (!field_add(r, line, record->fields[i]))
            return false;
    r->starts[r->row.count] = r->text.len;
    for (uint32_t i = 0; i < r->row.count; i++)
        r->row.cells[i] = (struct row_cell){.text = {r->text.at + r->starts[i], r->starts[i + 1] - r->starts[i] - 1}};
    r->row.line = line->number;
    r->row.offset = line->offset;
    return r->visit(r->context, &r->row);
}

enum rows_result fixed_read(int fd, enum charset charset, const struct fixed_layout *layout, row_visit *visit,
                            void *context, char error[ROWS_ERROR_MAX])
{
    struct reading *r = calloc(1, sizeof *r); /* too large for the stack */
    enum rows_result result = ROWS_UNREADABLE;
    if (!r)
        abort();
    *r = (struct reading){.layout = layout, .visit = visit, .context = context, .error = error};
    if (charset_open(&r->charset, charset))
        result = lines_read(fd, charset, line_slice, r, error);
    else
        snprintf(error, ROWS_ERROR_MAX,
                 words_pick("this system cannot convert the encoding: %s", "ระบบนี้แปลงรหัสอักขระไม่ได้: %s"),
                 strerror(errno));
    charset_close(&r->charset);
    buffer_free(&r->text);
    free(r);
    return result;
}
