#include "export.h"

#include "spreadsheet.h"
#include "words.h"
#include "xlsx.h"

#include <stdlib.h>
#include <string.h>

/* ---- text */

static void text_fail(struct export_writer *w, const char *text)
{
    w->failed = true;
    words_complain(
        "\"%s\" holds a character that the file's encoding does not have; change the word in the profile, or its "
        "encoding",
        "\"%s\" มีอักขระที่รหัสของแฟ้มไม่มี โปรดเปลี่ยนคำหรือ encoding ในโปรไฟล์", text);
}

static void text_add(struct export_writer *w, const char *text)
{
    if (!outfile_encode(w->out.charset, text, &w->bytes) && !w->failed)
        text_fail(w, text);
}

static void line_end(struct export_writer *w)
{
    text_add(w, "\r\n");
    fwrite(w->bytes.at, 1, w->bytes.len, w->out.file);
    w->bytes.len = 0;
}

/* 6300.00, always with its point: without it an amount may mean satang. */
static void amount_print(const struct export_writer *w, int64_t satang, char *out, size_t size)
{
    int64_t value = w->layout->profile->minus ? -satang : satang;
    long long magnitude = value < 0 ? -value : value;
    snprintf(out, size, "%s%lld.%02lld", value < 0 ? "-" : "", magnitude / 100, magnitude % 100);
}

/* ---- separated values, and spreadsheets */

static void csv_add(struct export_writer *w, uint32_t column, const char *text)
{
    char separator[] = {w->layout->profile->separator, '\0'};
    bool quoted = strchr(text, separator[0]) || strchr(text, '"');
    char *copy = NULL, *at;
    if (column > 0)
        text_add(w, separator);
    if (!quoted) {
        text_add(w, text);
        return;
    }
    copy = at = malloc(2 * strlen(text) + 3);
    if (!copy)
        abort();
    *at++ = '"';
    for (; *text; text++) {
        if (*text == '"')
            *at++ = '"';
        *at++ = *text;
    }
    memcpy(at, "\"", 2);
    text_add(w, copy);
    free(copy);
}

static void cell_text(struct export_writer *w, uint32_t column, const char *text)
{
    if (!w->book)
        csv_add(w, column, text);
    else if (text[0])
        spreadsheet_text(w->book, w->row, column, text);
}

static void cell_amount_add(struct export_writer *w, uint32_t column, int64_t satang)
{
    char text[VALUE_TEXT_MAX];
    if (w->book) {
        spreadsheet_amount(w->book, w->row, column, w->layout->profile->minus ? -satang : satang);
        return;
    }
    amount_print(w, satang, text, sizeof text);
    csv_add(w, column, text);
}

static void row_end(struct export_writer *w)
{
    if (!w->book)
        line_end(w);
    w->row++;
}

static void heading_write(struct export_writer *w)
{
    const struct export_layout *l = w->layout;
    while (w->row < l->profile->skip_rows) { /* the import passes them over */
        cell_text(w, 0, w->row == 0 ? "ใบแจ้งยอดเรียกเก็บ" : "-");
        row_end(w);
    }
    for (uint32_t i = 0; i < l->count; i++)
        cell_text(w, i, l->columns[i].heading);
    row_end(w);
}

static void row_write(struct export_writer *w, const struct export_member *m)
{
    const struct export_layout *l = w->layout;
    struct export_cell cell;
    for (uint32_t i = 0; i < l->count; i++) {
        export_layout_cell(l, &l->columns[i], m, w->cover, &cell);
        w->totals[i] += cell.amount ? cell.satang : 0;
        if (cell.amount)
            cell_amount_add(w, i, cell.satang);
        else
            cell_text(w, i, cell.text);
    }
    row_end(w);
}

static bool is_amount(const struct export_column *c)
{
    struct export_member m = {.row = 0};
    struct export_cover cover = {.period = value_period(2024, 1)};
    struct export_layout l = {.profile = NULL};
    struct export_cell cell;
    if (c->extra == EXPORT_FIELD && c->field < PROFILE_PLACED && c->field != PROFILE_collected)
        return false;
    export_layout_cell(&l, c, &m, &cover, &cell);
    return cell.amount;
}

/* The sums are numbers, also in a spreadsheet: whoever changes a row changes them too, or the import refuses the file.
 * So a row that was changed by mistake is found. */
