#include "cell.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* What a character of several bytes stands for; "" for what is not seen. */
static const struct {
    const char *from, *to;
} substitutes[] = {
    {"\xC2\xA0", ""},     /* no-break space */
    {"\xE2\x80\x8B", ""}, /* zero-width space */
    {"\xE2\x80\x8C", ""},
    {"\xE2\x80\x8D", ""}, /* zero-width joiners */
    {"\xE2\x80\x8E", ""},
    {"\xE2\x80\x8F", ""}, /* directions */
    {"\xE2\x81\xA0", ""},
    {"\xEF\xBB\xBF", ""}, /* word joiner, byte order mark */
    {"\xE2\x88\x92", "-"},
    {"\xE2\x80\x93", "-"},
    {"\xE2\x80\x94", "-"}, /* minus, dashes */
    {"๐", "0"},
    {"๑", "1"},
    {"๒", "2"},
    {"๓", "3"},
    {"๔", "4"},
    {"๕", "5"},
    {"๖", "6"},
    {"๗", "7"},
    {"๘", "8"},
    {"๙", "9"},
};

/* How many bytes at the beginning one substitute replaces, 0: none. */
static size_t substitute_find(const uint8_t *at, size_t left, const char **ret_to)
{
    for (size_t i = 0; i < sizeof substitutes / sizeof *substitutes; i++) {
        size_t len = strlen(substitutes[i].from);
        if (len <= left && memcmp(at, substitutes[i].from, len) == 0) {
            *ret_to = substitutes[i].to;
            return len;
        }
    }
    return 0;
}

void cell_key(struct bytes cell, char *out, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < cell.len && n + 1 < size;) {
        const char *to = NULL;
        size_t len = substitute_find(cell.at + i, cell.len - i, &to);
        if (len > 0 && to[0])
            out[n++] = to[0];
        else if (len == 0 && !strchr(" \t\r\n", cell.at[i]))
            out[n++] = (char)cell.at[i];
        i += len > 0 ? len : 1;
    }
    out[n] = '\0';
}

void cell_heading(struct bytes cell, char *out, size_t size)
{
    static const char split_am[] = "\xE0\xB9\x8D\xE0\xB8\xB2", am[] = "\xE0\xB8\xB3";
    size_t n = 0;
    bool bracket = false;
    cell_key(cell, out, size);
    for (const char *at = out; *at; at++) {
        bracket = *at == '(' || (bracket && *at != ')');
        if (bracket || strchr("()._-:", *at))
            continue;
        if (strncmp(at, split_am, sizeof split_am - 1) == 0) {
            memcpy(out + n, am, sizeof am - 1);
            n += sizeof am - 1;
            at += sizeof split_am - 2;
            continue;
        }
        out[n++] = (char)tolower((unsigned char)*at);
    }
    out[n] = '\0';
}

bool cell_is_blank(struct bytes cell)
{
    char text[2];
    cell_key(cell, text, sizeof text);
    return text[0] == '\0';
}

bool cell_has_digit(struct bytes cell)
{
    char text[CELL_TEXT_MAX];
    cell_key(cell, text, sizeof text);
    return strpbrk(text, "0123456789") != NULL;
}

/* A blank between two characters that are seen; a no-break space counts as nothing. */
static bool has_blank_inside(struct bytes cell)
{
    size_t first = 0, last = cell.len;
    while (first < last && strchr(" \t\r\n", cell.at[first]))
        first++;
    while (last > first && strchr(" \t\r\n", cell.at[last - 1]))
        last--;
    for (size_t i = first; i < last; i++)
        if (strchr(" \t\r\n", cell.at[i]))
            return true;
    return false;
}

struct row_cell cell_of_text(const char *text)
{
    return (struct row_cell){.text = {(const uint8_t *)text, strlen(text)}};
}

const struct flaw *cell_usable(const struct row_cell *cell)
{
    char text[CELL_TEXT_MAX];
    if (cell->kind == ROW_BAD)
        return flaw_from("cell_bad", cell->why);
    if (cell->kind != ROW_TEXT)
        return NULL;
    cell_key(cell->text, text, sizeof text);
    if (strlen(text) + 1 == sizeof text)
        return &flaw_cell_too_long;
    return text[0] && strchr("=+@", text[0]) ? flaw_with(&flaw_formula, text[0]) : NULL;
}

