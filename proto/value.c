#include "value.h"

#include <assert.h>
#include <string.h>

/* Days are counted from 0000-03-01 (proleptic Gregorian): with March first, the leap day is the last of its year and
 * the arithmetic needs no table. All valid days are far above 0, which therefore can mean "absent". */
int32_t value_day(int year, int month, int day)
{
    assert(value_civil_valid(year, month, day));
    int y = month <= 2 ? year - 1 : year;
    int shifted_month = (month + 9) % 12;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * shifted_month + 2) / 5 + day - 1;
}

struct civil value_civil(int32_t day)
{
    assert(day > 0);
    int era = day / 146097;
    int day_of_era = day - era * 146097;
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int shifted_month = (5 * day_of_year + 2) / 153;
    struct civil c = {
        .year = year_of_era + era * 400,
        .month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9,
        .day = day_of_year - (153 * shifted_month + 2) / 5 + 1,
    };
    if (c.month <= 2)
        c.year++;
    return c;
}

int value_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

bool value_civil_valid(int year, int month, int day)
{
    return year >= VALUE_YEAR_MIN && year <= VALUE_YEAR_MAX && month >= 1 && month <= 12 && day >= 1 &&
           day <= value_days_in_month(year, month);
}

int value_weekday(int32_t day)
{
    return (day + 2) % 7 + 1; /* 0000-03-01 was a Wednesday */
}

uint32_t value_period(int year, int month)
{
    return (uint32_t)(year * 12 + month - 1);
}

int32_t value_period_first_day(uint32_t period)
{
    return value_day((int)(period / 12), (int)(period % 12) + 1, 1);
}

int32_t value_period_last_day(uint32_t period)
{
    int year = (int)(period / 12), month = (int)(period % 12) + 1;
    return value_day(year, month, value_days_in_month(year, month));
}

uint32_t value_period_of(int32_t day)
{
    struct civil c = value_civil(day);
    return value_period(c.year, c.month);
}

static bool digits_parse(const char *text, size_t len, int *ret)
{
    int n = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        n = n * 10 + (text[i] - '0');
    }
    *ret = n;
    return true;
}

bool value_day_parse(const char *text, size_t len, int32_t *ret)
{
    int y, m, d;
    if (len != 10 || text[4] != '-' || text[7] != '-')
        return false;
    if (!digits_parse(text, 4, &y) || !digits_parse(text + 5, 2, &m) || !digits_parse(text + 8, 2, &d))
        return false;
    if (!value_civil_valid(y, m, d))
        return false;
    *ret = value_day(y, m, d);
    return true;
}

bool value_period_parse(const char *text, size_t len, uint32_t *ret)
{
    int y, m;
    if (len != 7 || text[4] != '-' || !digits_parse(text, 4, &y) || !digits_parse(text + 5, 2, &m))
        return false;
    if (!value_civil_valid(y, m, 1))
        return false;
    *ret = value_period(y, m);
    return true;
}

/* Leading zeros and "-0" are refused, since no printer makes them. */
bool value_integer_parse(const char *text, size_t len, int64_t *ret)
{
    bool negative = len > 0 && text[0] == '-';
    size_t i = negative ? 1 : 0;
    uint64_t n = 0, limit = negative ? (uint64_t)1 << 63 : INT64_MAX;
    if (i == len || (text[i] == '0' && len > 1))
        return false;
    for (; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(text[i] - '0');
        if (n > (limit - digit) / 10)
            return false;
        n = n * 10 + digit;
    }
    *ret = (int64_t)(negative ? 0 - n : n);
    return true;
}

static size_t digits_print(uint64_t n, int width, char *out)
{
    char reversed[24];
    int len = 0;
    do {
        reversed[len++] = (char)('0' + n % 10);
        n /= 10;
    } while (n || len < width);
    for (int i = 0; i < len; i++)
        out[i] = reversed[len - 1 - i];
    out[len] = '\0';
    return (size_t)len;
}

size_t value_day_print(int32_t day, char out[VALUE_TEXT_MAX])
{
    if (day == 0) {
        out[0] = '\0';
        return 0;
    }
    struct civil c = value_civil(day);
    digits_print((uint64_t)c.year, 4, out);
    out[4] = '-';
    digits_print((uint64_t)c.month, 2, out + 5);
    out[7] = '-';
    digits_print((uint64_t)c.day, 2, out + 8);
    return 10;
}