static void total_write(struct export_writer *w)
{
    const struct export_layout *l = w->layout;
    const struct profile *p = l->profile;
    const char *word = p->total_words.count > 0 ? p->total_words.at[0].text : "รวม";
    int len = (int)strcspn(word, " \t");
    char text[PROFILE_TEXT_MAX + 32];
    for (uint32_t i = 0; i < l->count; i++) {
        text[0] = '\0';
        if (i == 0)
            snprintf(text, sizeof text, "%.*s %u ราย", len, word, w->cover->members);
        else if (p->has_places && p->total_count.from == i + 1)
            snprintf(text, sizeof text, "%u", w->cover->members);
        if (!text[0] && is_amount(&l->columns[i]))
            cell_amount_add(w, i, w->totals[i]);
        else
            cell_text(w, i, text);
    }
    row_end(w);
}

/* ---- fixed width */

/* Puts bytes at their place in the record in hand. */
static void place_put(struct export_writer *w, struct profile_place place, const char *text, bool right, char fill)
{
    size_t room = place.to - place.from + 1, len = strlen(text);
    if (len > room) {
        if (!w->failed)
            words_complain("\"%s\" has %zu bytes, more than the %zu that the profile gives it (bytes %u-%u)",
                           "\"%s\" ยาว %zu ไบต์ เกิน %zu ไบต์ที่โปรไฟล์กำหนด (ไบต์ %u-%u)", text, len, room, place.from,
                           place.to);
        w->failed = true;
        return;
    }
    if (w->bytes.len < place.to) {
        size_t more = place.to - w->bytes.len;
        memset(buffer_room(&w->bytes, more), ' ', more);
        w->bytes.len += more;
    }
    uint8_t *at = w->bytes.at + place.from - 1;
    memset(at, right ? fill : ' ', room);
    memcpy(right ? at + room - len : at, text, len);
}

static void amount_put(struct export_writer *w, struct profile_place place, int64_t satang)
{
    const struct profile *p = w->layout->profile;
    char text[VALUE_TEXT_MAX];
    if (!p->satang || p->minus) {
        amount_print(w, satang, text, sizeof text);
        place_put(w, place, text, true, ' ');
    } else {
        snprintf(text, sizeof text, "%lld", (long long)satang);
        place_put(w, place, text, true, '0');
    }
}

static void record_begin(struct export_writer *w, const char *type)
{
    w->bytes.len = 0;
    buffer_add_text(&w->bytes, type);
}

static void record_end(struct export_writer *w)
{
    uint32_t bytes = w->layout->profile->line_bytes;
    if (w->bytes.len < bytes) {
        memset(buffer_room(&w->bytes, bytes - w->bytes.len), ' ', bytes - w->bytes.len);
        w->bytes.len = bytes;
    }
    buffer_add_text(&w->bytes, "\r\n"); /* codes and digits are the same bytes in every encoding of such a file */
    fwrite(w->bytes.at, 1, w->bytes.len, w->out.file);
    w->bytes.len = 0;
    w->row++;
}

/* The month in as many bytes as there are: 256701, or 2567-01. */
static void header_put(struct export_writer *w)
{
    const struct profile *p = w->layout->profile;
    struct civil first = value_civil(value_period_first_day(w->cover->period));
    int year = first.year + (p->calendar == CALENDAR_BE ? CELL_BUDDHIST_YEARS : 0);
    char text[VALUE_TEXT_MAX];
    if (!p->header_record[0])
        return;
    record_begin(w, p->header_record);
    snprintf(text, sizeof text, "%04d%02d", year, first.month);
    if (p->header_period.from)
        place_put(w, p->header_period, text, false, ' ');
    if (p->header_unit.from)
        place_put(w, p->header_unit, w->cover->unit_code, false, ' ');
    record_end(w);
}

static void record_put(struct export_writer *w, const struct export_member *m)
{
    const struct export_layout *l = w->layout;
    struct export_cell cell;
    record_begin(w, l->profile->line_record);
    for (uint32_t i = 0; i < l->count; i++) {
        export_layout_cell(l, &l->columns[i], m, w->cover, &cell);
        w->totals[i] += cell.amount ? cell.satang : 0;
        if (cell.amount)
            amount_put(w, l->columns[i].place, cell.satang);
        else
            place_put(w, l->columns[i].place, cell.text, false, ' ');
    }
    record_end(w);
}

