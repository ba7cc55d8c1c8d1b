/* coopctl status: one screen for an operator, and something for scripts to wait for. */
#include "arguments.h"
#include "ask.h"
#include "table.h"
#include "verified.h"
#include "words.h"

#include "../handlers/state/records.h"
#include "../proto/codec.h"

#include <stdlib.h>
#include <string.h>

enum { WAIT_S = 60, WAIT_MAX_S = 86400, LOOK_EVERY_MS = 100 };

struct cursors {
    struct table_page page;
    struct buffer json;
    int64_t last;
};

struct screen {
    struct table_page page;
    struct buffer verified_json;
    struct cursors cursors;
};

/* A cursor that takes only some types is behind by at most so much. */
static void cursor_add(void *context, const struct ask_row *row)
{
    struct cursors *c = context;
    const struct cursor_key *key = (const void *)row->key;
    const struct cursor *value = (const void *)row->value;
    char text[VALUE_TEXT_MAX];
    int64_t lag = c->last - (int64_t)value->position;
    table_cell(&c->page, key->consumer);
    table_cell(&c->page, value->types[0] ? value->types : "*");
    table_cell_number(&c->page, (int64_t)value->position);
    table_cell_number(&c->page, lag);
    buffer_add_text(&c->json, c->json.len ? ",{\"consumer\":" : "{\"consumer\":");
    codec_json_text(&c->json, key->consumer, strlen(key->consumer));
    buffer_add_text(&c->json, ",\"types\":");
    codec_json_text(&c->json, value->types, strlen(value->types));
    buffer_add_text(&c->json, ",\"position\":");
    buffer_add(&c->json, text, value_integer_print((int64_t)value->position, text));
    buffer_add_text(&c->json, ",\"lag\":");
    buffer_add(&c->json, text, value_integer_print(lag, text));
    buffer_add_text(&c->json, "}");
}

static void json_print(struct bytes answer, const struct screen *s)
{
    struct buffer out = {0};
    codec_json_any(answer, &out);
    printf("%.*s%.*s,\"cursors\":[%.*s]}\n", (int)out.len - 1, (const char *)out.at, (int)s->verified_json.len,
           (const char *)s->verified_json.at, (int)s->cursors.json.len,
           s->cursors.json.len ? (const char *)s->cursors.json.at : "");
    buffer_free(&out);
}

static void pair(struct table_page *t, const char *name, const char *value)
{
    table_cell(t, name);
    table_cell(t, value);
}

static void pair_number(struct table_page *t, const char *name, int64_t value)
{
    table_cell(t, name);
    table_cell_number(t, value);
}

static void counters_add(struct table_page *t, struct bytes answer)
{
    struct bytes counters;
    struct token map, name, value;
    struct refusal why;
    char text[40];
    if (!reply_find(answer, "counters", &counters))
        return;
    struct reader r = {counters.at, counters.at, counters.at + counters.len};
    reader_token(&r, &map, &why);
    for (uint32_t i = 0; i < map.count && reader_token(&r, &name, &why) && reader_token(&r, &value, &why); i++) {
        snprintf(text, sizeof text, "  %.*s", (int)name.text.len, (const char *)name.text.at);
        pair_number(t, text, value.integer);
    }
}

static void answer_lines(struct table_page *t, struct bytes answer)
{
    char text[256];
    table_begin(t, 2);
    t->no_heading = true;
    pair(t, "coop", reply_text(answer, "coop", text, sizeof text));
    reply_text(answer, "day_closed", text, sizeof text);
    pair(t, "day_closed", text[0] ? text : "-");
    pair_number(t, "seq", reply_integer(answer, "seq"));
    pair_number(t, "last", reply_integer(answer, "last"));
    pair(t, "work_waits", reply_flag(answer, "work_waits") ? "true" : "false");
    snprintf(text, sizeof text, "%lld %%", (long long)reply_integer(answer, "map_used_percent"));
    pair(t, "map_used", text);
    reply_text(answer, "busy", text, sizeof text);
    pair(t, "busy", text[0] ? text : "-");
}

