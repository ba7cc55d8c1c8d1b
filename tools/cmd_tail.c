/* coopctl tail: the stream of follow-ups, for eyes and for programs that keep their place in a file. */
#include "arguments.h"
#include "hint.h"
#include "stopping.h"
#include "stream.h"
#include "words.h"

#include "../proto/codec.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WAIT_MS = 20000, PATIENCE_MS = 600000, LAST_DEFAULT = 10, LAST_MAX = 10000000 };

struct tail {
    struct ask ask;
    const struct tail_options *options;
    struct stream_filter filter;
    struct buffer line;
    uint64_t after; /* everything up to here was shown */
    uint64_t end;   /* stop here; UINT64_MAX: never */
};

static void item_print(void *context, struct bytes raw)
{
    static struct stream_item item; /* too large for the stack */
    struct tail *t = context;
    t->line.len = 0;
    if ((uint64_t)reply_integer(raw, "position") > t->end)
        return;
    if (t->options->given.json || !stream_decode(raw, &item))
        codec_json_any(raw, &t->line);
    else
        stream_line(&item, &t->line);
    fwrite(t->line.at, 1, t->line.len, stdout);
    putchar('\n');
}

/* ---- the cursor file */

static bool cursor_read(const char *path, uint64_t *ret, bool *ret_there)
{
    char text[64] = "";
    int64_t position;
    FILE *f = fopen(path, "re");
    *ret_there = f != NULL;
    if (!f)
        return errno == ENOENT;
    size_t len = fread(text, 1, sizeof text - 1, f);
    fclose(f);
    while (len > 0 && text[len - 1] == '\n')
        len--;
    if (!value_integer_parse(text, len, &position) || position < 0) {
        errno = EINVAL;
        return false;
    }
    *ret = (uint64_t)position;
    return true;
}

/* Never half a number, whatever happens in between. */
static bool cursor_write(const char *path, uint64_t position)
{
    char temporary[4096];
    if ((size_t)snprintf(temporary, sizeof temporary, "%s.new", path) >= sizeof temporary) {
        errno = ENAMETOOLONG;
        return false;
    }
    FILE *f = fopen(temporary, "we");
    if (!f)
        return false;
    bool ok = fprintf(f, "%llu\n", (unsigned long long)position) > 0 && fflush(f) == 0 && fsync(fileno(f)) == 0;
    ok = fclose(f) == 0 && ok;
    return ok && rename(temporary, path) == 0;
}

static int cursor_fail(const char *path)
{
    const char *why = errno == EINVAL
                          ? words_pick("holds no position; remove it to begin anew", "ไม่มีเลขลำดับ ลบแฟ้มเพื่อเริ่มใหม่")
                          : strerror(errno);
    words_complain("cursor file %s: %s", "แฟ้มตำแหน่ง %s: %s", path, why);
    return EXIT_IO;
}

/* What was shown is kept only when it has really left. */
static int progress_keep(struct tail *t)
{
    const char *path = t->options->cursor_file;
    if (fflush(stdout) != 0)
        return EXIT_IO; /* main() says so */
    return path && !cursor_write(path, t->after) ? cursor_fail(path) : 0;
}

/* ---- where to begin */

static int begin(struct tail *t)
{
    const struct tail_options *o = t->options;
    int64_t lines = LAST_DEFAULT, from = 0;
    uint64_t last;
    bool kept = false;
    if ((o->lines && (!value_integer_parse(o->lines, strlen(o->lines), &lines) || lines < 0 || lines > LAST_MAX)) ||
        (o->from && (!value_integer_parse(o->from, strlen(o->from), &from) || from < 0)))
        return arguments_wrong("tail", "-n and --from take a number", "-n และ --from ต้องเป็นตัวเลข");
    if (o->lines && o->from)
        return arguments_wrong("tail", "give -n or --from, not both", "ใช้ -n หรือ --from อย่างใดอย่างหนึ่ง");
    if (o->cursor_file && !cursor_read(o->cursor_file, &t->after, &kept))
        return cursor_fail(o->cursor_file);
    uint64_t kept_after = t->after;
    bool all = o->cursor_file && !o->lines; /* a consumer's first run begins at the beginning */
    int status = stream_last(&t->ask, &t->filter, kept || o->from || all ? 0 : (uint64_t)lines, &t->after, &last);
    if (kept)
        t->after = kept_after;
    else if (o->from || all)
        t->after = from > 0 ? (uint64_t)from - 1 : 0;
    if (status == 0 && o->from && (uint64_t)from > last)
        words_note("Position %lld does not exist yet; the last is %llu.", "ยังไม่มีลำดับที่ %lld ลำดับล่าสุดคือ %llu",
                   (long long)from, (unsigned long long)last);
    t->end = o->follow && !o->until_end ? UINT64_MAX : last;
    return status;
}

