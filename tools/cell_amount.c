/* Amounts, decided on their decimal digits. */
#include "cell.h"

#include <ctype.h>
#include <string.h>

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

/* ---- true numbers of a spreadsheet */

bool cell_number_plain(struct bytes digits, char out[CELL_TEXT_MAX])
{
    enum { DIGITS_MAX = 40 };
    char mantissa[DIGITS_MAX + 1];
    int count = 0, point = 0, exponent = 0;
    size_t i = 0, n = 0;
    bool minus = digits.len > 0 && digits.at[0] == '-', seen_point = false;
    for (i = minus; i < digits.len && (isdigit(digits.at[i]) || (digits.at[i] == '.' && !seen_point)); i++) {
        if (digits.at[i] == '.')
            seen_point = true;
        else if (count == DIGITS_MAX)
            return false;
        else
            mantissa[count++] = (char)digits.at[i];
        point += digits.at[i] != '.' && !seen_point;
    }
    if (count == 0)
        return false;
    if (i < digits.len && (digits.at[i] == 'E' || digits.at[i] == 'e')) {
        bool below = i + 1 < digits.len && digits.at[i + 1] == '-';
        for (i += below || (i + 1 < digits.len && digits.at[i + 1] == '+') ? 2 : 1;
             i < digits.len && isdigit(digits.at[i]); i++)
            exponent = exponent < 1000 ? exponent * 10 + (digits.at[i] - '0') : exponent;
        exponent = below ? -exponent : exponent;
    }
    if (i < digits.len || exponent > DIGITS_MAX || exponent < -DIGITS_MAX)
        return false;
    point += exponent;
    if (minus)
        out[n++] = '-';
    for (int at = point > 0 ? 0 : -1; at < (point > 0 ? point : 0); at++)
        out[n++] = at >= 0 && at < count ? mantissa[at] : '0';
    if (count > point)
        out[n++] = '.';
    for (int at = point; at < count; at++)
        out[n++] = at >= 0 ? mantissa[at] : '0';
    out[n] = '\0';
    return true;
}

/* A spreadsheet keeps numbers in binary: 3577.82 may come as 3577.82000000000000006 or 3577.8199999999999. What lies
 * within a thousand-millionth of a satang amount is that amount; no other rounding is done. */
static const struct flaw *noise_take_off(const char *fraction, size_t len, uint64_t *satang)
{
    enum { NOISE_BEGINS = 2, NOISE_ENDS = 9 };
    bool zeros = true, nines = len >= NOISE_ENDS;
    for (size_t i = NOISE_BEGINS; i < NOISE_ENDS && i < len; i++) {
        zeros &= fraction[i] == '0';
        nines &= fraction[i] == '9';
    }
    *satang += nines;
    return zeros || nines ? NULL : &flaw_amount_decimals;
}

/* ---- texts */

/* An amount without its sign, as far as it goes. */
struct amount {
    uint64_t whole, satang;
    bool negative;
};

static const struct flaw *fraction_read(const char **at, bool is_number, struct amount *a)
{
    size_t digits = strspn(*at + 1, "0123456789");
    a->satang = digits > 0 ? (uint64_t)((*at)[1] - '0') * 10 : 0;
    a->satang += digits > 1 ? (uint64_t)((*at)[2] - '0') : 0;
    const char *fraction = *at + 1;
    *at += digits > 0 ? digits + 1 : 0;
    if (digits <= 2 || **at != '\0')
        return NULL; /* or no amount at all */
    return is_number ? noise_take_off(fraction, digits, &a->satang) : &flaw_amount_decimals;
}

/* Takes off what says that it is baht, and what says that it is negative. */
static const struct flaw *marks_take_off(char *text, const char **ret_at, bool *ret_negative)
{
    static const char *const units[] = {"฿", "บาท"};
    size_t len = strlen(text);
    bool brackets = len > 2 && text[0] == '(' && text[len - 1] == ')';
    char *at = text + brackets;
    len -= brackets ? 2 : 0;
    bool minus_first = len > 1 && at[0] == '-';
    at += minus_first;
    len -= minus_first;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t unit = strlen(units[i]);
        if (len > unit && strncmp(at + len - unit, units[i], unit) == 0)
            len -= unit;
        if (len > unit && strncmp(at, units[i], unit) == 0) {
            at += unit;
            len -= unit;
        }
    }
    if (len > 2 && strncmp(at + len - 2, ".-", 2) == 0)
        return &flaw_amount_dash;
    bool minus_last = len > 1 && at[len - 1] == '-';
    len -= minus_last;
    at[len] = '\0';
    *ret_at = at;
    *ret_negative = brackets || minus_first || minus_last;
    return brackets + minus_first + minus_last > 1 ? &flaw_amount_none : NULL;
}

static const struct flaw *shape_check(const char *text)
{
    size_t len = strlen(text), digits = strspn(text, "0123456789.,");
    if (digits > 0 && (text[digits] == 'E' || text[digits] == 'e') && text[digits + 1] &&
        strspn(text + digits + 1, "0123456789+-") == len - digits - 1)
        return strpbrk(text + digits + 1, "+-") ? &flaw_amount_scientific : &flaw_amount_none;
    if (strpbrk(text, "0123456789") && strspn(text, "0123456789.,OolI") == len && strpbrk(text, "OolI"))
        return &flaw_amount_letter;
    return NULL;
}

static const struct flaw *amount_read(char *text, bool is_number, unsigned how, struct amount *a)
{
    const char *at = text;
    bool too_large = false;
    const struct flaw *f = strpbrk(text, "0123456789") ? marks_take_off(text, &at, &a->negative) : &flaw_amount_none;
    f = f ? f : shape_check(at);
    if (f)
        return f;
    const char *start = at;
    if (!whole_parse(&at, &a->whole, &too_large))
        return strchr(start, ',') ? &flaw_amount_comma : &flaw_amount_none;
    f = *at == '.' ? fraction_read(&at, is_number, a) : NULL;
    if (f)
        return f;
    if (*at != '\0')
        return strchr(at, ',') ? &flaw_amount_comma : &flaw_amount_none;
    if (too_large)
        return &flaw_amount_large;
    if (!(how & CELL_SATANG) || strchr(start, '.'))
        return NULL;
    a->satang = a->whole % 100;
    a->whole /= 100;
    return strchr(start, ',') ? &flaw_amount_satang : NULL;
}

const struct flaw *cell_amount(const struct row_cell *cell, unsigned how, int64_t *ret_satang)
{
    char text[CELL_TEXT_MAX];
    struct amount a = {0};
    *ret_satang = 0;
    const struct flaw *f = cell_usable(cell);
    if (f)
        return f;
    if (cell->kind == ROW_DATE)
        return &flaw_amount_date;
    if (cell->kind == ROW_NUMBER && !cell_number_plain(cell->text, text))
        return &flaw_amount_large;
    if (cell->kind == ROW_TEXT)
        cell_key(cell->text, text, sizeof text);
    if (text[0] == '\0' || strcmp(text, "-") == 0)
        return NULL;
    f = amount_read(text, cell->kind == ROW_NUMBER, how, &a);
    if (f)
        return f;
    int64_t satang = (int64_t)(a.whole * 100 + a.satang);
    if (satang > 0 && a.negative != ((how & CELL_MINUS) != 0))
        return a.negative ? &flaw_amount_negative : &flaw_amount_positive;
    *ret_satang = satang;
    return NULL;
}
