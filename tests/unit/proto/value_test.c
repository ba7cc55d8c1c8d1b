#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../support/test.h"
#include "../../../proto/value.h"

#include <stdio.h>
#include <string.h>

void test_days_are_consecutive_and_go_back_to_their_date(void)
{
    int32_t expected = value_day(VALUE_YEAR_MIN, 1, 1);
    int weekday = 1; /* 1900-01-01 was a Monday */
    CHECK(expected > 0);
    for (int year = VALUE_YEAR_MIN; year <= VALUE_YEAR_MAX; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int day = 1; day <= value_days_in_month(year, month); day++) {
                int32_t number = value_day(year, month, day);
                struct civil c = value_civil(number);
                bool same = c.year == year && c.month == month && c.day == day;
                if (!CHECK_INT(number, expected) || !CHECK(same) || !CHECK_INT(value_weekday(number), weekday))
                    return;
                expected++;
                weekday = weekday % 7 + 1;
            }
        }
    }
    CHECK_INT(expected - value_day(VALUE_YEAR_MIN, 1, 1), 182621); /* 365 * 500 + 121 leap days */
}

void test_weekdays_of_known_dates(void)
{
    static const struct {
        int year, month, day, weekday;
    } cases[] = {
        {2024, 1, 8, 1},   /* AT-03: Monday */
        {2024, 1, 12, 5},  /* AT-03: Friday */
        {2023, 12, 5, 2},  /* AT-03: Tuesday */
        {2023, 11, 28, 2}, /* Amnat Charoen 2567: Tuesday */
        {2024, 1, 11, 4},  /* AT-03b: Thursday */
        {2000, 2, 29, 2},  {1970, 1, 1, 4}, {2399, 12, 31, 5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        CHECK_INT(value_weekday(value_day(cases[i].year, cases[i].month, cases[i].day)), cases[i].weekday);
}

void test_differences_of_days_are_calendar_days(void)
{
    CHECK_INT(value_day(2024, 1, 31) - value_day(2023, 12, 31), 31);  /* IN-04 */
    CHECK_INT(value_day(2024, 1, 31) - value_day(2023, 12, 15), 47);  /* IN-03: 16 + 31 */
    CHECK_INT(value_day(2008, 5, 29) - value_day(2007, 12, 31), 150); /* AT-05 */
    CHECK_INT(value_day(2024, 5, 29) - value_day(2023, 12, 31), 150); /* AT-05 */
}

void test_dates_that_exist(void)
{
    static const struct {
        int year, month, day;
        bool valid;
    } cases[] = {
        {1900, 1, 1, true},  {1899, 12, 31, false}, {2399, 12, 31, true}, {2400, 1, 1, false},  {2567, 1, 31, false},
        {2024, 2, 29, true}, {2023, 2, 29, false},  {1900, 2, 29, false}, {2000, 2, 29, true},  {2100, 2, 29, false},
        {2024, 4, 30, true}, {2024, 4, 31, false},  {2024, 12, 31, true}, {2024, 13, 1, false}, {2024, 0, 1, false},
        {2024, 1, 0, false}, {2024, 1, 32, false},  {2024, -1, 1, false}, {2024, 1, -1, false}, {0, 0, 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        CHECK(value_civil_valid(cases[i].year, cases[i].month, cases[i].day) == cases[i].valid);
}

void test_periods_begin_and_end_with_their_month(void)
{
    uint32_t period = value_period(2024, 2);
    CHECK_INT(period, 2024 * 12 + 1);
    CHECK_INT(value_period_first_day(period), value_day(2024, 2, 1));
    CHECK_INT(value_period_last_day(period), value_day(2024, 2, 29));
    CHECK_INT(value_period_last_day(value_period(2023, 2)), value_day(2023, 2, 28));
    CHECK_INT(value_period(2024, 1) - value_period(2023, 12), 1);
    for (period = value_period(VALUE_YEAR_MIN, 1); period < value_period(VALUE_YEAR_MAX, 12); period++) {
        CHECK_INT(value_period_of(value_period_first_day(period)), period);
        CHECK_INT(value_period_of(value_period_last_day(period)), period);
        CHECK_INT(value_period_last_day(period) + 1, value_period_first_day(period + 1));
    }
}

void test_days_are_read_as_they_are_printed(void)
{
    static const char *const good[] = {"2024-01-31", "2024-02-29", "1900-01-01", "2399-12-31", "2007-11-09"};
    static const char *const bad[] = {
        "",           "2024-1-31",  "2024-01-3",   "2024-01-311", "2024/01/31", "2024-01/31",
        "2023-02-29", "2567-01-31", "1899-12-31",  "2024-00-10",  "2024-01-00", "2024-13-01",
        "0000-00-00", "-024-01-31", "+024-01-31",  " 024-01-31",  "2024-01- 1", "2024-0x-01",
        "2024-01-3a", "20240131",   "2024-01-31 ", "24-01-31",
    };
    char text[VALUE_TEXT_MAX];
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        int32_t day = 0;
        CHECK(value_day_parse(good[i], strlen(good[i]), &day));
        CHECK_INT((int64_t)value_day_print(day, text), 10);
        CHECK_TEXT(text, good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int32_t day = -7;
        bool taken = value_day_parse(bad[i], strlen(bad[i]), &day);
        if (!CHECK(!taken && day == -7))
            printf("#   \"%s\"\n", bad[i]);
    }
    int32_t day = -7;
    CHECK(!value_day_parse("\0\0\0\0-\0\0-\0\0", 10, &day) && day == -7);
    CHECK_INT((int64_t)value_day_print(0, text), 0); /* absent */
    CHECK_TEXT(text, "");
}

void test_periods_are_read_as_they_are_printed(void)
{
    static const char *const good[] = {"2024-01", "2024-12", "1900-01", "2399-12"};
    static const char *const bad[] = {"",        "2024",    "2024-1",   "2024-00", "2024-13",
                                      "2024/01", "2567-01", "2024-011", "202a-01"};
    char text[VALUE_TEXT_MAX];
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        uint32_t period = 0;
        CHECK(value_period_parse(good[i], strlen(good[i]), &period));
        CHECK_INT((int64_t)value_period_print(period, text), 7);
        CHECK_TEXT(text, good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint32_t period = 7;
        bool taken = value_period_parse(bad[i], strlen(bad[i]), &period);
        if (!CHECK(!taken && period == 7))
            printf("#   \"%s\"\n", bad[i]);
    }
    CHECK_INT((int64_t)value_period_print(0, text), 0); /* absent */
    CHECK_TEXT(text, "");
}

void test_integers_are_read_as_they_are_printed(void)
{
    static const struct {
        const char *text;
        int64_t value;
    } good[] = {
        {"0", 0},
        {"7", 7},
        {"-1", -1},
        {"10", 10},
        {"12550", 12550},
        {"-100", -100},
        {"99999999999999999", VALUE_MONEY_MAX},
        {"-99999999999999999", -VALUE_MONEY_MAX},
        {"1000000000000000000", INT64_C(1000000000000000000)},
        {"9223372036854775807", INT64_MAX},
        {"-9223372036854775808", INT64_MIN},
    };
    static const char *const bad[] = {
        "",
        "-",
        "--1",
        "+1",
        " 1",
        "1 ",
        "1.5",
        "1e3",
        "0x",
        "1,0",
        "-0",
        "00",
        "007",
        "-01",
        "12a",
        "9223372036854775808",
        "/",
        ":",
        "1-",
        "a",
        "-9223372036854775809",
        "99999999999999999999",
        "18446744073709551616",
    };
    char text[VALUE_TEXT_MAX];
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        int64_t value = 42;
        CHECK(value_integer_parse(good[i].text, strlen(good[i].text), &value));
        CHECK_INT(value, good[i].value);
        CHECK_INT((int64_t)value_integer_print(good[i].value, text), (int64_t)strlen(good[i].text));
        CHECK_TEXT(text, good[i].text);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        int64_t value = 42;
        bool taken = value_integer_parse(bad[i], strlen(bad[i]), &value);
        if (!CHECK(!taken && value == 42))
            printf("#   \"%s\"\n", bad[i]);
    }
}

void test_amounts_are_printed_in_baht(void)
{
    static const struct {
        int64_t satang;
        const char *text;
    } cases[] = {
        {0, "0.00"},
        {1, "0.01"},
        {-1, "-0.01"},
        {10, "0.10"},
        {100, "1.00"},
        {99999, "999.99"},
        {100000, "1,000.00"},
        {1234567, "12,345.67"},
        {12345678, "123,456.78"},
        {-123456789, "-1,234,567.89"},
        {20000000000, "200,000,000.00"},
        {VALUE_MONEY_MAX, "999,999,999,999,999.99"},
        {INT64_MIN, "-92,233,720,368,547,758.08"},
    };
    char text[VALUE_TEXT_MAX];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK_INT((int64_t)value_baht_print(cases[i].satang, text), (int64_t)strlen(cases[i].text));
        CHECK_TEXT(text, cases[i].text);
    }
}

void test_a_code_has_only_its_own_characters(void)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-/:@#+";
    for (int c = 0; c < 256; c++) {
        uint8_t byte = (uint8_t)c;
        bool expected = c != 0 && strchr(letters, c) != NULL && c < 128;
        if (!CHECK(value_code_valid(&byte, 1) == expected))
            printf("#   byte %d\n", c);
    }
    CHECK(value_code_valid((const uint8_t *)"S-2567/0007", 11));
    CHECK(!value_code_valid((const uint8_t *)"S 2567", 6));
    CHECK(!value_code_valid((const uint8_t *)"S\0002567", 6));
    CHECK(!value_code_valid((const uint8_t *)"สามัญ", 15));
    CHECK(value_code_valid((const uint8_t *)"", 0)); /* absent */
}

/* Unicode, table 3-7: every first byte, and the second bytes that are special. */
void test_text_is_well_formed_utf8(void)
{
    static const struct {
        const char *text;
        size_t len;
        bool valid;
    } cases[] = {
        {"", 0, true},
        {"plain", 5, true},
        {"สหกรณ์", 18, true},
        {"\x7F", 1, true},
        {"\x80", 1, false},
        {"\xC1\xBF", 2, false}, /* overlong */
        {"\xC2\x80", 2, true},
        {"\xC2", 1, false}, /* cut off */
        {"\xC2\x7F", 2, false},
        {"\xC2\xC0", 2, false},
        {"\xDF\xBF", 2, true},
        {"\xE0\x9F\xBF", 3, false}, /* overlong */
        {"\xE0\xA0\x80", 3, true},
        {"\xE0\xA0", 2, false},
        {"\xE0\xA0\x7F", 3, false},
        {"\xED\x9F\xBF", 3, true},
        {"\xED\xA0\x80", 3, false}, /* surrogate */
        {"\xED\xBF\xBF", 3, false},
        {"\xEE\x80\x80", 3, true},
        {"\xEF\xBF\xBF", 3, true},
        {"\xF0\x8F\xBF\xBF", 4, false}, /* overlong */
        {"\xF0\x90\x80\x80", 4, true},
        {"\xF0\x90\x80", 3, false},
        {"\xF4\x8F\xBF\xBF", 4, true},
        {"\xF4\x90\x80\x80", 4, false}, /* beyond U+10FFFF */
        {"\xF5\x80\x80\x80", 4, false},
        {"\xFF", 1, false},
        {"a\xE0\xB8\x81z", 5, true},
        {"a\xE0\xB8z", 4, false},
        {"\xA1\xC3\xC1", 3, false}, /* CP874 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool valid = value_utf8_valid((const uint8_t *)cases[i].text, cases[i].len);
        if (!CHECK_INT(valid, cases[i].valid))
            printf("#   case %zu\n", i);
    }
}

void test_a_character_that_was_cut_off_is_left_out(void)
{
    static const char text[] = "a\xE0\xB8\x81\xE0\xB8\x82"; /* a and two Thai letters */
    static const size_t whole[] = {0, 1, 1, 1, 4, 4, 4, 7};
    for (size_t len = 0; len < sizeof text; len++)
        CHECK_INT(value_utf8_whole(text, len), whole[len]);
}
