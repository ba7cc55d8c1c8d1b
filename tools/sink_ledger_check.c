/* Which posting is the first that the files do not hold as the daemon has it. */
#include "sink_ledger.h"

#include "words.h"

#include <stdlib.h>
#include <string.h>

struct check_file {
    struct buffer text;
    size_t at; /* compared up to here */
    uint64_t behind;
};

struct comparison {
    const struct ledger_files *files;
    struct check_file *all; /* as files->periods */
    uint64_t postings;
};

static size_t line_end(struct bytes text, size_t at)
{
    const uint8_t *end = at < text.len ? memchr(text.at + at, '\n', text.len - at) : NULL;
    return end ? (size_t)(end - text.at) : text.len;
}

static unsigned line_number(const struct buffer *text, size_t at)
{
    unsigned n = 1;
    for (size_t i = 0; i < at && i < text->len; i++)
        n += text->at[i] == '\n';
    return n;
}

/* Says the first line in which the file and the posting part, or that the posting is not there. */
static int difference_tell(const struct comparison *k, const struct check_file *f, const struct ledger_posting *p,
                           const struct buffer *right)
{
    char path[4096];
    struct bytes is = {f->text.at + f->at, f->text.len - f->at}, must = {right->at, right->len};
    size_t at = 0;
    int32_t day = 0;
    value_day_parse(p->date, strlen(p->date), &day);
    for (;;) {
        size_t end = line_end(must, at);
        if (end >= is.len || memcmp(is.at + at, must.at + at, end - at + 1) != 0)
            break;
        at = end + 1;
    }
    int is_len = at < is.len ? (int)(line_end(is, at) - at) : 0, must_len = (int)(line_end(must, at) - at);
    words_complain(
        "%s:%u: posting %llu (position %llu) is not there as the daemon has it; instead of \"%.*s\" the file has "
        "\"%.*s\"",
        "%s:%u: รายการบัญชีที่ %llu (ลำดับ %llu) ไม่ตรงกับ coopd ควรเป็น \"%.*s\" ในแฟ้มคือ \"%.*s\"",
        ledger_files_path(k->files, value_period_of(day), path, sizeof path), line_number(&f->text, f->at + at),
        (unsigned long long)p->body.posting_no, (unsigned long long)p->position, must_len, (const char *)must.at + at,
        is_len, is_len ? (const char *)is.at + at : "");
    return EXIT_REJECTED;
}

static int posting_compare(struct comparison *k, const struct ledger_posting *p)
{
    static struct check_file none;
    struct check_file *f = &none;
    struct buffer right = {0};
    int32_t day = 0;
    int status = 0;
    value_day_parse(p->date, strlen(p->date), &day);
    for (uint32_t i = 0; i < k->files->periods_count; i++)
        if (k->files->periods[i].period == value_period_of(day))
            f = &k->all[i];
    for (uint32_t i = 0; i < p->body.lines_count; i++)
        if (!ledger_account_of(&k->files->accounts, p->body.lines[i].account))
            return difference_tell(k, f, p, &right); /* of an account that the ledger has never heard of */
    if (f->at == 0)
        ledger_begin_text(k->files->format, &right);
    ledger_posting_text(k->files->format, &k->files->accounts, p, &right);
    if (f->text.len - f->at < right.len || memcmp(f->text.at + f->at, right.at, right.len) != 0)
        status = difference_tell(k, f, p, &right);
    f->at += right.len;
    k->postings++;
    buffer_free(&right);
    return status;
}

static int stream_compare(struct comparison *k, struct coop *c)
{
    static struct ledger_posting p; /* too large for the stack */
    struct coop_followup f;
    enum coop_result result = COOP_DONE;
    bool is_posting;
    int status = 0;
    struct coop_stream *s = coop_subscribe(c, &(struct coop_filter){.types = SINK_LEDGER_TYPES});
    while (s && status == 0 && (result = coop_next(s, 0, &f)) == COOP_DONE && f.position <= k->files->position) {
        status = sink_ledger_posting(&f, &p, &is_posting);
        if (status == 0 && is_posting)
            status = posting_compare(k, &p);
    }
    coop_unsubscribe(s);
    if (result == COOP_DONE || result == COOP_NOTHING)
        return status;
    words_complain("%s", "%s", coop_error(c));
    return result == COOP_UNREACHABLE ? EXIT_UNREACHABLE : EXIT_REJECTED;
}

static int rest_tell(const struct comparison *k)
{
    char path[4096];
    for (uint32_t i = 0; i < k->files->periods_count; i++) {
        const struct check_file *f = &k->all[i];
        if (f->at == f->text.len && (f->behind == 0 || !k->files->alone))
            continue;
        words_complain("%s:%u: there is more than the daemon's postings up to position %llu",
                       "%s:%u: มีเกินกว่ารายการบัญชีของ coopd ถึงลำดับ %llu",
                       ledger_files_path(k->files, k->files->periods[i].period, path, sizeof path),
                       line_number(&f->text, f->at), (unsigned long long)k->files->position);
        return EXIT_REJECTED;
    }
    return 0;
}

int sink_ledger_check(struct coop *c, const struct ledger_files *l)
{
    struct comparison k = {.files = l, .all = calloc(l->periods_count + 1, sizeof *k.all)};
    int status = k.all ? 0 : EXIT_IO;
    for (uint32_t i = 0; i < l->periods_count && status == 0; i++)
        status = ledger_files_read(l, &l->periods[i], &k.all[i].text, &k.all[i].behind);
    if (status == 0)
        status = stream_compare(&k, c);
    if (status == 0)
        status = rest_tell(&k);
    if (status == 0)
        words_note("%llu postings compared, up to position %llu: all are as the daemon has them",
                   "เทียบ %llu รายการ ถึงลำดับ %llu: ตรงกับ coopd ทั้งหมด", (unsigned long long)k.postings,
                   (unsigned long long)l->position);
    for (uint32_t i = 0; i < l->periods_count; i++)
        buffer_free(&k.all[i].text);
    free(k.all);
    return status;
}