const struct flaw *cell_code(const struct row_cell *cell, char *ret, size_t size, const struct flaw *wrong)
{
    char text[CELL_TEXT_MAX];
    const struct flaw *f = cell_usable(cell);
    if (f)
        return f;
    if (cell->kind == ROW_DATE || (cell->kind == ROW_NUMBER && !cell_number_plain(cell->text, text)))
        return wrong;
    if (cell->kind == ROW_TEXT)
        cell_key(cell->text, text, sizeof text);
    if (strlen(text) >= size || !text[0] || !value_code_valid((const uint8_t *)text, strlen(text)))
        return wrong;
    value_code_set(ret, size, text);
    return NULL;
}

/* Fills a number up with zeros. */
static const struct flaw *member_fill(const char *text, size_t len, uint32_t digits, char ret[12])
{
    char padded[12];
    if (digits == 0 || digits >= sizeof padded || strspn(text, "0123456789") != len || len == digits) {
        value_code_set(ret, 12, text);
        return NULL;
    }
    if (len > digits)
        return flaw_with(&flaw_member_digits, (unsigned)digits);
    snprintf(padded, sizeof padded, "%.*s%.*s", (int)(digits - len), "00000000000", (int)len, text);
    value_code_set(ret, 12, padded);
    return NULL;
}

const struct flaw *cell_member(const struct row_cell *cell, uint32_t digits, char ret[12])
{
    char text[CELL_TEXT_MAX];
    const struct flaw *f = cell_usable(cell);
    if (f)
        return f;
    if (cell->kind == ROW_DATE)
        return &flaw_member_date;
    if (cell->kind == ROW_NUMBER && !cell_number_plain(cell->text, text))
        return &flaw_member_no_number;
    if (cell->kind == ROW_TEXT)
        cell_key(cell->text, text, sizeof text);
    size_t len = strlen(text);
    if (len == 0)
        return &flaw_member_blank;
    if (has_blank_inside(cell->text))
        return &flaw_member_inner_blank;
    if (strspn(text, "0123456789.,") == len && strpbrk(text, ".,"))
        return &flaw_member_changed;
    if (strspn(text, "0123456789.,eE+-") == len && isdigit((unsigned char)text[0]) && strpbrk(text, "eE") &&
        strchr(text, '+'))
        return &flaw_member_changed; /* 4.411E+05 */
    if (!value_code_valid((const uint8_t *)text, len))
        return strpbrk(text, "0123456789") == NULL ? &flaw_member_no_number : &flaw_member_letters;
    return len >= 12 ? &flaw_member_long : member_fill(text, len, digits, ret);
}

/* Up to three numbers with one kind of separator between; returns how many, 0 if it is something else. */
static int numbers_parse(const char *text, int numbers[3], int digits[3])
{
    int count = 0;
    char separator = '\0';
    while (count < 3) {
        size_t len = strspn(text, "0123456789");
        if (len == 0 || len > 8)
            return 0;
        digits[count] = (int)len;
        numbers[count] = 0;
        for (size_t i = 0; i < len; i++)
            numbers[count] = numbers[count] * 10 + (text[i] - '0');
        count++;
        text += len;
        if (*text == '\0')
            return count;
        if (!strchr("/-.", *text) || (separator && *text != separator))
            return 0;
        separator = *text++;
    }
    return 0;
}

/* A true date of a spreadsheet is of the common era, however the sheet shows it. */
static const struct flaw *date_cell(struct bytes text, struct civil *ret)
{
    int numbers[3] = {0}, digits[3];
    char copy[CELL_TEXT_MAX];
    cell_key(text, copy, sizeof copy);
    if (numbers_parse(copy, numbers, digits) != 3)
        return &flaw_date_none;
    if (numbers[0] > VALUE_YEAR_MAX)
        return flaw_with(&flaw_date_cell_buddhist, numbers[0], numbers[0] - CELL_BUDDHIST_YEARS);
    *ret = (struct civil){numbers[0], numbers[1], numbers[2]};
    return value_civil_valid(ret->year, ret->month, ret->day) ? NULL : &flaw_date_missing_day;
}