static int run(struct tail *t)
{
    int status = begin(t);
    while (status == 0 && t->after < t->end && !stopping()) {
        struct stream_page page = {.after = t->after, .limit = 1000, .wait_ms = t->options->follow ? WAIT_MS : 0};
        uint64_t before = t->after;
        status = stream_fetch(&t->ask, &t->filter, &page, item_print, t);
        if (status != 0)
            break;
        t->after = page.ret_next < t->end ? page.ret_next : t->end;
        if (t->after > before)
            status = progress_keep(t);
    }
    return status == ASK_STOPPED ? 0 : status;
}

static void way_on_tell(const struct tail *t)
{
    const struct tail_options *o = t->options;
    const char *subject = t->filter.subject, *type = t->filter.types;
    if (o->cursor_file) {
        words_note("\nLast position %llu, kept in %s", "\nลำดับล่าสุด %llu เก็บไว้ใน %s", (unsigned long long)t->after,
                   o->cursor_file);
        return;
    }
    words_note("\nLast position %llu. To go on:", "\nลำดับล่าสุด %llu หากจะดูต่อ:", (unsigned long long)t->after);
    fprintf(stderr, "  coopctl tail -f --from %llu%s%s%s%s%s%s%s%s\n", (unsigned long long)t->after + 1,
            type[0] ? " --type " : "", type, subject[0] ? " --subject " : "", subject, o->given.dir ? " --dir " : "",
            o->given.dir ? o->given.dir : "", o->given.socket ? " --socket " : "",
            o->given.socket ? o->given.socket : "");
}

/* What can never match is no empty stream but a mistake. */
static int filter_check(struct tail *t)
{
    const char *type = t->filter.types;
    char nearest[HINT_TYPE_MAX];
    struct ask_row row;
    bool found = true;
    if (type[0] && !hint_stream_type(type, nearest))
        return nearest[0]
                   ? arguments_wrong("tail", "--type %s: no follow-up is called that; did you mean %s?",
                                     "--type %s: ไม่มีเหตุการณ์สืบเนื่องชื่อนี้ หมายถึง %s หรือไม่", type, nearest)
                   : arguments_wrong("tail", "--type %s: no follow-up is called that; `coopctl schema` lists them",
                                     "--type %s: ไม่มีเหตุการณ์สืบเนื่องชื่อนี้ ดูรายชื่อด้วย `coopctl schema`", type);
    int status = t->options->member ? ask_row(&t->ask, TABLE_member, t->options->member, &row, &found) : 0;
    if (status != 0 || found)
        return status;
    words_complain("there is no member %s; check the number, with its leading zeros",
                   "ไม่พบสมาชิก %s โปรดตรวจเลขทะเบียน รวมเลขศูนย์นำหน้า", t->options->member);
    return EXIT_REJECTED;
}

int cmd_tail(const struct tail_options *o)
{
    struct tail t = {.options = o, .filter = {o->type ? o->type : "", o->subject ? o->subject : ""}};
    if (o->given.operands_count > 0)
        return arguments_wrong("tail", "%s: tail takes options only", "%s: tail รับเฉพาะตัวเลือก", o->given.operands[0]);
    if (o->member && o->subject)
        return arguments_wrong("tail", "give --member or --subject, not both",
                               "ใช้ --member หรือ --subject อย่างใดอย่างหนึ่ง");
    if (o->member)
        t.filter.subject = o->member;
    if (strlen(t.filter.types) >= sizeof((struct request *)0)->types ||
        strlen(t.filter.subject) >= sizeof((struct request *)0)->subject)
        return arguments_wrong("tail", "--type and --subject are at most 39 bytes",
                               "--type และ --subject ยาวไม่เกิน 39 ไบต์");
    int status = ask_open(&o->given, &t.ask);
    if (status != 0)
        return status;
    t.ask.wire.stop = stopping_watch();
    t.ask.wire.patience_ms = o->follow ? PATIENCE_MS : t.ask.wire.patience_ms;
    status = filter_check(&t);
    status = status ? status : run(&t);
    if (stopping())
        way_on_tell(&t);
    buffer_free(&t.line);
    ask_close(&t.ask);
    return status;
}
