#include "sink_ledger.h"

#include "arguments.h"
#include "stopping.h"
#include "words.h"

#include "../proto/codec.h"

#include <string.h>

enum { POSTINGS_A_BATCH = 500, POSITIONS_A_BATCH = 1000, WAIT_MS = 20000, PATIENCE_MS = 60000 };

struct sink {
    const struct sink_options *options;
    struct ledger_files files;
    struct coop *coop;
    struct coop_stream *stream;
    uint64_t taken;        /* postings since the start */
    uint32_t pending;      /* postings that are not written yet */
    uint64_t acknowledged; /* position */
    bool away_told;
};

/* ---- a posting */

int sink_ledger_posting(const struct coop_followup *f, struct ledger_posting *ret, bool *ret_is_posting)
{
    static struct cause cause; /* too large for the stack */
    struct refusal why;
    const struct record_desc *d = schema_event((uint16_t)EVENT_journal_posting_requested);
    *ret_is_posting = strcmp(f->type, d->name) == 0;
    if (!*ret_is_posting)
        return 0;
    ret->position = f->position;
    ret->seq = f->seq;
    snprintf(ret->date, sizeof ret->date, "%s", f->effective_date);
    if (codec_decode(d, (struct bytes){f->data.at, f->data.len}, &ret->body, "data", &why) &&
        codec_decode(schema_record_named("cause"), (struct bytes){f->cause.at, f->cause.len}, &cause, "cause", &why)) {
        memcpy(ret->rule, cause.rule, sizeof ret->rule);
        return 0;
    }
    words_complain("the posting at position %llu cannot be read: is this coopctl of the same release as the daemon?",
                   "อ่านรายการบัญชีลำดับ %llu ไม่ได้ coopctl และ coopd เป็นรุ่นเดียวกันหรือไม่", (unsigned long long)f->position);
    return EXIT_REJECTED;
}

/* ---- accounts */

/* An account that the ledger does not have yet comes from the daemon's chart; those that it has keep their names, since
 * one account cannot go by two names in one ledger. */
static int accounts_complete(struct sink *s, const struct ledger_posting *p)
{
    static struct chart chart; /* too large for the stack */
    struct ask a;
    bool missing = false;
    for (uint32_t i = 0; i < p->body.lines_count; i++)
        missing |= ledger_account_of(&s->files.accounts, p->body.lines[i].account) == NULL;
    if (!missing)
        return 0;
    int status = ask_open(&s->options->given, &a);
    if (status == 0)
        status = chart_ask(&a, 0, &chart);
    for (size_t i = 0; i < ACCOUNT_ROLES && status == 0; i++)
        if (!ledger_account_of(&s->files.accounts, chart.entries[i].is->role))
            ledger_account_add(s->files.format, &chart.entries[i], &s->files.accounts);
    ask_close(&a);
    return status;
}

/* ---- acknowledgement */

static int failure(struct sink *s, enum coop_result result)
{
    if (result == COOP_STOPPED)
        return 0;
    words_complain("%s", "%s", coop_error(s->coop));
    return result == COOP_UNREACHABLE ? EXIT_UNREACHABLE : EXIT_REJECTED;
}

static int divergence_tell(struct sink *s, const struct coop_acknowledged *k)
{
    for (uint32_t i = 0; i < k->divergences_count; i++) {
        const struct coop_divergence *d = &k->divergences[i];
        words_complain(
            "cursor %s has diverged: %s is %lld with the daemon and %lld here; they part behind position %llu "
            "and not behind %llu",
            "cursor %s ไม่ตรงกัน: %s ของ coopd คือ %lld ที่นี่คือ %lld เริ่มต่างหลังลำดับ %llu และไม่เกินลำดับ %llu", s->files.cursor,
            d->figure, (long long)d->expected, (long long)d->given, (unsigned long long)d->agreed_position,
            (unsigned long long)d->position);
    }
    int status = sink_ledger_check(s->coop, &s->files);
    if (status == 0)
        words_note("Every posting stands in the files as the daemon has it; the figures in %s/position do not.",
                   "ทุกรายการในแฟ้มตรงกับ coopd แต่ตัวเลขใน %s/position ไม่ตรง", s->files.path);
    return EXIT_REJECTED;
}

/* Only what is on the disk is acknowledged. A cursor that is further, because another directory is kept under its name,
 * is left where it is. */
static int acknowledge(struct sink *s)
{
    const struct coop_acknowledgement a = {.consumer = s->files.cursor,
                                           .types = SINK_LEDGER_TYPES,
                                           .position = s->files.position,
                                           .count = s->files.count,
                                           .debit_satang = s->files.debit_satang,
                                           .credit_satang = s->files.credit_satang};
    struct coop_acknowledged k;
    if (a.position == 0 || a.position == s->acknowledged)
        return 0;
    enum coop_result result = coop_acknowledge(s->coop, &a, &k);
    if (result != COOP_DONE)
        return failure(s, result);
    s->acknowledged = a.position;
    if (k.divergences_count > 0)
        return divergence_tell(s, &k);
    if (k.answer.status != COOP_REFUSED || strcmp(k.answer.code, "position_behind") == 0)
        return 0;
    words_complain("the acknowledgement was %s", "การยืนยันตำแหน่ง: %s", k.answer.sentence);
    return EXIT_REJECTED;
}

/* ---- the stream */

