#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../tools/notice_mail.h"
#include "../../support/test.h"

#include <stdio.h>
#include <string.h>

static const char *mail_of(const char *from, const char *subject, const char *text)
{
    static char out[8192];
    struct buffer b = {0};
    notice_mail_write(&(struct notice_mail){.from = from,
                                            .to = "a@example.org",
                                            .subject = subject,
                                            .text = text,
                                            .notice_id = "1-2",
                                            .now_ms = 1700000000123},
                      &b);
    snprintf(out, sizeof out, "%.*s", (int)b.len, (const char *)b.at);
    buffer_free(&b);
    return out;
}

void test_base64_is_that_of_rfc_4648(void)
{
    static const char *const cases[][2] = {
        {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer b = {0};
        notice_mail_base64(cases[i][0], strlen(cases[i][0]), 0, &b);
        buffer_add(&b, "", 1);
        CHECK_TEXT((const char *)b.at, cases[i][1]);
        buffer_free(&b);
    }
}

void test_a_plain_mail(void)
{
    CHECK_TEXT(mail_of("Coop <n@coop.example>", "Hello", "a\nb"),
               "From: Coop <n@coop.example>\r\nTo: <a@example.org>\r\nSubject: Hello\r\n"
               "Date: Wed, 15 Nov 2023 05:13:20 +0700\r\nMessage-ID: <1-2@coop.example>\r\n"
               "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
               "Content-Transfer-Encoding: base64\r\n\r\nYQ0KYg==\r\n");
}

void test_thai_headers_are_words_that_cut_no_letter(void)
{
    const char *mail = mail_of("สหกรณ์ <n@coop.example>", "สัญญาเงินกู้ของท่านค้างชำระโปรดติดต่อฝ่ายติดตามหนี้", "x");
    CHECK(strstr(mail, "From: =?UTF-8?B?4Liq4Lir4LiB4Lij4LiT4LmM?= <n@coop.example>\r\n") != NULL);
    const char *subject = strstr(mail, "Subject: =?UTF-8?B?");
    CHECK(subject != NULL);
    unsigned words = 0;
    for (const char *at = subject; at && at < strstr(mail, "\r\nDate:"); at = strstr(at + 1, "=?UTF-8?B?"), words++) {
        size_t line = strcspn(at, "\r");
        CHECK(line <= 76 + 9);
        const char *payload = strstr(at, "?B?") + 3;
        CHECK_INT(strcspn(payload, "?") % 12,
                  strcspn(payload, "?") == 60 ? 0 : strcspn(payload, "?") % 12); /* 45 bytes: 15 letters */
    }
    CHECK_INT(words, 5);
}

void test_a_name_with_a_comma_is_one_name(void)
{
    CHECK(strstr(mail_of("Krabi Teachers Co., Ltd. <n@coop.example>", "x", "x"),
                 "From: \"Krabi Teachers Co., Ltd.\" <n@coop.example>\r\n") != NULL);
    CHECK(strstr(mail_of("\"Krabi, Ltd.\" <n@coop.example>", "x", "x"), "From: \"Krabi, Ltd.\" <n@coop.example>\r\n") !=
          NULL);
    CHECK(strstr(mail_of("A \"B\" C\\ <n@coop.example>", "x", "x"),
                 "From: \"A \\\"B\\\" C\\\\\" <n@coop.example>\r\n") != NULL);
}

void test_lines_of_the_text_are_short(void)
{
    char text[500];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    const char *body = strstr(mail_of("n@coop.example", "x", text), "\r\n\r\n") + 4;
    while (*body) {
        size_t len = strcspn(body, "\r");
        CHECK(len <= 76);
        body += len + 2;
    }
    CHECK(strstr(mail_of("n@coop.example", "x", text), "From: <n@coop.example>\r\n") != NULL);
}
