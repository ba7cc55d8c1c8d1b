#include "xlsx_cell.h"

#include "words.h"
#include "xlsx.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    EXPONENT_MAX = 400,   /* a double's digits end before */
    SERIAL_MAX = 2958465, /* 9999-12-31 */
    SERIAL_1904 = 1462,   /* of 1904-01-01, where those workbooks count from 0 */
    SERIAL_LEAP = 60,     /* 29 February 1900, which Lotus invented */
    COLUMNS_MAX = 16384,
    ROWS_MAX = 1048576,
};

/* ---- formats */

bool xlsx_format_id_is_date(uint32_t id)
{
    /* 71 to 81 are those of Thai Excel: ว/ด/ปปปป and its like. */
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58) ||
           (id >= 71 && id <= 81);
}

/* Where a piece that is only shown, or says nothing about dates, ends. */
static const char *literal_skip(const char *c)
{
    const char *end;
    switch (*c) {
    case '"':
        end = strchr(c + 1, '"');
        return end ? end + 1 : c + strlen(c);
    case '[':
        end = strchr(c, ']');
        return end ? end + 1 : c + strlen(c);
    case '\\':
    case '_':
    case '*':
        return c[1] ? c + 2 : c + 1;
    default:
        return c;
    }
}

static bool date_letter(const char *c)
{
    static const char *const thai[] = {"ว", "ด", "ป"};
    for (size_t i = 0; i < sizeof thai / sizeof *thai; i++)
        if (strncmp(c, thai[i], strlen(thai[i])) == 0)
            return true;
    return strchr("yYmMdDeE", *c) != NULL;
}

/* The first placeholder decides: no number's begins with a letter, no date's with a digit. That tells "0.00E+00" and a
 * careless "0.00 USD" from dates. */
bool xlsx_format_is_date(const char *code)
{
    while (*code) {
        const char *behind = literal_skip(code);
        if (behind > code) {
            code = behind;
            continue;
        }
        if (strncasecmp(code, "General", 7) == 0 || strchr("0#?", *code))
            return false;
        if (date_letter(code))
            return true;
        code++;
    }
    return false;
}

/* ---- numbers */

struct decimal {
    bool negative;
    const char *whole, *fraction;
    size_t whole_len, fraction_len;
    int exponent;
};

static size_t digits_len(const char *c, const char *end)
{
    size_t n = 0;
    while (c + n < end && c[n] >= '0' && c[n] <= '9')
        n++;
    return n;
}

static bool exponent_parse(const char *c, const char *end, int *ret)
{
    const bool negative = c < end && *c == '-';
    if (c < end && (*c == '-' || *c == '+'))
        c++;
    const size_t len = digits_len(c, end);
    if (len == 0 || len > 4 || c + len != end)
        return false;
    for (; c < end; c++)
        *ret = *ret * 10 + (*c - '0');
    *ret = negative ? -*ret : *ret;
    return *ret >= -EXPONENT_MAX && *ret <= EXPONENT_MAX;
}

static bool decimal_parse(struct bytes text, struct decimal *d)
{
    const char *c = (const char *)text.at, *end = c + text.len;
    if (text.len == 0 || text.len >= XLSX_NUMBER_MAX - EXPONENT_MAX)
        return false;
    d->negative = *c == '-';
    if (*c == '-' || *c == '+')
        c++;
    d->whole = c;
    d->whole_len = digits_len(c, end);
    c += d->whole_len;
    if (c < end && *c == '.') {
        d->fraction = ++c;
        d->fraction_len = digits_len(c, end);
        c += d->fraction_len;
    }
    if (d->whole_len + d->fraction_len == 0)
        return false;
    if (c < end && (*c == 'E' || *c == 'e'))
        return exponent_parse(c + 1, end, &d->exponent);
    return c == end;
}

