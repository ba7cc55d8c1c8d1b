#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../tools/outfile.h"
#include "../../support/test.h"

#include <string.h>

/* The bytes in hex, with ! behind them if a character has none. */
static const char *bytes_of(enum charset charset, const char *text)
{
    static char out[256];
    struct buffer bytes = {0};
    bool ok = outfile_encode(charset, text, &bytes);
    out[0] = '\0';
    for (size_t i = 0; i < bytes.len; i++)
        snprintf(out + strlen(out), sizeof out - strlen(out), "%02x", bytes.at[i]);
    buffer_free(&bytes);
    return ok ? out : "!";
}

void test_thai_is_encoded_as_units_read_it(void)
{
    static const struct {
        enum charset charset;
        const char *text, *expected;
    } cases[] = {
        {CHARSET_CP874, "ก1,", "a1312c"},
        {CHARSET_CP874, "รวมน้ำ๙฿", "c3c7c1b9e9d3f9df"},
        {CHARSET_CP874, "€…–\u00a0", "808596a0"},
        {CHARSET_CP874, "é", "!"},
        {CHARSET_CP874, "中", "!"},
        {CHARSET_CP874, "\u0e3b", "!"},
        {CHARSET_CP874, "\xff", "!"},
        {CHARSET_UTF16LE, "ก1😀", "010e31003dd800de"},
        {CHARSET_CP874, "", ""},
        {CHARSET_UTF8, "ก1", "e0b88131"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_TEXT(bytes_of(cases[i].charset, cases[i].text), cases[i].expected);
}

/* What is written is what the import reads. */
void test_cp874_comes_back(void)
{
    struct charset_reader reader;
    struct buffer bytes = {0}, text = {0};
    size_t bad_at;
    const char *words = "เลขทะเบียนสมาชิก ยอดหัก กู้ฉุกเฉิน “ก” ๑๒๓";
    CHECK(outfile_encode(CHARSET_CP874, words, &bytes));
    CHECK(charset_open(&reader, CHARSET_CP874));
    CHECK(charset_convert(&reader, buffer_bytes(&bytes), &text, &bad_at));
    buffer_add(&text, "", 1);
    CHECK_TEXT((const char *)text.at, words);
    charset_close(&reader);
    buffer_free(&bytes);
    buffer_free(&text);
}
