#include "sheet_parts.h"

#include "words.h"

#include <string.h>

enum { SHOWN_BYTES = 60, DATE_FAR_DAYS = 366 };

struct row_cell sheet_cell(const struct row *row, uint32_t column)
{
    return column > 0 && column <= row->count ? row->cells[column - 1] : cell_of_text("");
}

/* ---- problems */

static bool problem_counts(struct sheet *s)
{
    return ++s->sums->problems <= SHEET_PROBLEMS_TOLD;
}

/* Keeps it for the file of rejects, behind what else is wrong with the row. */
static void problem_keep(struct sheet *s, const struct flaw *wrong, const char *where_english, const char *where_thai)
{
    size_t english = strlen(s->english), thai = strlen(s->thai);
    if (!s->code)
        s->code = wrong->code;
    snprintf(s->english + english, sizeof s->english - english, "%s%s%s", english ? " | " : "", where_english,
             wrong->english);
    snprintf(s->thai + thai, sizeof s->thai - thai, "%s%s%s", thai ? " | " : "", where_thai, wrong->thai);
    s->english[value_utf8_whole(s->english, strlen(s->english))] = '\0';
    s->thai[value_utf8_whole(s->thai, strlen(s->thai))] = '\0';
}

/* "column 5 (collected)", "bytes 9-20 (collected)" */
static void place_print(const struct sheet *s, int field, bool thai, char *out, size_t size)
{
    char name[PROFILE_TEXT_MAX];
    struct profile_place place = s->profile->places[field];
    if (s->profile->format == PROFILE_FIXED && !s->added)
        snprintf(out, size, thai ? "ไบต์ %u-%u (%s)" : "bytes %u-%u (%s)", place.from, place.to,
                 profile_field_name(field, name));
    else
        snprintf(out, size, thai ? "คอลัมน์ %u (%s)" : "column %u (%s)", s->columns[field],
                 profile_field_name(field, name));
}

static void cell_problem(struct sheet *s, const struct row *row, int field, const struct flaw *wrong)
{
    struct row_cell cell = sheet_cell(row, s->columns[field]);
    char place[PROFILE_TEXT_MAX * 2], english[512], thai[512];
    int shown = cell.text.len < SHOWN_BYTES ? (int)cell.text.len : SHOWN_BYTES;
    while (shown > 0 && shown < (int)cell.text.len && (cell.text.at[shown] & 0xC0) == 0x80)
        shown--; /* do not cut a character in two */
    place_print(s, field, false, place, sizeof place);
    snprintf(english, sizeof english, "%s: \"%.*s\" ", place, shown, (const char *)cell.text.at);
    place_print(s, field, true, place, sizeof place);
    snprintf(thai, sizeof thai, "%s: \"%.*s\" ", place, shown, (const char *)cell.text.at);
    problem_keep(s, wrong, english, thai);
    if (problem_counts(s))
        words_note("%s: row %u, %s%s", "%s: แถว %u %s%s", s->config->path, row->line, words_pick(english, thai),
                   flaw_text(wrong));
}

void sheet_row_problem(struct sheet *s, const struct row *row, const struct flaw *wrong)
{
    problem_keep(s, wrong, "", "");
    if (problem_counts(s))
        words_note("%s: row %u: %s", "%s: แถว %u: %s", s->config->path, row->line, flaw_text(wrong));
}

bool sheet_cell_check(struct sheet *s, const struct row *row, int field, const struct flaw *wrong)
{
    if (wrong)
        cell_problem(s, row, field, wrong);
    return !wrong;
}

/* ---- cells */

unsigned sheet_amounts(const struct sheet *s)
{
    return (s->profile->minus ? CELL_MINUS : CELL_BAHT) | (s->profile->satang ? CELL_SATANG : CELL_BAHT);
}

