#include "xlsx_sheet.h"

#include "words.h"
#include "xlsx.h"
#include "xlsx_cell.h"
#include "xlsx_merges.h"
#include "xlsx_xml.h"

#include <stdlib.h>
#include <string.h>

enum { SHEET_ROWS_MAX = 1048576, SHEET_COLUMNS_MAX = 16384, SENTENCE_MAX = 300 };

enum cell_type { TYPE_NUMBER, TYPE_SHARED, TYPE_TEXT, TYPE_INLINE, TYPE_BOOLEAN, TYPE_ERROR, TYPE_DATE, TYPE_UNKNOWN };

struct sheet {
    const struct xlsx_book *book;
    struct xlsx_merges merges;
    row_visit *visit;
    void *context;
    enum rows_result result;

    struct row row;
    struct buffer text; /* of the row's cells and sentences, each with a NUL */
    struct {
        size_t text, why;
    } at[ROW_CELLS_MAX]; /* where in it, as it moves while it grows */
    uint32_t next_column;

    struct {
        uint32_t column, style;
        enum cell_type type;
        unsigned values; /* elements that give it one */
        bool formula, inline_value, taking;
        struct buffer raw;
    } cell;
};

static enum xlsx_step fail(struct sheet *s, enum rows_result result)
{
    s->result = result;
    return XLSX_STOP;
}

static enum xlsx_step damaged_at(struct sheet *s, uint32_t column)
{
    char name[XLSX_CELL_NAME_MAX];
    xlsx_cell_name(column, s->row.line, name);
    return fail(s, xlsx_complain(s->book->package, "%s is damaged in the file; open it in Excel and save it again",
                                 "ช่อง %s ในแฟ้มเสียหาย โปรดเปิดใน Excel แล้วบันทึกใหม่", name));
}

/* ---- beginnings: where a row and a cell stand */

static enum xlsx_step row_open(struct sheet *s, const char *const *attributes)
{
    uint32_t line = s->row.line + 1;
    if (!xlsx_attribute_number(attributes, "r", SHEET_ROWS_MAX, &line) || line == 0 || line > SHEET_ROWS_MAX)
        return fail(
            s, xlsx_complain(s->book->package,
                             "behind row %u stands one whose number is none; open the file in Excel and save it again",
                             "ถัดจากแถว %u มีแถวที่หมายเลขผิด โปรดเปิดใน Excel แล้วบันทึกใหม่", s->row.line));
    if (line <= s->row.line)
        return fail(s, xlsx_complain(s->book->package,
                                     "row %u stands behind row %u in the file; open it in Excel and save it again",
                                     "แถว %u อยู่หลังแถว %u ในแฟ้ม โปรดเปิดใน Excel แล้วบันทึกใหม่", line, s->row.line));
    s->row.line = line;
    s->row.count = 0;
    s->next_column = 0;
    s->text.len = 0;
    const enum rows_result result = xlsx_merges_row(&s->merges, line);
    return result == ROWS_DONE ? XLSX_ENTER : fail(s, result);
}

static enum cell_type type_named(const char *t)
{
    static const char *const names[] = {
        [TYPE_NUMBER] = "n",  [TYPE_SHARED] = "s", [TYPE_TEXT] = "str", [TYPE_INLINE] = "inlineStr",
        [TYPE_BOOLEAN] = "b", [TYPE_ERROR] = "e",  [TYPE_DATE] = "d",
    };
    for (size_t i = 0; t && i < sizeof names / sizeof *names; i++)
        if (strcmp(t, names[i]) == 0)
            return (enum cell_type)i;
    return t ? TYPE_UNKNOWN : TYPE_NUMBER;
}

