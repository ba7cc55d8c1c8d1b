#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../proto/fact.h"
#include "../../support/test.h"

#include <string.h>

void test_every_fact_has_a_sentence_in_both_languages(void)
{
    const struct enum_desc *facts = schema_enum_named("fact");
    for (uint8_t i = 1; facts->words[i]; i++) {
        char text[256];
        struct compared c = {.fact = i, .actual = 400, .limit = 300};
        CHECK(fact_is_told((enum fact)i));
        for (int thai = 0; thai < 2; thai++) {
            fact_sentence(&c, thai, text, sizeof text);
            CHECK(text[0] != '\0' && !strchr(text, '{') && !strchr(text, '_'));
        }
    }
}

void test_money_is_told_in_baht_and_months_as_they_are(void)
{
    char text[256];
    fact_sentence(&(struct compared){.fact = fact_arrears_satang, .actual = 123456, .limit = 0}, false, text,
                  sizeof text);
    CHECK_TEXT(text, "1,234.56 baht are in arrears; 0.00 should be");
    fact_sentence(&(struct compared){.fact = fact_months_overdue, .actual = 4, .limit = 3}, true, text, sizeof text);
    CHECK_TEXT(text, "ค้างชำระ 4 เดือน เกณฑ์คือเกินกว่า 3 เดือน");
    fact_sentence(&(struct compared){.fact = fact_dividend_bp, .actual = 550, .limit = 600}, false, text, sizeof text);
    CHECK_TEXT(text, "a dividend of 5.50 % is proposed; the floor is 6.00 %");
}

void test_a_sentence_is_cut_between_characters(void)
{
    char text[12];
    fact_sentence(&(struct compared){.fact = fact_months_overdue, .actual = 4, .limit = 3}, true, text, sizeof text);
    CHECK(strlen(text) == 9);
}