/* The month in a cell must be the one of the file; the first that is read decides, if nobody named it. */
static const struct flaw *period_flaw(struct sheet *s, const struct row_cell *cell)
{
    uint32_t period = 0;
    if (cell_is_blank(cell->text))
        return s->sums->period == 0 ? &flaw_period_blank : NULL;
    if (s->profile->calendar == CALENDAR_NONE)
        return &flaw_date_no_calendar;
    const struct flaw *f = cell_period(cell, s->profile->calendar, &period);
    if (f)
        return f;
    if (s->sums->period == 0)
        s->sums->period = period;
    if (period == s->sums->period)
        return NULL;
    return s->config->period || s->profile->period ? &flaw_period_other : &flaw_period_mixed;
}

bool sheet_period_take(struct sheet *s, const struct row *row, uint32_t column, int field)
{
    struct row_cell cell = sheet_cell(row, column);
    const struct flaw *f = period_flaw(s, &cell);
    if (!f || column == s->columns[field])
        return sheet_cell_check(s, row, field, f);
    words_note("%s: row %u, header_period: \"%.*s\" %s", "%s: แถว %u header_period: \"%.*s\" %s", s->config->path,
               row->line, (int)cell.text.len, (const char *)cell.text.at, flaw_text(f));
    s->sums->problems++;
    return false;
}

static bool date_read(struct sheet *s, const struct row *row, int32_t *ret)
{
    struct row_cell cell = sheet_cell(row, s->columns[PROFILE_date]);
    const struct flaw *f = NULL;
    if (cell_is_blank(cell.text))
        return true;
    if (s->profile->calendar == CALENDAR_NONE)
        f = &flaw_date_no_calendar;
    f = f ? f : cell_day(&cell, s->profile->calendar, ret);
    if (!f && s->sums->period) {
        int32_t end = value_period_last_day(s->sums->period);
        f = *ret > end + DATE_FAR_DAYS || *ret < end - DATE_FAR_DAYS ? &flaw_date_far : NULL;
    }
    return sheet_cell_check(s, row, PROFILE_date, f);
}

static bool unit_read(struct sheet *s, const struct row *row, char ret[12])
{
    const char *given = s->config->unit_code[0] ? s->config->unit_code : s->header_unit_code;
    struct row_cell cell = sheet_cell(row, s->columns[PROFILE_unit]);
    memcpy(ret, given, 12);
    if (s->columns[PROFILE_unit] == 0 || (given[0] && cell_is_blank(cell.text)))
        return true;
    if (cell_is_blank(cell.text))
        return sheet_cell_check(s, row, PROFILE_unit, &flaw_unit_blank);
    if (!sheet_cell_check(s, row, PROFILE_unit, cell_code(&cell, ret, 12, &flaw_unit_none)))
        return false;
    return sheet_cell_check(s, row, PROFILE_unit, given[0] && strcmp(ret, given) != 0 ? &flaw_unit_other : NULL);
}

static bool reason_read(struct sheet *s, const struct row *row, uint8_t *ret)
{
    struct row_cell cell = sheet_cell(row, s->columns[PROFILE_reason]);
    int word = profile_word_find(&s->profile->reasons, cell.text);
    if (word > 0) {
        *ret = (uint8_t)word;
        return true;
    }
    return sheet_cell_check(s, row, PROFILE_reason, cell_reason(&cell, ret));
}

/* A number that the unit itself gives each row stays the same when it sorts its file anew. */
static bool row_key_read(struct sheet *s, const struct row *row, struct sheet_line *line)
{
    struct row_cell cell = sheet_cell(row, s->columns[PROFILE_row_key]);
    char text[VALUE_TEXT_MAX];
    int64_t number = 0;
    if (s->columns[PROFILE_row_key] == 0)
        return true;
    const struct flaw *f = cell_code(&cell, text, sizeof text, &flaw_row_key_none);
    const char *digits = text + (f ? 0 : strspn(text, "0"));
    if (!f && (!value_integer_parse(digits, strlen(digits), &number) || number < 1 || number > INT32_MAX))
        f = &flaw_row_key_none;
    line->line_no = f ? line->line_no : (uint32_t)number;
    return sheet_cell_check(s, row, PROFILE_row_key, f);
}