static enum xlsx_step cell_open(struct sheet *s, const char *const *attributes)
{
    const char *reference = xlsx_attribute(attributes, "r");
    uint32_t column = s->next_column, row = s->row.line;
    s->cell.style = 0;
    if ((reference && (!xlsx_reference(&reference, &column, &row) || *reference || row != s->row.line)) ||
        column >= SHEET_COLUMNS_MAX || !xlsx_attribute_number(attributes, "s", UINT32_MAX - 1, &s->cell.style))
        return damaged_at(s, s->next_column);
    if (column < s->next_column) {
        char name[XLSX_CELL_NAME_MAX];
        xlsx_cell_name(column, row, name);
        return fail(s, xlsx_complain(
                           s->book->package,
                           "%s stands twice in its row or in the wrong order; open the file in Excel and save it again",
                           "ช่อง %s ซ้ำหรือผิดลำดับในแถว โปรดเปิดใน Excel แล้วบันทึกใหม่", name));
    }
    s->next_column = column + 1;
    s->cell.column = column;
    s->cell.type = type_named(xlsx_attribute(attributes, "t"));
    s->cell.values = 0;
    s->cell.formula = s->cell.inline_value = false;
    s->cell.raw.len = 0;
    return XLSX_ENTER;
}

static enum xlsx_step value_open(struct sheet *s, const char *name)
{
    const bool inline_value = strcmp(name, "is") == 0;
    if (strcmp(name, "f") == 0)
        s->cell.formula = true;
    if (!inline_value && strcmp(name, "v") != 0)
        return XLSX_SKIP;
    s->cell.values++;
    s->cell.inline_value = inline_value;
    s->cell.taking = !inline_value;
    return XLSX_ENTER;
}

static enum xlsx_step sheet_open(void *context, unsigned depth, const char *name, const char *const *attributes)
{
    struct sheet *s = context;
    switch (depth) {
    case 1:
        return strcmp(name, "sheetData") == 0 ? XLSX_ENTER : XLSX_SKIP;
    case 2:
        return strcmp(name, "row") == 0 ? row_open(s, attributes) : XLSX_SKIP;
    case 3:
        return strcmp(name, "c") == 0 ? cell_open(s, attributes) : XLSX_SKIP;
    case 4:
        return value_open(s, name);
    case 5:
        if (s->cell.inline_value && strcmp(name, "r") == 0)
            return XLSX_ENTER;
        break;
    default:
        break;
    }
    s->cell.taking = s->cell.inline_value && strcmp(name, "t") == 0; /* not rPh, which says how to pronounce it */
    return s->cell.taking ? XLSX_ENTER : XLSX_SKIP;
}

static void sheet_text(void *context, const char *at, size_t len)
{
    struct sheet *s = context;
    const size_t room = ROW_CELL_BYTES_MAX + 1 - s->cell.raw.len;
    if (s->cell.taking)
        buffer_add(&s->cell.raw, at, len < room ? len : room);
}

/* ---- ends: what a cell holds */

static struct row_cell *cell_place(struct sheet *s)
{
    for (; s->row.count <= s->cell.column; s->row.count++) {
        s->row.cells[s->row.count] = (struct row_cell){{(const uint8_t *)"", 0}, ROW_TEXT, NULL};
        s->at[s->row.count].text = s->at[s->row.count].why = SIZE_MAX;
    }
    return &s->row.cells[s->cell.column];
}

static void cell_put(struct sheet *s, enum row_cell_kind kind, struct bytes text)
{
    struct row_cell *c = cell_place(s);
    c->kind = kind;
    c->text.len = text.len;
    s->at[s->cell.column].text = s->text.len;
    buffer_add(&s->text, text.at, text.len);
    buffer_add(&s->text, "", 1);
}

static void cell_put_text(struct sheet *s, enum row_cell_kind kind, const char *text)
{
    cell_put(s, kind, (struct bytes){(const uint8_t *)text, strlen(text)});
}

static void cell_spoil(struct sheet *s, const char *why)
{
    cell_put_text(s, ROW_BAD, "");
    s->at[s->cell.column].why = s->text.len;
    buffer_add(&s->text, why, strlen(why) + 1);
}