static void trailer_put(struct export_writer *w)
{
    const struct profile *p = w->layout->profile;
    char text[VALUE_TEXT_MAX];
    if (!p->total_record[0])
        return;
    record_begin(w, p->total_record);
    snprintf(text, sizeof text, "%u", w->cover->members);
    if (p->total_count.from)
        place_put(w, p->total_count, text, true, '0');
    if (p->total_sum.from)
        amount_put(w, p->total_sum, w->cover->billed_satang);
    record_end(w);
}

/* ---- the cover, as a second sheet */

static void cover_row(struct export_writer *w, const char *name, const char *text)
{
    spreadsheet_text(w->book, w->row, 0, name);
    spreadsheet_text(w->book, w->row++, 1, text);
}

static void cover_write(struct export_writer *w)
{
    const struct export_cover *c = w->cover;
    struct civil due = value_civil(c->due_date), first = value_civil(value_period_first_day(c->period));
    char text[VALUE_TEXT_MAX];
    spreadsheet_sheet(w->book, XLSX_COVER, 0);
    w->row = 0;
    cover_row(w, "หน่วยงาน", c->unit_code);
    snprintf(text, sizeof text, "%02d/%04d", first.month, first.year + CELL_BUDDHIST_YEARS);
    cover_row(w, "งวด", text);
    snprintf(text, sizeof text, "%02d/%02d/%04d", due.day, due.month, due.year + CELL_BUDDHIST_YEARS);
    cover_row(w, "นำส่งภายใน", c->due_date ? text : "");
    snprintf(text, sizeof text, "%u", c->members);
    cover_row(w, "จำนวนสมาชิก", text);
    for (uint8_t item = 1; item < EXPORT_ITEMS; item++) {
        if (c->totals[item].lines == 0)
            continue;
        spreadsheet_text(w->book, w->row, 0, export_item_name(item));
        spreadsheet_amount(w->book, w->row++, 1, c->totals[item].amount_satang);
    }
    spreadsheet_text(w->book, w->row, 0, "รวมเรียกเก็บ");
    spreadsheet_amount(w->book, w->row++, 1, c->billed_satang);
}

/* ---- the file */

static int book_open(struct export_writer *w)
{
    const char *name = w->layout->profile->sheet[0] ? w->layout->profile->sheet : "ใบเรียกเก็บ";
    w->book = spreadsheet_open(w->out.part);
    if (!w->book) {
        words_complain("%s: cannot be written", "%s: เขียนไม่ได้", w->out.part);
        return EXIT_IO;
    }
    spreadsheet_sheet(w->book, name, w->layout->profile->skip_rows + 1);
    return 0;
}

int export_write_begin(struct export_writer *w, const char *path)
{
    const struct profile *p = w->layout->profile;
    memset(w->totals, 0, sizeof w->totals);
    w->row = 0;
    w->failed = false;
    int status = outfile_name(&w->out, path);
    if (status == 0)
        status = p->format == PROFILE_XLSX ? book_open(w) : outfile_open(&w->out, p->charset, p->format == PROFILE_CSV);
    if (status != 0)
        return status;
    if (p->format == PROFILE_FIXED)
        header_put(w);
    else
        heading_write(w);
    return 0;
}

void export_write_member(struct export_writer *w, const struct export_member *m)
{
    if (w->layout->profile->format == PROFILE_FIXED)
        record_put(w, m);
    else
        row_write(w, m);
}

int export_write_end(struct export_writer *w, bool ok)
{
    bool whole = ok && !w->failed;
    if (whole && w->layout->profile->format == PROFILE_FIXED)
        trailer_put(w);
    else if (whole)
        total_write(w);
    if (whole && w->book)
        cover_write(w);
    if (w->book && !spreadsheet_close(w->book, w->out.part) && whole) {
        words_complain("%s: cannot be written; is it larger than a spreadsheet can be, or the disk full?",
                       "%s: เขียนไม่ได้ ใหญ่เกินกว่าสเปรดชีตหรือดิสก์เต็มหรือไม่", w->out.part);
        w->failed = true;
    }
    w->book = NULL;
    buffer_free(&w->bytes);
    return outfile_close(&w->out, whole && !w->failed);
}
