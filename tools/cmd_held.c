/* coopctl held: the notices that could not be sent, and what is decided about them. The sender may run meanwhile. */
#include "arguments.h"
#include "notice_sender.h"
#include "table.h"
#include "told.h"
#include "words.h"

#include "../daemon/clock.h"

#include <string.h>

enum { COLUMNS = 7 };

/* ---- the list */

static void heading(struct table_page *page)
{
    const char *const english[COLUMNS] = {"position", "template", "to", "recipient", "about", "tries", "reason"};
    const char *const thai[COLUMNS] = {"ลำดับ", "หนังสือ", "ถึง", "ผู้รับ", "เรื่อง", "ครั้ง", "เหตุ"};
    table_begin(page, COLUMNS);
    for (uint32_t i = 0; i < COLUMNS; i++)
        table_cell(page, words_thai() ? thai[i] : english[i]);
}

static void reason_add(const struct notice_row *n, struct buffer *out)
{
    char reply[16] = "";
    told_word("notice_trouble", schema_word_text(schema_enum_named("notice_trouble"), n->trouble), out);
    if (n->reply)
        snprintf(reply, sizeof reply, " (%u)", n->reply);
    buffer_add_text(out, reply);
    buffer_add(out, "", 1);
}

static void row_json(const struct notice_row *n)
{
    printf("{\"position\":%llu,\"template\":\"%s\",\"audience\":\"%s\",\"recipient_ref\":\"%s\",\"subject_ref\":\"%s\","
           "\"attempts\":%u,\"trouble\":\"%s\",\"reply\":%u}\n",
           (unsigned long long)n->position, n->template, n->audience, n->recipient_ref, n->subject_ref, n->attempts,
           schema_word_text(schema_enum_named("notice_trouble"), n->trouble), n->reply);
}

static int list(struct notice_store *s, bool json)
{
    struct notice_row n;
    struct table_page page = {0};
    uint64_t rows = 0;
    for (uint64_t at = 0; notice_store_held(s, at, &n); at = n.position + 1, rows++) {
        struct buffer reason = {0};
        if (json) {
            row_json(&n);
            continue;
        }
        if (rows == 0)
            heading(&page);
        reason_add(&n, &reason);
        table_cell_number(&page, (int64_t)n.position);
        table_cell(&page, n.template);
        table_cell(&page, n.audience);
        table_cell(&page, n.recipient_ref);
        table_cell(&page, n.subject_ref[0] ? n.subject_ref : "-");
        table_cell_number(&page, n.attempts);
        table_cell(&page, (const char *)reason.at);
        buffer_free(&reason);
    }
    if (!json && rows > 0)
        table_end(&page, stdout);
    else if (!json)
        words_note("no notice is held", "ไม่มีหนังสือแจ้งที่พักไว้");
    return EXIT_DONE;
}

/* ---- decisions */

static int decide(struct notice_store *s, struct notice_row *n, bool kick)
{
    char error[NOTICE_STORE_ERROR_MAX];
    bool changed;
    int64_t now = clock_unix_ms();
    n->state = kick ? notice_state_wanted : notice_state_failed;
    if (kick) {
        n->attempts = 0;
        n->trouble = 0;
        n->reply = 0;
        n->next_ms = now;
    }
    if (!notice_store_change(s, notice_state_held, n, schedule_day(now), &changed, error)) {
        words_complain("%s", "%s", error);
        return EXIT_IO;
    }
    if (!changed) {
        words_complain("notice %llu is not held", "หนังสือแจ้งลำดับ %llu ไม่ได้พักไว้", (unsigned long long)n->position);
        return EXIT_REJECTED;
    }
    printf(kick ? words_pick("%llu will be tried again\n", "%llu จะลองส่งใหม่\n")
                : words_pick("%llu will not be sent\n", "%llu จะไม่ส่ง\n"),
           (unsigned long long)n->position);
    return EXIT_DONE;
}

static int kick_all(struct notice_store *s)
{
    struct notice_row n;
    int status = EXIT_DONE;
    for (uint64_t at = 0; status == EXIT_DONE && notice_store_held(s, at, &n);) {
        at = n.position + 1;
        status = decide(s, &n, true);
    }
    return status;
}

static int each(struct notice_store *s, const struct arguments *a, bool kick)
{
    int status = EXIT_DONE;
    for (int i = 1; i < a->operands_count; i++) {
        struct notice_row n = {0};
        int64_t position;
        if (!value_integer_parse(a->operands[i], strlen(a->operands[i]), &position) || position < 1)
            return arguments_wrong("held", "%s is no position; `coopctl held ls` shows them",
                                   "%s ไม่ใช่ลำดับ ดูได้จาก `coopctl held ls`", a->operands[i]);
        if (!notice_store_get(s, (uint64_t)position, &n))
            n.position = (uint64_t)position;
        int one = decide(s, &n, kick);
        status = status == EXIT_DONE ? one : status;
    }
    return status;
}

int cmd_held(const struct held_options *o)
{
    const struct arguments *a = &o->given;
    struct notice_config config;
    const char *what = a->operands_count > 0 ? a->operands[0] : "ls";
    bool ls = strcmp(what, "ls") == 0, kick = strcmp(what, "kick") == 0, drop = strcmp(what, "drop") == 0;
    if (!(ls && a->operands_count <= 1) && !((kick || drop) && a->operands_count > 1))
        return arguments_wrong("held", "say ls, kick or drop, the last two with positions",
                               "ระบุ ls, kick หรือ drop สองอย่างหลังต้องมีลำดับ");
    if (!notice_config_read(o->config, &config))
        return EXIT_CONFIG;
    struct notice_store *s = notice_sender_store(&config);
    if (!s)
        return EXIT_IO;
    bool all = kick && a->operands_count == 2 && strcmp(a->operands[1], "all") == 0;
    int status = ls ? list(s, a->json) : all ? kick_all(s) : each(s, a, kick);
    notice_store_close(s);
    return status;
}