static int flush(struct sink *s)
{
    uint64_t position = coop_position(s->stream);
    if (position == s->files.position && s->pending == 0)
        return acknowledge(s);
    int status = ledger_files_flush(&s->files, position);
    s->pending = 0;
    return status ? status : acknowledge(s);
}

static int posting_take(struct sink *s, const struct coop_followup *f)
{
    static struct ledger_posting p; /* too large for the stack */
    bool is_posting;
    int status = sink_ledger_posting(f, &p, &is_posting);
    if (status != 0 || !is_posting)
        return status;
    if (p.body.posting_no != s->files.count + 1) {
        words_complain("position %llu holds posting %llu, and the files end with %llu: this daemon is not the one that "
                       "they were written from",
                       "ลำดับ %llu เป็นรายการบัญชีที่ %llu แต่แฟ้มจบที่ %llu: coopd นี้ไม่ใช่ตัวที่ใช้เขียนแฟ้ม",
                       (unsigned long long)f->position, (unsigned long long)p.body.posting_no,
                       (unsigned long long)s->files.count);
        return EXIT_REJECTED;
    }
    status = accounts_complete(s, &p);
    if (status == 0)
        status = ledger_files_add(&s->files, &p);
    s->pending++;
    s->taken++;
    return status;
}

/* Waits for the daemon as long as it takes, but says so once. */
static int away(struct sink *s, enum coop_result result)
{
    if (result != COOP_UNREACHABLE || s->options->once)
        return failure(s, result);
    if (!s->away_told)
        words_note("%s; waiting for it ...", "%s กำลังรอ ...", coop_error(s->coop));
    s->away_told = true;
    return 0;
}

static int run(struct sink *s)
{
    struct coop_followup f;
    int status = acknowledge(s);
    bool ended = false;
    while (status == 0 && !ended && !stopping()) {
        enum coop_result result = coop_next(s->stream, s->pending || s->options->once ? 0 : WAIT_MS, &f);
        bool page_moved = coop_position(s->stream) >= s->files.position + POSITIONS_A_BATCH;
        s->away_told &= result == COOP_UNREACHABLE;
        if (result == COOP_DONE) {
            status = posting_take(s, &f);
            if (status == 0 && (s->pending >= POSTINGS_A_BATCH || page_moved))
                status = flush(s);
        } else if (result == COOP_NOTHING) {
            status = ledger_files_strangers(&s->files);
            if (status == 0 && (s->pending > 0 || page_moved || s->options->once))
                status = flush(s);
            ended = s->options->once;
        } else {
            status = away(s, result);
        }
    }
    return status == 0 && s->pending > 0 ? flush(s) : status;
}

static int sink_open(struct sink *s, const char *endpoint)
{
    char error[WORDS_SENTENCE_MAX];
    s->coop = coop_open(endpoint, s->files.cursor, error, sizeof error);
    if (!s->coop)
        return arguments_wrong("sink", "%s", "%s", error);
    coop_patience(s->coop, PATIENCE_MS);
    coop_stop_when(s->coop, stopping_watch());
    int status = ledger_files_open(&s->files, s->options->check == NULL);
    if (status != 0)
        return status;
    s->stream = coop_subscribe(s->coop, &(struct coop_filter){.after = s->files.position, .types = SINK_LEDGER_TYPES});
    return s->stream ? 0 : failure(s, COOP_UNFIT);
}

static int options_read(struct sink *s, char endpoint[CLIENT_ENDPOINT_MAX])
{
    const struct sink_options *o = s->options;
    const char *cursor = o->cursor ? o->cursor : "ledger", *format = o->format ? o->format : "";
    if (!o->out || !o->out[0] || strlen(o->out) >= sizeof s->files.path)
        return arguments_wrong("sink", "ledger needs --out DIRECTORY", "ledger ต้องระบุ --out DIRECTORY");
    s->files.format = ledger_format_named(format);
    if (s->files.format == LEDGER_FORMATS && !(o->check && !o->format))
        return arguments_wrong("sink", "ledger needs --format hledger, beancount or csv",
                               "ledger ต้องระบุ --format hledger, beancount หรือ csv");
    if (strlen(cursor) >= sizeof s->files.cursor)
        return arguments_wrong("sink", "--cursor: at most 23 letters, digits and ._-/:@#+",
                               "--cursor: ใช้อักษร ตัวเลข และ ._-/:@#+ ไม่เกิน 23 ตัว");
    snprintf(s->files.path, sizeof s->files.path, "%s", o->out);
    snprintf(s->files.cursor, sizeof s->files.cursor, "%s", cursor);
    return arguments_endpoint(&o->given, endpoint) ? 0 : EXIT_BAD_USAGE;
}

int sink_ledger(const struct sink_options *o)
{
    static struct sink s; /* too large for the stack */
    char endpoint[CLIENT_ENDPOINT_MAX];
    s.options = o;
    s.files.directory = -1;
    int status = options_read(&s, endpoint);
    if (status != 0)
        return status;
    status = sink_open(&s, endpoint);
    if (status == 0)
        status = o->check ? sink_ledger_check(s.coop, &s.files) : run(&s);
    if (status == 0 && !o->check)
        words_note("%llu postings taken; %s holds %llu, up to position %llu",
                   "รับ %llu รายการ ใน %s มี %llu รายการ ถึงลำดับ %llu", (unsigned long long)s.taken, s.files.path,
                   (unsigned long long)s.files.count, (unsigned long long)s.files.position);
    coop_unsubscribe(s.stream);
    coop_close(s.coop);
    ledger_files_close(&s.files);
    return status;
}
