#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../tools/notice_hook.h"
#include "../../../tools/json.h"
#include "../../../tools/reply.h"
#include "../../../tools/seal.h"
#include "../../support/test.h"

#include <stdio.h>
#include <string.h>

static struct notice_told told_of(struct notice_row *n)
{
    *n = (struct notice_row){.position = 42, .amount_satang = 593699, .due_date = value_day(2024, 2, 29)};
    snprintf(n->template, sizeof n->template, "arrears_notice");
    return (struct notice_told){.row = n,
                                .notice_id = "11111111-2222-8333-8444-555555555555",
                                .address = "https://example.org/in",
                                .language = "th",
                                .subject = "เรื่อง \"ก\"",
                                .text = "a\nb\\",
                                .secret = "key",
                                .now_ms = 1700000000123};
}

void test_signatures_are_those_of_rfc_4231(void)
{
    char sum[SEAL_SIGNATURE_MAX];
    seal_sign((struct bytes){(const uint8_t *)"Jefe", 4},
              (struct bytes){(const uint8_t *)"what do ya want for nothing?", 28}, sum);
    CHECK_TEXT(sum, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

void test_ids_are_uuids_and_always_the_same(void)
{
    char a[SEAL_ID_MAX], b[SEAL_ID_MAX];
    seal_id("krabi", 42, a);
    seal_id("krabi", 42, b);
    CHECK_TEXT(a, b);
    CHECK_INT(strlen(a), 36);
    CHECK_INT(a[14], '8');
    CHECK(strchr("89ab", a[19]) != NULL);
    seal_id("krabi", 43, b);
    CHECK(strcmp(a, b) != 0);
    seal_id("trang", 42, b);
    CHECK(strcmp(a, b) != 0);
}

void test_the_shipped_profile_signs_stamp_and_body(void)
{
    struct notice_hook h;
    struct notice_request r;
    struct notice_row n;
    struct notice_told told = told_of(&n);
    struct buffer map = {0}, stamped = {0};
    struct refused why;
    char sum[SEAL_SIGNATURE_MAX], line[128], text[64];
    if (!CHECK(notice_hook_read("tools/webhooks/signed.ini", &h)))
        return;
    notice_hook_fill(&h, &told, &r);
    CHECK_TEXT((const char *)r.url.at, "https://example.org/in");
    CHECK(json_to_msgpack((const char *)r.body.at, r.body.len, &map, &why));
    CHECK_TEXT(reply_text(buffer_bytes(&map), "text", text, sizeof text), "a\nb\\");
    CHECK_TEXT(reply_text(buffer_bytes(&map), "due_date", text, sizeof text), "2024-02-29");
    CHECK_INT(reply_integer(buffer_bytes(&map), "amount_satang"), 593699);
    buffer_add_text(&stamped, "1700000000.");
    buffer_add(&stamped, r.body.at, r.body.len);
    seal_sign((struct bytes){(const uint8_t *)"key", 3}, buffer_bytes(&stamped), sum);
    snprintf(line, sizeof line, "X-Coopd-Signature: %s", sum);
    CHECK_INT(r.headers_count, 4);
    CHECK_TEXT((const char *)r.headers[3].at, line);
    CHECK_TEXT((const char *)r.headers[2].at, "X-Coopd-Timestamp: 1700000000");
    CHECK_TEXT((const char *)r.headers[1].at, "X-Coopd-Notice: 11111111-2222-8333-8444-555555555555");
    buffer_free(&map);
    buffer_free(&stamped);
    notice_request_free(&r);
    notice_hook_free(&h);
}

void test_the_profile_of_line_carries_token_and_retry_key(void)
{
    struct notice_hook h;
    struct notice_request r;
    struct notice_row n;
    struct notice_told told = told_of(&n);
    told.address = "U4af4980629000000000000000000000a";
    if (!CHECK(notice_hook_read("tools/webhooks/line.ini", &h)))
        return;
    notice_hook_fill(&h, &told, &r);
    CHECK_TEXT((const char *)r.url.at, "https://api.line.me/v2/bot/message/push");
    CHECK_TEXT((const char *)r.headers[1].at, "Authorization: Bearer key");
    CHECK_TEXT((const char *)r.headers[2].at, "X-Line-Retry-Key: 11111111-2222-8333-8444-555555555555");
    CHECK_TEXT((const char *)r.body.at,
               "{\"to\":\"U4af4980629000000000000000000000a\",\"messages\":[{\"type\":\"text\",\"text\":"
               "\"a\\u000ab\\\\\"}]}");
    notice_request_free(&r);
    notice_hook_free(&h);
}

static bool profile_is_good(const char *text)
{
    char path[256];
    struct notice_hook h;
    snprintf(path, sizeof path, "%s/hook.ini", test_directory());
    FILE *f = fopen(path, "w");
    CHECK(f && fputs(text, f) >= 0);
    fclose(f);
    bool good = notice_hook_read(path, &h);
    if (good)
        notice_hook_free(&h);
    return good;
}

void test_a_profile_is_strict(void)
{
    CHECK(profile_is_good("url = {{address}}\nbody = {{text}}\n"));
    CHECK(!profile_is_good("url = {{address}}\n"));
    CHECK(!profile_is_good("url = {{adress}}\nbody = {{text}}\n"));
    CHECK(!profile_is_good("url = {{address}}\nbody = {{secret}}\n"));
    CHECK(!profile_is_good("url = {{address}}\nheader = X-Text: {{text}}\nbody = {{text}}\n"));
    CHECK(!profile_is_good("url = {{address}}\nheader = none\nbody = {{text}}\n"));
    CHECK(!profile_is_good("url = {{address}}\nurl = x\nbody = {{text}}\n"));
    CHECK(!profile_is_good("[x]\nurl = {{address}}\nbody = {{text}}\n"));
    CHECK(!profile_is_good("url = {{address}\nbody = {{text}}\n"));
}
