#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../tools/xlsx_cell.h"
#include "../../../tools/xlsx.h"
#include "../../support/test.h"

#include <stdio.h>
#include <string.h>

static struct bytes bytes(const char *text)
{
    return (struct bytes){(const uint8_t *)text, strlen(text)};
}

static const char *number(const char *text)
{
    static char out[XLSX_NUMBER_MAX];
    return xlsx_number(bytes(text), out) ? "none" : out;
}

void test_the_point_moves_and_no_digit_changes(void)
{
    CHECK_TEXT(number("3577.82000000000000006"), "3577.82000000000000006");
    CHECK_TEXT(number("3.57782E3"), "3577.82");
    CHECK_TEXT(number("3.57782E5"), "357782");
    CHECK_TEXT(number("3.57782E7"), "35778200");
    CHECK_TEXT(number("-3.5e-4"), "-0.00035");
    CHECK_TEXT(number("0.001E3"), "1");
    CHECK_TEXT(number("0.0015E3"), "1.5");
    CHECK_TEXT(number("00E0"), "00");
    CHECK_TEXT(number("0E400"), "0");
    CHECK_TEXT(number("1E401"), "none");
    CHECK_TEXT(number(""), "none");
    CHECK_TEXT(number("E5"), "none");
}

/* What is longest: all digits that are taken, moved as far as they may be. */
void test_the_longest_number_fits(void)
{
    char text[XLSX_NUMBER_MAX], out[XLSX_NUMBER_MAX];
    for (int len = 1; len < 120; len++) {
        static const char *const exponents[] = {"E400", "E-400", ""};
        for (size_t e = 0; e < sizeof exponents / sizeof *exponents; e++) {
            snprintf(text, sizeof text, "-%.*s.%s", len,
                     "9999999999999999999999999999999999999999999999999999999999999999"
                     "9999999999999999999999999999999999999999999999999999999999999999",
                     exponents[e]);
            memset(out, 'x', sizeof out);
            if (!xlsx_number(bytes(text), out))
                CHECK(memchr(out, '\0', sizeof out) != NULL);
        }
    }
}

void test_every_serial_number_is_the_day_after_the_one_before(void)
{
    char text[16], day[XLSX_DAY_MAX], before[XLSX_DAY_MAX] = "";
    int bad = 0;
    for (int n = 1; n <= 2958465; n++) {
        snprintf(text, sizeof text, "%d", n);
        const bool none = xlsx_serial_day(text, false, day) != NULL;
        if (n == 60 ? !none : none || strlen(day) != 10 || strcmp(day, before) <= 0)
            bad++;
        memcpy(before, day, sizeof before);
    }
    CHECK_INT(bad, 0);
    CHECK_TEXT(day, "9999-12-31");
}

void test_both_ways_of_counting_days_meet(void)
{
    char text[16], one[XLSX_DAY_MAX], other[XLSX_DAY_MAX];
    for (int n = 1; n <= 2957003; n += 997) {
        snprintf(text, sizeof text, "%d", n);
        CHECK(!xlsx_serial_day(text, true, one));
        snprintf(text, sizeof text, "%d", n + 1462);
        CHECK(!xlsx_serial_day(text, false, other));
        CHECK_TEXT(one, other);
    }
}

void test_a_format_that_ends_too_early_is_no_date(void)
{
    CHECK(!xlsx_format_is_date("\"d"));
    CHECK(!xlsx_format_is_date("[d"));
    CHECK(!xlsx_format_is_date("\\"));
    CHECK(!xlsx_format_is_date("_"));
    CHECK(!xlsx_format_is_date("\xE0\xB8"));
    CHECK(xlsx_format_is_date("[$-D07041E]d/mm/yyyy"));
    CHECK(xlsx_format_is_date("\\ววว")); /* only the first is a letter as such */
}

void test_names_of_cells_go_both_ways(void)
{
    char name[XLSX_CELL_NAME_MAX];
    uint32_t column, row;
    for (uint32_t c = 0; c < 16384; c++) {
        const char *at = name;
        xlsx_cell_name(c, c * 64 + 1, name);
        CHECK(xlsx_reference(&at, &column, &row) && *at == '\0' && column == c && row == c * 64 + 1);
    }
    xlsx_cell_name(16383, 1048576, name);
    CHECK_TEXT(name, "XFD1048576");
}