static void merged_spoil(struct sheet *s, const struct xlsx_merge *merge)
{
    char from[XLSX_CELL_NAME_MAX], to[XLSX_CELL_NAME_MAX], why[SENTENCE_MAX];
    xlsx_cell_name(merge->first_column, merge->first_row, from);
    xlsx_cell_name(merge->last_column, merge->last_row, to);
    snprintf(why, sizeof why,
             words_pick("is hidden under merged cells %s:%s but has a value; unmerge them",
                        "ถูกซ่อนใต้เซลล์ผสาน %s:%s แต่มีค่า โปรดยกเลิกการผสาน"),
             from, to);
    cell_spoil(s, why);
}

/* Numbers, errors and the like, with the blanks around them gone. */
static struct bytes trimmed(struct bytes text)
{
    while (text.len > 0 && strchr(" \t\r\n", text.at[0]))
        text.at++, text.len--;
    while (text.len > 0 && strchr(" \t\r\n", text.at[text.len - 1]))
        text.len--;
    return text;
}

static void text_end(struct sheet *s, struct bytes raw)
{
    struct row_cell *c = cell_place(s);
    const size_t begin = s->text.len;
    const char *why = xlsx_text(raw, &s->text);
    if (why) {
        s->text.len = begin;
        cell_spoil(s, why);
        return;
    }
    c->text.len = s->text.len - begin;
    s->at[s->cell.column].text = begin;
    buffer_add(&s->text, "", 1);
}

static void number_end(struct sheet *s, struct bytes raw)
{
    char number[XLSX_NUMBER_MAX], day[XLSX_DAY_MAX];
    bool date;
    const char *why = xlsx_number(raw, number);
    if (!why && !xlsx_book_style(s->book, s->cell.style, &date))
        why = words_pick("has a format that the file does not define; open it in Excel and save it again",
                         "ใช้รูปแบบที่แฟ้มไม่ได้กำหนด โปรดเปิดใน Excel แล้วบันทึกใหม่");
    if (!why && date)
        why = xlsx_serial_day(number, s->book->since_1904, day);
    if (why)
        cell_spoil(s, why);
    else
        cell_put_text(s, date ? ROW_DATE : ROW_NUMBER, date ? day : number);
}

static void error_end(struct sheet *s, struct bytes raw)
{
    static const char *const errors[] = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!",   "#NAME?",        "#NUM!",
                                         "#N/A",   "#SPILL!", "#CALC!",  "#FIELD!", "#GETTING_DATA", "#BLOCKED!"};
    char why[SENTENCE_MAX];
    const char *name = "#?";
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (raw.len == strlen(errors[i]) && memcmp(raw.at, errors[i], raw.len) == 0)
            name = errors[i];
    snprintf(why, sizeof why,
             words_pick("is the error %s; mend its formula or type the value", "เป็นข้อผิดพลาด %s โปรดแก้สูตรหรือพิมพ์ค่า"),
             name);
    cell_spoil(s, why);
}

static void date_end(struct sheet *s, struct bytes raw)
{
    char day[XLSX_DAY_MAX];
    const char *why = xlsx_iso_day(raw, day);
    if (why)
        cell_spoil(s, why);
    else
        cell_put_text(s, ROW_DATE, day);
}

static enum xlsx_step value_end(struct sheet *s, struct bytes raw)
{
    struct bytes shared;
    char number[XLSX_NUMBER_MAX];
    switch (s->cell.type) {
    case TYPE_TEXT:
    case TYPE_INLINE:
        text_end(s, raw);
        return XLSX_ENTER;
    case TYPE_SHARED:
        if (raw.len > 7 || xlsx_number(raw, number) != NULL || strspn(number, "0123456789") != raw.len ||
            !xlsx_book_text(s->book, (uint32_t)strtoul(number, NULL, 10), &shared))
            return damaged_at(s, s->cell.column);
        if (shared.len)
            text_end(s, shared);
        return XLSX_ENTER;
    case TYPE_NUMBER:
        number_end(s, raw);
        return XLSX_ENTER;
    case TYPE_DATE:
        date_end(s, raw);
        return XLSX_ENTER;
    case TYPE_ERROR:
        error_end(s, raw);
        return XLSX_ENTER;
    case TYPE_BOOLEAN:
        cell_spoil(s, words_pick("is TRUE or FALSE, which is no text and no amount; type what is meant",
                                 "เป็นค่า TRUE หรือ FALSE ไม่ใช่ข้อความหรือจำนวนเงิน โปรดพิมพ์ค่าที่ต้องการ"));
        return XLSX_ENTER;
    default:
        return damaged_at(s, s->cell.column);
    }
}