const char *xlsx_number(struct bytes text, char ret[XLSX_NUMBER_MAX])
{
    struct decimal d = {0};
    char digits[XLSX_NUMBER_MAX], *out = ret;
    if (!decimal_parse(text, &d))
        return words_pick("is stored as a number but is none; type it again", "เก็บเป็นตัวเลขแต่ไม่ใช่ตัวเลข โปรดพิมพ์ใหม่");
    const int len = (int)(d.whole_len + d.fraction_len);
    memcpy(digits, d.whole, d.whole_len);
    if (d.fraction_len)
        memcpy(digits + d.whole_len, d.fraction, d.fraction_len);
    const int point = (int)d.whole_len + d.exponent; /* so many digits stand before it, if there are as many */
    int first = 0;
    while (d.exponent != 0 && first < point - 1 && (first >= len || digits[first] == '0'))
        first++;
    if (d.negative)
        *out++ = '-';
    if (point <= first)
        *out++ = '0';
    for (int i = first; i < point; i++)
        *out++ = i < len ? digits[i] : '0';
    if (point < len)
        *out++ = '.';
    for (int i = point; i < len; i++)
        *out++ = i < 0 ? '0' : digits[i];
    *out = '\0';
    return NULL;
}

/* ---- dates */

static void day_print(struct civil c, char ret[XLSX_DAY_MAX])
{
    char text[40];
    snprintf(text, sizeof text, "%04d-%02d-%02d", c.year, c.month, c.day);
    memcpy(ret, text, XLSX_DAY_MAX - 1);
    ret[XLSX_DAY_MAX - 1] = '\0';
}

const char *xlsx_serial_day(const char *number, bool since_1904, char ret[XLSX_DAY_MAX])
{
    const char *fraction = strchr(number, '.');
    const int64_t offset = since_1904 ? SERIAL_1904 : 0;
    const size_t whole_len = fraction ? (size_t)(fraction - number) : strlen(number);
    const int64_t serial = number[0] == '-' || whole_len > 12 ? 0 : strtoll(number, NULL, 10);
    if (serial < 1 || serial + offset > SERIAL_MAX)
        return words_pick(
            "is shown as a date but its number is none; write the date anew, or format the cell as a number",
            "แสดงเป็นวันที่แต่ค่าไม่ใช่วันที่ โปรดพิมพ์วันที่ใหม่ หรือจัดรูปแบบเป็นตัวเลข");
    if (serial + offset == SERIAL_LEAP)
        return words_pick("is 29 February 1900, a day that does not exist; write the date anew",
                          "เป็น 29 กุมภาพันธ์ ค.ศ. 1900 ซึ่งไม่มีในปฏิทิน โปรดพิมพ์วันที่ใหม่");
    if (fraction && strncmp(fraction + 1, "99999", 5) == 0)
        return words_pick(
            "is a moment before midnight, so it could be meant as either day; write the date without a time",
            "เป็นเวลาก่อนเที่ยงคืนเพียงเสี้ยววินาที จึงเป็นได้สองวัน โปรดพิมพ์วันที่โดยไม่มีเวลา");
    /* Excel's days from March 1900 on are one too many. */
    const int32_t before = value_day(1900, 3, 1) - (SERIAL_LEAP + 1) + (serial + offset < SERIAL_LEAP);
    day_print(value_civil(before + (int32_t)(serial + offset)), ret);
    return NULL;
}

static int number_at(const uint8_t *c, size_t len)
{
    int n = 0;
    for (size_t i = 0; i < len; i++) {
        if (c[i] < '0' || c[i] > '9')
            return -1;
        n = n * 10 + (c[i] - '0');
    }
    return n;
}

const char *xlsx_iso_day(struct bytes text, char ret[XLSX_DAY_MAX])
{
    const uint8_t *c = text.at;
    struct civil day = {0};
    if (text.len >= 10 && c[4] == '-' && c[7] == '-')
        day = (struct civil){number_at(c, 4), number_at(c + 5, 2), number_at(c + 8, 2)};
    if (day.year < 1 || day.month < 1 || day.month > 12 || day.day < 1 ||
        day.day > value_days_in_month(day.year, day.month) || (text.len > 10 && c[10] != 'T'))
        return words_pick("is stored as a date but is none; write the date anew", "เก็บเป็นวันที่แต่ไม่ใช่วันที่ โปรดพิมพ์วันที่ใหม่");
    for (size_t i = 11; i < text.len; i++)
        if ((c[i] < '0' || c[i] > '9') && c[i] != ':' && c[i] != '.')
            return words_pick("is a date with the time of a time zone; write the date without a time",
                              "เป็นวันที่พร้อมเวลาของเขตเวลาอื่น โปรดพิมพ์วันที่โดยไม่มีเวลา");
    day_print(day, ret);
    return NULL;
}

/* ---- texts */