static const struct flaw *year_check(int *year, enum calendar calendar)
{
    bool buddhist = *year > VALUE_YEAR_MAX;
    if (calendar != CALENDAR_NONE && buddhist != (calendar == CALENDAR_BE))
        return buddhist ? &flaw_date_buddhist : &flaw_date_common;
    *year -= buddhist ? CELL_BUDDHIST_YEARS : 0;
    return NULL;
}

const struct flaw *cell_day(const struct row_cell *cell, enum calendar calendar, int32_t *ret)
{
    char text[CELL_TEXT_MAX];
    int numbers[3] = {0}, digits[3] = {0};
    struct civil civil;
    const struct flaw *f = cell_usable(cell);
    if (f)
        return f;
    if (cell->kind == ROW_DATE) {
        f = date_cell(cell->text, &civil);
        *ret = f ? 0 : value_day(civil.year, civil.month, civil.day);
        return f;
    }
    cell_key(cell->text, text, sizeof text);
    if (cell->kind == ROW_NUMBER || numbers_parse(text, numbers, digits) != 3)
        return &flaw_date_none;
    bool year_first = digits[0] == 4;
    int year = numbers[year_first ? 0 : 2], day = numbers[year_first ? 2 : 0], year_digits = digits[year_first ? 0 : 2];
    if (year_digits != 4)
        return &flaw_date_short_year;
    f = year_check(&year, calendar);
    if (f)
        return f;
    if (!value_civil_valid(year, numbers[1], day))
        return &flaw_date_missing_day;
    *ret = value_day(year, numbers[1], day);
    return NULL;
}

const struct flaw *cell_period(const struct row_cell *cell, enum calendar calendar, uint32_t *ret)
{
    char text[CELL_TEXT_MAX];
    int numbers[3] = {0}, digits[3] = {0}, year, month;
    struct civil civil;
    const struct flaw *f = cell_usable(cell);
    if (f)
        return f;
    if (cell->kind == ROW_DATE) {
        f = date_cell(cell->text, &civil);
        *ret = f ? 0 : value_period(civil.year, civil.month);
        return f;
    }
    cell_key(cell->text, text, sizeof text);
    int count = numbers_parse(text, numbers, digits);
    if (count == 1 && digits[0] == 6) {
        year = numbers[0] / 100;
        month = numbers[0] % 100;
    } else if (count == 2 && (digits[0] == 4) != (digits[1] == 4)) {
        year = numbers[digits[0] == 4 ? 0 : 1];
        month = numbers[digits[0] == 4 ? 1 : 0];
    } else {
        return &flaw_period_none;
    }
    if (year < VALUE_YEAR_MIN)
        return &flaw_period_none;
    f = year_check(&year, calendar);
    if (f)
        return f;
    if (!value_civil_valid(year, month, 1))
        return &flaw_period_missing_month;
    *ret = value_period(year, month);
    return NULL;
}

const struct flaw *cell_reason(const struct row_cell *cell, uint8_t *ret)
{
    static const struct {
        const char *text;
        uint8_t word;
    } thai[] = {
#define REASON(word, text) {text, reason_##word},
#include "sheet.def"
    };
    char text[CELL_TEXT_MAX], list[400];
    const struct enum_desc *words = schema_enum_named("reason");
    const struct flaw *f = cell_usable(cell);
    if (f)
        return f;
    cell_key(cell->text, text, sizeof text);
    *ret = schema_word(words, text, strlen(text));
    cell_heading(cell->text, text, sizeof text);
    for (size_t i = 0; i < sizeof thai / sizeof *thai && *ret == 0; i++)
        if (strcmp(text, thai[i].text) == 0)
            *ret = thai[i].word;
    if (*ret != 0 || text[0] == '\0')
        return NULL;
    size_t n = 0;
    for (int w = 1; words->words[w] && n < sizeof list; w++)
        n += (size_t)snprintf(list + n, sizeof list - n, "%s%s", w > 1 ? ", " : "", words->words[w]);
    return flaw_with(&flaw_reason_unknown, list);
}