static enum xlsx_step cell_close(struct sheet *s)
{
    const bool text = s->cell.type == TYPE_TEXT || s->cell.type == TYPE_INLINE;
    const struct bytes whole = buffer_bytes(&s->cell.raw), raw = text ? whole : trimmed(whole);
    const struct xlsx_merge *merge;
    if (s->cell.values > 1 || (s->cell.values == 1 && s->cell.inline_value != (s->cell.type == TYPE_INLINE)))
        return damaged_at(s, s->cell.column);
    const bool unknown = s->cell.formula && (s->book->uncalculated || s->cell.values == 0 || (raw.len == 0 && !text));
    if (raw.len == 0 && !unknown)
        return XLSX_ENTER;
    if (s->cell.column >= ROW_CELLS_MAX) {
        char name[XLSX_CELL_NAME_MAX];
        xlsx_cell_name(s->cell.column, s->row.line, name);
        return fail(s, xlsx_complain(s->book->package,
                                     "%s lies beyond the first %d columns; is this the right sheet? If so, remove the "
                                     "columns that are not needed",
                                     "ช่อง %s อยู่เกิน %d คอลัมน์แรก เป็นแผ่นงานที่ถูกต้องหรือไม่ หากใช่ โปรดลบคอลัมน์ที่ไม่ใช้", name,
                                     ROW_CELLS_MAX));
    }
    if ((merge = xlsx_merges_hide(&s->merges, s->cell.column, s->row.line)))
        merged_spoil(s, merge);
    else if (unknown)
        cell_spoil(
            s,
            words_pick(
                "has a formula without a value; open the file in Excel, let it calculate and save, or paste the values",
                "มีสูตรแต่ยังไม่มีค่า โปรดเปิดใน Excel ให้คำนวณแล้วบันทึก หรือวางเป็นค่า"));
    else
        return value_end(s, raw);
    return XLSX_ENTER;
}

static enum xlsx_step row_close(struct sheet *s)
{
    for (uint32_t i = 0; i < s->row.count; i++) {
        if (s->at[i].text != SIZE_MAX)
            s->row.cells[i].text.at = s->text.at + s->at[i].text;
        if (s->at[i].why != SIZE_MAX)
            s->row.cells[i].why = (const char *)s->text.at + s->at[i].why;
    }
    s->row.offset = xlsx_part_offset(s->book->package);
    if (s->row.count > 0 && !s->visit(s->context, &s->row))
        return fail(s, ROWS_STOPPED);
    return XLSX_ENTER;
}

static enum xlsx_step sheet_close(void *context, unsigned depth)
{
    struct sheet *s = context;
    s->cell.taking = false;
    return depth == 2 ? row_close(s) : depth == 3 ? cell_close(s) : XLSX_ENTER;
}

enum rows_result xlsx_sheet_read(const struct xlsx_book *book, const char *part, row_visit *visit, void *context)
{
    static const struct xlsx_visitor visitor = {"worksheet", sheet_open, sheet_close, sheet_text};
    struct sheet s = {.book = book, .merges = {.package = book->package}, .visit = visit, .context = context};
    enum rows_result result = xlsx_merges_read(&s.merges, part);
    if (result == ROWS_DONE) {
        result = xlsx_xml_read(book->package, part, &visitor, &s);
        result = result == ROWS_STOPPED ? s.result : result;
    }
    xlsx_merges_free(&s.merges);
    buffer_free(&s.text);
    buffer_free(&s.cell.raw);
    return result;
}