/* ---- amounts */

static bool amount_read(struct sheet *s, const struct row *row, int field, int64_t *ret)
{
    struct row_cell cell = sheet_cell(row, s->columns[field]);
    *ret = 0;
    return s->columns[field] == 0 || sheet_cell_check(s, row, field, cell_amount(&cell, sheet_amounts(s), ret));
}

/* The money of one item: its column, or its principal and interest. */
static bool item_read(struct sheet *s, const struct row *row, enum profile_item item, struct sheet_item *ret)
{
    *ret = (struct sheet_item){.item = (uint8_t)item};
    for (int part = PROFILE_PART_amount; part <= PROFILE_PART_interest; part++) {
        int64_t amount = 0;
        if (!amount_read(s, row, profile_item_field(item, (enum profile_part)part), &amount))
            return false;
        if (amount > VALUE_MONEY_MAX - ret->amount_satang)
            return sheet_cell_check(s, row, profile_item_field(item, (enum profile_part)part), &flaw_amount_sum_large);
        ret->amount_satang += amount;
    }
    int contract = profile_item_field(item, PROFILE_PART_contract);
    struct row_cell cell = sheet_cell(row, s->columns[contract]);
    if (ret->amount_satang == 0 || cell_is_blank(cell.text))
        return true;
    return sheet_cell_check(s, row, contract,
                            cell_code(&cell, ret->contract_no, sizeof ret->contract_no, &flaw_contract_none));
}

bool sheet_items_read(struct sheet *s, const struct row *row, struct sheet_line *line, int64_t *ret_sum_satang)
{
    bool ok = true;
    *ret_sum_satang = 0;
    line->items_count = 0;
    for (int item = 0; item < PROFILE_ITEMS; item++) {
        struct sheet_item *next = &line->items[line->items_count];
        if (!item_read(s, row, (enum profile_item)item, next))
            ok = false;
        else if (next->amount_satang > VALUE_MONEY_MAX - *ret_sum_satang)
            ok = sheet_cell_check(s, row, profile_item_field((enum profile_item)item, PROFILE_PART_amount),
                                  &flaw_amount_sum_large);
        else if (next->amount_satang > 0) {
            *ret_sum_satang += next->amount_satang;
            line->items_count++;
        }
    }
    return ok;
}

/* The row's amount, and how it relates to its items. */
static bool amounts_read(struct sheet *s, const struct row *row, struct sheet_line *line)
{
    int64_t sum = 0;
    char items[VALUE_TEXT_MAX], total[VALUE_TEXT_MAX];
    enum profile_total_rule rule = s->profile->total_rule;
    bool has_total = s->columns[PROFILE_collected] > 0;
    bool ok = sheet_items_read(s, row, line, &sum);
    bool has_items = line->items_count > 0;
    ok &= amount_read(s, row, PROFILE_collected, &line->collected_satang);
    if (!ok)
        return false;
    if (!has_total || (has_items && rule == PROFILE_TOTAL_COLUMNS)) {
        line->collected_satang = sum;
        return true;
    }
    value_baht_print(sum, items);
    value_baht_print(line->collected_satang, total);
    if (rule == PROFILE_TOTAL_EXACT && sheet_has_items(s->columns) && sum != line->collected_satang)
        return sheet_cell_check(s, row, PROFILE_collected, flaw_with(&flaw_items_less, items, total));
    if (has_items && sum > line->collected_satang)
        return sheet_cell_check(s, row, PROFILE_collected, flaw_with(&flaw_items_more, items, total));
    if (sum < line->collected_satang)
        line->items_count = 0; /* the rest has no column: the order of deduction decides */
    return true;
}

/* ---- a line */

