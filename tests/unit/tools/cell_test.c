#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../tools/cell.h"
#include "../../support/test.h"

#include <stdio.h>
#include <string.h>

static struct row_cell number_of(const char *digits)
{
    struct row_cell cell = cell_of_text(digits);
    cell.kind = ROW_NUMBER;
    return cell;
}

/* The amount, or the flaw's code. */
static const char *amount_of(struct row_cell cell, unsigned how)
{
    static char out[VALUE_TEXT_MAX];
    int64_t satang = -1;
    const struct flaw *f = cell_amount(&cell, how, &satang);
    if (f)
        return f->code;
    value_integer_print(satang, out);
    return out;
}

void test_amounts_are_read_to_the_satang_or_not_at_all(void)
{
    static const struct {
        const char *cell, *expected;
    } cases[] = {
        {"0", "0"},
        {"", "0"},
        {"-", "0"},
        {"1", "100"},
        {"1.5", "150"},
        {"1.", "amount_none"},
        {"1,234,567.89", "123456789"},
        {"๑,๒๓๔.๕๐", "123450"},
        {"฿1", "100"},
        {"1.", "amount_none"},
        {"1 บาท", "100"},
        {"-0.00", "0"},
        {"999,999,999,999,999.99", "99999999999999999"},
        {"1,000,000,000,000,000", "amount_large"},
        {"1,23", "amount_comma"},
        {"1.001", "amount_decimals"},
        {"1.000", "amount_decimals"},
        {"-1", "amount_negative"},
        {"1-", "amount_negative"},
        {"(1)", "amount_negative"},
        {"(1-)", "amount_none"},
        {"1.-", "amount_dash"},
        {"1E+5", "amount_scientific"},
        {"1O", "amount_letter"},
        {"=1", "formula"},
        {"x", "amount_none"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!CHECK_TEXT(amount_of(cell_of_text(cases[i].cell), CELL_BAHT), cases[i].expected))
            printf("# of \"%s\"\n", cases[i].cell);
}

void test_numbers_of_a_spreadsheet_may_carry_binary_noise(void)
{
    static const struct {
        const char *cell, *expected;
    } cases[] = {
        {"3577.82000000000000006", "357782"},
        {"3577.819999999999999", "357782"},
        {"3577.8200000009", "357782"},
        {"3577.820000001", "amount_decimals"}, /* just outside a thousand-millionth */
        {"3577.82000001", "amount_decimals"},
        {"3577.819999999", "357782"},
        {"3577.81999999", "amount_decimals"},
        {"0.999999999999", "100"},
        {"9.9999999999", "1000"},
        {"0.001", "amount_decimals"},
        {"1.5E3", "150000"},
        {"1.5E-1", "15"},
        {"5E-2", "5"},
        {"5E-3", "amount_decimals"},
        {"1E-12", "0"},
        {"1E15", "amount_large"},
        {"-1E2", "amount_negative"},
        {"12345678901234567890123456789012345678901", "amount_large"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!CHECK_TEXT(amount_of(number_of(cases[i].cell), CELL_BAHT), cases[i].expected))
            printf("# of %s\n", cases[i].cell);
}

void test_signs_and_satang_as_the_profile_says(void)
{
    CHECK_TEXT(amount_of(cell_of_text("-1.50"), CELL_MINUS), "150");
    CHECK_TEXT(amount_of(cell_of_text("(1.50)"), CELL_MINUS), "150");
    CHECK_TEXT(amount_of(cell_of_text("1.50"), CELL_MINUS), "amount_positive");
    CHECK_TEXT(amount_of(cell_of_text("0"), CELL_MINUS), "0");
    CHECK_TEXT(amount_of(cell_of_text("000000150050"), CELL_SATANG), "150050");
    CHECK_TEXT(amount_of(cell_of_text("1500.50"), CELL_SATANG), "150050");
    CHECK_TEXT(amount_of(cell_of_text("5"), CELL_SATANG), "5");
    CHECK_TEXT(amount_of(cell_of_text("1,500"), CELL_SATANG), "amount_satang");
}

void test_plain_digits_of_numbers(void)
{
    static const struct {
        const char *digits, *expected;
    } cases[] = {
        {"4411", "4411"}, {"4411.0", "4411.0"}, {"4.411E3", "4411"}, {"1E2", "100"},    {"1.25E1", "12.5"},
        {"12E-1", "1.2"}, {"1E-3", "0.001"},    {"-5E0", "-5"},      {"-0.5E1", "-05"}, {"x", ""},
        {"", ""},         {"1E", "1"},          {"1E999999999", ""}, {"1.2.3", ""},     {"1e+2", "100"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[CELL_TEXT_MAX] = "";
        if (!cell_number_plain(cell_of_text(cases[i].digits).text, out))
            out[0] = '\0';
        if (!CHECK_TEXT(out, cases[i].expected))
            printf("# of \"%s\"\n", cases[i].digits);
    }
}

void test_member_numbers_are_filled_only_if_their_length_is_known(void)
{
    char member[12] = "";
    struct row_cell text = cell_of_text(" ๐๐๔๔๑๑ "), number = number_of("4411"), fraction = number_of("4411.5");
    CHECK(cell_member(&text, 0, member) == NULL);
    CHECK_TEXT(member, "004411");
    CHECK(cell_member(&number, 0, member) == NULL);
    CHECK_TEXT(member, "4411");
    CHECK(cell_member(&number, 6, member) == NULL);
    CHECK_TEXT(member, "004411");
    CHECK_TEXT(cell_member(&fraction, 6, member)->code, "member_changed");
    CHECK_TEXT(cell_member(&number, 3, member)->code, "member_digits");
}

void test_years_are_of_the_era_that_was_named(void)
{
    static const struct {
        const char *cell, *be, *ce;
    } cases[] = {
        {"31/01/2567", "2024-01-31", "date_buddhist"},      {"31/01/2024", "date_common", "2024-01-31"},
        {"2567-01-31", "2024-01-31", "date_buddhist"},      {"31.1.2567", "2024-01-31", "date_buddhist"},
        {"29/02/2567", "2024-02-29", "date_buddhist"},      {"29/02/2566", "date_missing_day", "date_buddhist"},
        {"31/01/67", "date_short_year", "date_short_year"}, {"31-01/2567", "date_none", "date_none"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *expected[] = {cases[i].be, cases[i].ce};
        for (int k = 0; k < 2; k++) {
            struct row_cell cell = cell_of_text(cases[i].cell);
            char out[VALUE_TEXT_MAX];
            int32_t day = 0;
            const struct flaw *f = cell_day(&cell, k == 0 ? CALENDAR_BE : CALENDAR_CE, &day);
            if (!f)
                value_day_print(day, out);
            if (!CHECK_TEXT(f ? f->code : out, expected[k]))
                printf("# of %s\n", cases[i].cell);
        }
    }
}

/* A true date is of the common era whatever the profile says of texts. */
void test_a_true_date_of_a_buddhist_year_is_refused(void)
{
    struct row_cell right = {.text = cell_of_text("2024-01-31").text, .kind = ROW_DATE};
    struct row_cell wrong = {.text = cell_of_text("2567-01-31").text, .kind = ROW_DATE};
    int32_t day = 0;
    CHECK(cell_day(&right, CALENDAR_BE, &day) == NULL);
    CHECK_INT(day, value_day(2024, 1, 31));
    CHECK(cell_day(&right, CALENDAR_CE, &day) == NULL);
    CHECK_TEXT(cell_day(&wrong, CALENDAR_BE, &day)->code, "date_cell_buddhist");
    CHECK_TEXT(cell_day(&wrong, CALENDAR_CE, &day)->code, "date_cell_buddhist");
}

void test_headings_compare_without_what_is_not_seen(void)
{
    char out[CELL_TEXT_MAX];
    cell_heading(cell_of_text(" จํานวน-เงิน (บาท) ").text, out, sizeof out);
    CHECK_TEXT(out, "จำนวนเงิน");
    cell_heading(cell_of_text("Member_No.").text, out, sizeof out);
    CHECK_TEXT(out, "memberno");
}