static void screen_print(struct screen *s, struct bytes answer)
{
    struct table_page *consumers = &s->cursors.page;
    pair(&s->page, "counters", "");
    counters_add(&s->page, answer);
    table_end(&s->page, stdout);
    if (consumers->cells_count > consumers->columns) {
        putchar('\n');
        table_end(consumers, stdout);
    }
}

static int cursors_read(struct ask *a, struct cursors *c)
{
    table_begin(&c->page, 4);
    table_align_right(&c->page, 2);
    table_align_right(&c->page, 3);
    pair(&c->page, "consumer", "types");
    pair(&c->page, "position", "lag");
    return ask_rows(a, TABLE_cursor, (struct bytes){0}, cursor_add, c);
}

static int status_show(struct ask *a, bool json)
{
    struct bytes answer;
    struct buffer kept = {0};
    struct screen s = {0};
    int status = ask(a, &(struct request){.op = "status"}, &answer);
    if (status != 0)
        return status;
    buffer_add(&kept, answer.at, answer.len);
    answer = buffer_bytes(&kept);
    s.cursors.last = reply_integer(answer, "last");
    answer_lines(&s.page, answer);
    status = verified_show(a, &s.page, &s.verified_json);
    status = status ? status : cursors_read(a, &s.cursors);
    if (status == 0 && json)
        json_print(answer, &s);
    else if (status == 0)
        screen_print(&s, answer);
    buffer_free(&kept);
    buffer_free(&s.verified_json);
    buffer_free(&s.page.cells);
    buffer_free(&s.cursors.json);
    buffer_free(&s.cursors.page.cells);
    return status;
}

/* Quietly, until it answers and has nothing left to do. */
static bool daemon_is_at_rest(const char *endpoint)
{
    char error[CLIENT_ERROR_MAX];
    struct bytes answer;
    struct client *c = client_open(endpoint, error);
    bool rest = false;
    if (!c)
        return false;
    struct buffer frame = {0};
    codec_encode(schema_record_named("request"), &(struct request){.op = "status", .id = 1}, &frame);
    client_send(c, buffer_bytes(&frame));
    if (client_wait(c, 1000, &answer) == CLIENT_FRAME)
        rest = reply_integer(answer, "id") == 1 && !reply_flag(answer, "work_waits");
    buffer_free(&frame);
    client_close(c);
    return rest;
}

static int rest_wait(const char *endpoint, long seconds)
{
    int64_t until = client_now_ms() + seconds * 1000;
    while (!daemon_is_at_rest(endpoint)) {
        if (client_now_ms() >= until) {
            words_complain("the daemon at %s was not at rest within %ld seconds", "coopd ที่ %s ยังไม่ว่างภายใน %ld วินาที",
                           endpoint, seconds);
            return EXIT_AGAIN;
        }
        client_sleep(LOOK_EVERY_MS);
    }
    return 0;
}

int cmd_status(const struct status_options *o)
{
    char endpoint[CLIENT_ENDPOINT_MAX], *end = NULL;
    struct ask a;
    int operands = o->given.operands_count, status = 0;
    /* "--wait 30" reads as naturally as "--wait=30" */
    const char *seconds = o->wait && o->wait[0] == '\0' && operands == 1 ? o->given.operands[0] : o->wait;
    long wait_s = seconds && seconds[0] ? strtol(seconds, &end, 10) : WAIT_S;
    if (operands > 0 && seconds != o->given.operands[0])
        return arguments_wrong("status", "status takes no \"%s\"", "status ไม่รับ \"%s\"", o->given.operands[0]);
    if (operands > 1 || (end && *end != '\0') || wait_s < 0 || wait_s > WAIT_MAX_S)
        return arguments_wrong("status", "give at most --wait and a number of seconds", "ใช้ได้เพียง --wait กับจำนวนวินาที");
    if (!arguments_endpoint(&o->given, endpoint))
        return EXIT_BAD_USAGE;
    if (o->wait)
        status = rest_wait(endpoint, wait_s);
    if (status == 0)
        status = ask_open(&o->given, &a);
    if (status != 0)
        return status;
    status = status_show(&a, o->given.json);
    ask_close(&a);
    return status;
}