/* "_x0041_" at the start; -1 if it is none. */
static int32_t escape_parse(const uint8_t *c, size_t len)
{
    int32_t n = 0;
    if (len < 7 || c[0] != '_' || c[1] != 'x' || c[6] != '_')
        return -1;
    for (int i = 2; i < 6; i++) {
        const int digit = c[i] >= '0' && c[i] <= '9'   ? c[i] - '0'
                          : c[i] >= 'a' && c[i] <= 'f' ? c[i] - 'a' + 10
                          : c[i] >= 'A' && c[i] <= 'F' ? c[i] - 'A' + 10
                                                       : -1;
        if (digit < 0)
            return -1;
        n = n * 16 + digit;
    }
    return n;
}

static void utf8_add(struct buffer *out, uint32_t c)
{
    uint8_t bytes[4];
    size_t len = 0;
    if (c < 0x80) {
        bytes[len++] = (uint8_t)c;
    } else if (c < 0x800) {
        bytes[len++] = (uint8_t)(0xC0 | c >> 6);
    } else if (c < 0x10000) {
        bytes[len++] = (uint8_t)(0xE0 | c >> 12);
        bytes[len++] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
    } else {
        bytes[len++] = (uint8_t)(0xF0 | c >> 18);
        bytes[len++] = (uint8_t)(0x80 | (c >> 12 & 0x3F));
        bytes[len++] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
    }
    if (c >= 0x80)
        bytes[len++] = (uint8_t)(0x80 | (c & 0x3F));
    buffer_add(out, bytes, len);
}

/* Adds the character of the escape that was parsed. How many bytes it took, or 0 if it is no character of a text. */
static size_t escape_add(struct bytes rest, int32_t unit, struct buffer *out)
{
    if (unit >= 0xD800 && unit <= 0xDFFF) {
        const int32_t low = rest.len >= 14 ? escape_parse(rest.at + 7, rest.len - 7) : -1;
        if (unit > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
            return 0;
        utf8_add(out, 0x10000 + ((uint32_t)(unit - 0xD800) << 10) + (uint32_t)(low - 0xDC00));
        return 14;
    }
    if (unit < ' ' && unit != '\t' && unit != '\n' && unit != '\r')
        return 0;
    utf8_add(out, (uint32_t)unit);
    return 7;
}

const char *xlsx_text(struct bytes text, struct buffer *out)
{
    if (text.len > ROW_CELL_BYTES_MAX)
        return words_pick("holds a text longer than any cell should; shorten it", "มีข้อความยาวเกินไป โปรดตัดให้สั้นลง");
    for (size_t at = 0; at < text.len;) {
        const uint8_t *c = text.at + at, *next = memchr(c, '_', text.len - at);
        const size_t plain = next ? (size_t)(next - c) : text.len - at;
        buffer_add(out, c, plain);
        at += plain;
        if (at == text.len)
            break;
        const int32_t unit = escape_parse(text.at + at, text.len - at);
        const size_t taken = unit < 0 ? 1 : escape_add((struct bytes){text.at + at, text.len - at}, unit, out);
        if (taken == 0)
            return words_pick("holds an invisible control character; type the cell again",
                              "มีอักขระควบคุมที่มองไม่เห็น โปรดพิมพ์ช่องนี้ใหม่");
        if (unit < 0)
            buffer_add(out, "_", 1);
        at += taken;
    }
    return NULL;
}

/* ---- names of cells */

bool xlsx_reference(const char **text, uint32_t *ret_column, uint32_t *ret_row)
{
    const char *c = *text;
    uint32_t column = 0, row = 0;
    for (; *c >= 'A' && *c <= 'Z' && column <= COLUMNS_MAX; c++)
        column = column * 26 + (uint32_t)(*c - 'A') + 1;
    for (; *c >= '0' && *c <= '9' && row <= ROWS_MAX; c++)
        row = row * 10 + (uint32_t)(*c - '0');
    if (column == 0 || column > COLUMNS_MAX || row == 0 || row > ROWS_MAX)
        return false;
    *text = c;
    *ret_column = column - 1;
    *ret_row = row;
    return true;
}

void xlsx_cell_name(uint32_t column, uint32_t row, char ret[XLSX_CELL_NAME_MAX])
{
    char letters[8];
    size_t at = sizeof letters;
    letters[--at] = '\0';
    for (uint32_t n = column + 1; n > 0 && at > 0; n = (n - 1) / 26)
        letters[--at] = (char)('A' + (n - 1) % 26);
    snprintf(ret, XLSX_CELL_NAME_MAX, "%s%u", letters + at, row % 10000000u);
}