size_t value_period_print(uint32_t period, char out[VALUE_TEXT_MAX])
{
    if (period == 0) {
        out[0] = '\0';
        return 0;
    }
    digits_print(period / 12, 4, out);
    out[4] = '-';
    digits_print(period % 12 + 1, 2, out + 5);
    return 7;
}

static uint64_t magnitude(int64_t value)
{
    return value < 0 ? (uint64_t)0 - (uint64_t)value : (uint64_t)value;
}

size_t value_integer_print(int64_t value, char out[VALUE_TEXT_MAX])
{
    size_t sign = value < 0 ? 1 : 0;
    out[0] = '-';
    return sign + digits_print(magnitude(value), 1, out + sign);
}

size_t value_baht_print(int64_t satang, char out[VALUE_TEXT_MAX])
{
    char plain[24];
    uint64_t n = magnitude(satang);
    size_t len = digits_print(n / 100, 1, plain), at = 0;
    if (satang < 0)
        out[at++] = '-';
    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            out[at++] = ',';
        out[at++] = plain[i];
    }
    out[at++] = '.';
    return at + digits_print(n % 100, 2, out + at);
}

/* One bit for each allowed byte: letters, digits, ._-/:@#+ */
bool value_code_valid(const uint8_t *text, size_t len)
{
    static const uint64_t allowed[4] = {UINT64_C(0x07FFE80800000000), UINT64_C(0x07FFFFFE87FFFFFF), 0, 0};
    for (size_t i = 0; i < len; i++)
        if (!(allowed[text[i] >> 6] >> (text[i] & 63) & 1))
            return false;
    return true;
}

void value_code_set(char *ret, size_t size, const char *text)
{
    size_t len = text ? strnlen(text, size) : 0;
    assert(len < size);
    memset(ret, 0, size);
    memcpy(ret, text ? text : "", len);
}

/* How many continuation bytes follow lead byte c; -1 if c cannot lead. */
static int utf8_follow(uint8_t c)
{
    if (c < 0x80)
        return 0;
    if (c >= 0xC2 && c <= 0xDF)
        return 1;
    if (c >= 0xE0 && c <= 0xEF)
        return 2;
    return c >= 0xF0 && c <= 0xF4 ? 3 : -1;
}

bool value_utf8_valid(const uint8_t *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        uint64_t eight;
        if (len - i >= sizeof eight) { /* plain ASCII, nearly always */
            memcpy(&eight, text + i, sizeof eight);
            if (!(eight & UINT64_C(0x8080808080808080))) {
                i += sizeof eight;
                continue;
            }
        }
        uint8_t lead = text[i++];
        int follow = utf8_follow(lead);
        if (follow < 0 || (size_t)follow > len - i)
            return false;
        for (int k = 0; k < follow; k++) {
            uint8_t low = 0x80, high = 0xBF;
            if (k == 0 && lead == 0xE0)
                low = 0xA0; /* overlong */
            if (k == 0 && lead == 0xED)
                high = 0x9F; /* surrogates */
            if (k == 0 && lead == 0xF0)
                low = 0x90;
            if (k == 0 && lead == 0xF4)
                high = 0x8F;
            if (text[i] < low || text[i] > high)
                return false;
            i++;
        }
    }
    return true;
}

bool value_title_valid(const uint8_t *text, size_t len)
{
    if (len > 0 && (text[0] == ' ' || text[len - 1] == ' '))
        return false;
    for (size_t i = 0; i < len; i++)
        if (text[i] < 0x20 || text[i] == 0x7F)
            return false;
    return value_utf8_valid(text, len);
}

size_t value_utf8_whole(const char *text, size_t len)
{
    size_t lead = len;
    while (lead > 0 && len - lead < 4 && ((uint8_t)text[lead - 1] & 0xC0) == 0x80)
        lead--;
    if (lead == 0)
        return len;
    int follow = utf8_follow((uint8_t)text[lead - 1]);
    return follow > 0 && (size_t)follow > len - lead ? lead - 1 : len;
}