/* "1,500.00" without quotes is two cells: 1 and 500.00. */
static bool has_amount_in_two(const struct row *row, uint32_t count)
{
    char left[CELL_TEXT_MAX], right[CELL_TEXT_MAX];
    for (uint32_t i = 0; i + 1 < count; i++) {
        cell_key(row->cells[i].text, left, sizeof left);
        cell_key(row->cells[i + 1].text, right, sizeof right);
        size_t digits = strspn(right, "0123456789");
        if (strlen(left) >= 1 && strlen(left) <= 3 && strspn(left, "0123456789") == strlen(left) && digits == 3 &&
            (right[digits] == '.' || right[digits] == '\0'))
            return true;
    }
    return false;
}

static bool shape_check(struct sheet *s, const struct row *row)
{
    uint32_t count = s->added && row->count > s->added ? s->added : row->count, used = count;
    while (used > s->width && cell_is_blank(row->cells[used - 1].text))
        used--;
    if (row->unended && s->width > 0 && count < s->width) {
        sheet_row_problem(s, row, flaw_with(&flaw_row_cut_off, count, s->width));
        return false;
    }
    if (count < s->columns[PROFILE_member_no] || count < s->columns[PROFILE_collected]) {
        sheet_row_problem(s, row, &flaw_row_short);
        return false;
    }
    if (s->width > 0 && (used > s->width || (count > s->width && has_amount_in_two(row, count)))) {
        sheet_row_problem(s, row, flaw_with(&flaw_row_shifted, count, s->width));
        return false;
    }
    return true;
}

static bool cells_read(struct sheet *s, const struct row *row, struct sheet_line *line)
{
    struct row_cell member = sheet_cell(row, s->columns[PROFILE_member_no]);
    if (!shape_check(s, row))
        return false;
    /* every cell is looked at, so that all that is wrong is told at once */
    bool ok =
        sheet_cell_check(s, row, PROFILE_member_no, cell_member(&member, s->profile->member_digits, line->member_no));
    ok &= amounts_read(s, row, line);
    ok &= reason_read(s, row, &line->reason);
    ok &= unit_read(s, row, line->unit_code);
    ok &= row_key_read(s, row, line);
    if (s->columns[PROFILE_period] > 0)
        ok &= sheet_period_take(s, row, s->columns[PROFILE_period], PROFILE_period);
    ok &= date_read(s, row, &line->date);
    if (ok && line->collected_satang > VALUE_MONEY_MAX - s->sums->collected_satang)
        ok = sheet_cell_check(s, row, PROFILE_collected, &flaw_amount_sum_large);
    return ok;
}

/* Of a file of rejects: which line of the original this is. */
static bool identity_read(struct sheet *s, const struct row *row, struct sheet_line *line)
{
    static const enum sheet_added wanted[] = {SHEET_ADDED_row, SHEET_ADDED_line};
    uint32_t *const to[] = {&line->row, &line->line_no};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        struct row_cell cell = sheet_cell(row, s->added + (uint32_t)wanted[i] + 1);
        char text[CELL_TEXT_MAX];
        int64_t number;
        cell_key(cell.text, text, sizeof text);
        if (!value_integer_parse(text, strlen(text), &number) || number < 1 || number > INT32_MAX) {
            sheet_row_problem(s, row, &flaw_rejects_identity);
            return false;
        }
        *to[i] = (uint32_t)number;
    }
    return true;
}

void sheet_line_read(struct sheet *s, const struct row *row)
{
    struct sheet_line line = {.row = row->line, .line_no = s->sums->lines + 1, .offset = row->offset};
    s->sums->lines++;
    s->code = NULL;
    s->english[0] = s->thai[0] = '\0';
    bool ok = s->added == 0 || identity_read(s, row, &line);
    ok = ok && cells_read(s, row, &line);
    const struct flaw *f = ok ? s->config->line(s->config->context, &line) : NULL;
    if (f)
        sheet_row_problem(s, row, f);
    if (ok && !f) {
        s->sums->collected_satang += line.collected_satang;
        return;
    }
    if (s->config->reject)
        s->config->reject(s->config->context,
                          &(struct sheet_reject){line.row, line.line_no, s->code, s->english, s->thai});
}
