#include "cell.h"

#include "words.h"

#include <ctype.h>
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

const char *cell_member(struct bytes cell, char ret[12])
{
    char text[CELL_TEXT_MAX];
    cell_key(cell, text, sizeof text);
    size_t len = strlen(text);
    if (len == 0)
        return words_pick("is blank; every row needs a member number", "ว่างเปล่า ทุกแถวต้องมีเลขทะเบียนสมาชิก");
    if (has_blank_inside(cell))
        return words_pick("has a blank inside; write the number without it", "มีช่องว่างตรงกลาง โปรดเขียนเลขติดกัน");
    if (strspn(text, "0123456789.,") == len && strpbrk(text, ".,"))
        return words_pick(
            "looks like a number that a spreadsheet changed; format the column as text, with its leading zeros",
            "เหมือนตัวเลขที่โปรแกรมตารางแก้ไป โปรดตั้งคอลัมน์เป็นข้อความพร้อมเลขศูนย์นำหน้า");
    if (len >= 12)
        return words_pick("is longer than the 11 characters of a member number", "ยาวเกิน 11 ตัวอักษรของเลขทะเบียน");
    if (!value_code_valid((const uint8_t *)text, len))
        return strpbrk(text, "0123456789") == NULL
                   ? words_pick("is not a member number", "ไม่ใช่เลขทะเบียนสมาชิก")
                   : words_pick("may hold only letters, digits and ._-/:@#+", "ใช้ได้เฉพาะอักษรอังกฤษ ตัวเลข และ ._-/:@#+");
    value_code_set(ret, 12, text);
    return NULL;
}

/* Digits before the point, with commas at every third or none at all; moves on. false: commas stand wrong. */
static bool whole_parse(const char **at, uint64_t *ret, bool *ret_too_large)
{
    const char *start = *at;
    size_t since_comma = 0;
    bool commas = false;
    *ret = 0;
    *ret_too_large = false;
    for (; isdigit((unsigned char)**at) || **at == ','; ++*at) {
        if (**at == ',') {
            size_t digits = since_comma;
            if (commas ? digits != 3 : (digits == 0 || digits > 3))
                return false;
            commas = true;
            since_comma = 0;
            continue;
        }
        since_comma++;
        *ret = *ret * 10 + (uint64_t)(**at - '0');
        if (*ret > (uint64_t)VALUE_MONEY_MAX / 100) {
            *ret_too_large = true;
            *ret = 0;
        }
    }
    return *at > start && (!commas || since_comma == 3);
}

static bool is_negative(const char *text)
{
    size_t len = strlen(text);
    return strpbrk(text, "0123456789") &&
           (text[0] == '-' || text[len - 1] == '-' || (text[0] == '(' && text[len - 1] == ')'));
}

const char *cell_amount(struct bytes cell, int64_t *ret_satang)
{
    static const char baht[] = "฿";
    char text[CELL_TEXT_MAX];
    const char *at = text,
               *no_amount = words_pick("is no amount; write it like 1,234.56", "ไม่ใช่จำนวนเงิน เขียนเช่น 1,234.56");
    uint64_t whole = 0, satang = 0;
    bool too_large;
    cell_key(cell, text, sizeof text);
    *ret_satang = 0;
    if (text[0] == '\0' || strcmp(text, "-") == 0)
        return NULL;
    if (is_negative(text))
        return words_pick("is negative; a file says what was deducted, a correction is sent as its own event",
                          "เป็นจำนวนติดลบ แฟ้มต้องเป็นยอดที่หัก การแก้ไขให้ส่งเป็นรายการปรับปรุง");
    if (strncmp(at, baht, sizeof baht - 1) == 0)
        at += sizeof baht - 1;
    if (strpbrk(text, "0123456789") && strspn(text, "0123456789.,OolI") == strlen(text) && strpbrk(text, "OolI"))
        return words_pick("has a letter where a digit is expected; write 0 and 1 as digits",
                          "มีตัวอักษรแทนตัวเลข โปรดพิมพ์ 0 และ 1 เป็นตัวเลข");
    if (!whole_parse(&at, &whole, &too_large))
        return strchr(text, ',') ? words_pick("has a comma in the wrong place; write it like 1,234.56",
                                              "เครื่องหมายจุลภาคผิดที่ เขียนเช่น 1,234.56")
                                 : no_amount;
    if (*at == '.') {
        size_t digits = strspn(at + 1, "0123456789");
        if (digits > 2)
            return words_pick("has more than 2 decimals; round it to the satang", "มีทศนิยมเกิน 2 ตำแหน่ง โปรดปัดเป็นสตางค์");
        satang = digits > 0 ? (uint64_t)(at[1] - '0') * 10 : 0;
        satang += digits > 1 ? (uint64_t)(at[2] - '0') : 0;
        at += digits > 0 ? digits + 1 : 0;
    }
    if (*at != '\0')
        return no_amount;
    if (too_large)
        return words_pick("is larger than any account can hold", "เกินกว่าที่บัญชีรับได้");
    *ret_satang = (int64_t)(whole * 100 + satang);
    return NULL;
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

const char *cell_day(struct bytes cell, enum calendar calendar, int32_t *ret)
{
    char text[CELL_TEXT_MAX];
    int numbers[3] = {0}, digits[3] = {0};
    cell_key(cell, text, sizeof text);
    if (numbers_parse(text, numbers, digits) != 3)
        return words_pick("is no date; write it like 31/01/2567", "ไม่ใช่วันที่ เขียนเช่น 31/01/2567");
    bool year_first = digits[0] == 4;
    int year = numbers[year_first ? 0 : 2], day = numbers[year_first ? 2 : 0], year_digits = digits[year_first ? 0 : 2];
    if (year_digits != 4)
        return words_pick("has a year that is not of four digits; write 2567 or 2024 in full",
                          "ปีต้องเป็นเลขสี่หลัก เช่น 2567 หรือ 2024");
    bool buddhist = year > VALUE_YEAR_MAX;
    if (buddhist != (calendar == CALENDAR_BE))
        return buddhist ? words_pick("has a year of the Buddhist era, but --calendar says ce",
                                     "เป็นปี พ.ศ. แต่ --calendar ระบุ ce")
                        : words_pick("has a year of the common era, but --calendar says be",
                                     "เป็นปี ค.ศ. แต่ --calendar ระบุ be");
    year -= buddhist ? CELL_BUDDHIST_YEARS : 0;
    if (!value_civil_valid(year, numbers[1], day))
        return words_pick("is a day that does not exist", "ไม่มีวันที่นี้ในปฏิทิน");
    *ret = value_day(year, numbers[1], day);
    return NULL;
}

const char *cell_period(struct bytes cell, uint32_t *ret)
{
    char text[CELL_TEXT_MAX];
    int numbers[3] = {0}, digits[3] = {0}, year, month;
    cell_key(cell, text, sizeof text);
    int count = numbers_parse(text, numbers, digits);
    if (count == 1 && digits[0] == 6) {
        year = numbers[0] / 100;
        month = numbers[0] % 100;
    } else if (count == 2 && (digits[0] == 4) != (digits[1] == 4)) {
        year = numbers[digits[0] == 4 ? 0 : 1];
        month = numbers[digits[0] == 4 ? 1 : 0];
    } else {
        return words_pick("is no month with a year of four digits; write it like 2567-01",
                          "ไม่ใช่งวดที่มีปีสี่หลัก เขียนเช่น 2567-01");
    }
    year -= year > VALUE_YEAR_MAX ? CELL_BUDDHIST_YEARS : 0;
    if (!value_civil_valid(year, month, 1))
        return words_pick("is a month that does not exist", "ไม่มีงวดนี้");
    *ret = value_period(year, month);
    return NULL;
}

const char *cell_reason(struct bytes cell, uint8_t *ret)
{
    static const struct {
        const char *text;
        uint8_t word;
    } thai[] = {
#define REASON(word, text) {text, reason_##word},
#include "sheet.def"
    };
    char text[CELL_TEXT_MAX];
    cell_key(cell, text, sizeof text);
    *ret = schema_word(schema_enum_named("reason"), text, strlen(text));
    cell_heading(cell, text, sizeof text);
    for (size_t i = 0; i < sizeof thai / sizeof *thai && *ret == 0; i++)
        if (strcmp(text, thai[i].text) == 0)
            *ret = thai[i].word;
    if (*ret != 0 || text[0] == '\0')
        return NULL;
    static char sentence[600];
    const struct enum_desc *words = schema_enum_named("reason");
    int n = snprintf(
        sentence, sizeof sentence, "%s",
        words_pick("is no reason that is known; leave it blank, or write one of", "ไม่ใช่เหตุผลที่รู้จัก เว้นว่างหรือใช้คำต่อไปนี้"));
    for (int w = 1; words->words[w] && n > 0 && (size_t)n < sizeof sentence; w++)
        n += snprintf(sentence + n, sizeof sentence - (size_t)n, "%s %s", w > 1 ? "," : "", words->words[w]);
    return sentence;
}
