#include "ledger_files.h"

#include "ledger_record.h"
#include "words.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- what is said */

static int broken(const char *path)
{
    words_complain("%s: %s; what is recorded as written is whole: mend this, then start again",
                   "%s: %s ส่วนที่บันทึกว่าเขียนแล้วยังครบถ้วน โปรดแก้ไขแล้วเริ่มใหม่", path, strerror(errno));
    return EXIT_IO;
}

static int edited(const char *path)
{
    words_complain("%s: somebody else has changed it, and nothing was written; put it back as it was, or move the "
                   "directory away and let the sink write all of it anew (--check tells which posting of a month differs)",
                   "%s: มีผู้อื่นแก้ไขแฟ้มนี้ จึงไม่ได้เขียนสิ่งใด โปรดคืนแฟ้มเดิม หรือย้ายไดเรกทอรีออกแล้วให้เขียนใหม่ทั้งหมด "
                   "(--check บอกรายการของเดือนที่ต่าง)",
                   path);
    return EXIT_BAD_INPUT;
}

const char *ledger_files_path(const struct ledger_files *l, uint32_t period, char *out, size_t size)
{
    char text[VALUE_TEXT_MAX];
    value_period_print(period, text);
    snprintf(out, size, "%s/%s%s", l->path, text, ledger_extension(l->format));
    return out;
}

/* ---- reading */

/* FNV-1a: tells an accident or a hand from what was written, and can go on where it ended. */
static uint64_t digest(uint64_t before, const uint8_t *at, size_t len)
{
    uint64_t h = before ? before : UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < len; i++)
        h = (h ^ at[i]) * UINT64_C(0x100000001b3);
    return h;
}

/* All of a file; *ret_there is false if there is none. */
static int file_read(const char *path, struct buffer *ret, bool *ret_there)
{
    enum { STEP = 1 << 16 };
    ssize_t n = 1;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    *ret_there = fd >= 0;
    if (fd < 0)
        return errno == ENOENT ? 0 : broken(path);
    while (n > 0 || (n < 0 && errno == EINTR)) {
        n = read(fd, buffer_room(ret, STEP), STEP);
        ret->len += n > 0 ? (size_t)n : 0;
    }
    int status = n < 0 ? broken(path) : 0;
    close(fd);
    return status;
}

int ledger_files_read(const struct ledger_files *l, const struct ledger_period *p, struct buffer *ret,
                      uint64_t *ret_behind)
{
    char path[4096];
    bool there;
    ret->len = 0;
    int status = file_read(ledger_files_path(l, p->period, path, sizeof path), ret, &there);
    *ret_behind = ret->len > p->len ? ret->len - p->len : 0;
    if (ret->len > p->len)
        ret->len = p->len;
    return status;
}

/* Compares a file with what is recorded of it; keeps what stands behind that. */
static int period_look(const struct ledger_files *l, struct ledger_period *p)
{
    struct buffer all = {0};
    char path[4096];
    uint64_t behind;
    int status = ledger_files_read(l, p, &all, &behind);
    if (status == 0 && (all.len < p->len || (p->len > 0 && digest(0, all.at, p->len) != p->digest)))
        status = edited(ledger_files_path(l, p->period, path, sizeof path));
    if (status == 0)
        buffer_add(&p->behind, all.at + p->len, behind);
    buffer_free(&all);
    p->touched = true;
    return status;
}

/* ---- periods */

static struct ledger_period *period_add(struct ledger_files *l, uint32_t period)
{
    uint32_t at = l->periods_count;
    l->periods = realloc(l->periods, (l->periods_count + 1) * sizeof *l->periods);
    if (!l->periods)
        abort();
    while (at > 0 && l->periods[at - 1].period > period)
        at--;
    memmove(&l->periods[at + 1], &l->periods[at], (l->periods_count - at) * sizeof *l->periods);
    l->periods[at] = (struct ledger_period){.period = period};
    l->periods_count++;
    return &l->periods[at];
}

static struct ledger_period *period_find(struct ledger_files *l, uint32_t period)
{
    for (uint32_t i = 0; i < l->periods_count; i++)
        if (l->periods[i].period == period)
            return &l->periods[i];
    return period_add(l, period);
}

int ledger_files_add(struct ledger_files *l, const struct ledger_posting *p)
{
    int32_t day = 0;
    value_day_parse(p->date, strlen(p->date), &day);
    struct ledger_period *period = period_find(l, value_period_of(day));
    int status = period->touched ? 0 : period_look(l, period);
    if (period->len + period->pending.len == 0)
        ledger_begin_text(l->format, &period->pending);
    ledger_posting_text(l->format, &l->accounts, p, &period->pending);
    l->count++;
    for (uint32_t i = 0; i < p->body.lines_count; i++) {
        l->debit_satang += p->body.lines[i].debit_satang;
        l->credit_satang += p->body.lines[i].credit_satang;
    }
    return status;
}

/* ---- writing */

/* Whether what was found is the beginning of what is to be written, but for bytes that never arrived (zeros, after a
 * power cut). */
static bool is_own(const struct buffer *behind, const struct buffer *pending)
{
    for (size_t i = 0; i < behind->len && i < pending->len; i++)
        if (behind->at[i] != pending->at[i] && behind->at[i] != 0)
            return false;
    return true;
}

static bool write_all(int fd, const struct buffer *b, uint64_t offset)
{
    for (size_t done = 0; done < b->len;) {
        ssize_t n = pwrite(fd, b->at + done, b->len - done, (off_t)(offset + done));
        if (n < 0 && errno != EINTR)
            return false;
        done += n > 0 ? (size_t)n : 0;
    }
    return true;
}

static int period_append(const struct ledger_files *l, struct ledger_period *p)
{
    char path[4096];
    struct stat is;
    ledger_files_path(l, p->period, path, sizeof path);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0)
        return broken(path);
    int status = fstat(fd, &is) == 0 ? 0 : broken(path);
    if (status == 0 && ((uint64_t)is.st_size != p->len + p->behind.len || !is_own(&p->behind, &p->pending)))
        status = edited(path);
    if (status == 0 && (!write_all(fd, &p->pending, p->len) || fsync(fd) != 0))
        status = broken(path);
    close(fd);
    return status;
}

/* The pending becomes the recorded. */
static void period_settle(struct ledger_period *p)
{
    size_t seen = p->pending.len < p->behind.len ? p->pending.len : p->behind.len;
    p->digest = digest(p->digest, p->pending.at, p->pending.len);
    p->len += p->pending.len;
    p->pending.len = 0;
    if (seen > 0)
        memmove(p->behind.at, p->behind.at + seen, p->behind.len - seen);
    p->behind.len -= seen;
}

/* A whole file in the place of another, or the other as it was. */
static int file_replace(const struct ledger_files *l, const char *name, const struct buffer *text)
{
    char path[4096], new_path[4096];
    snprintf(path, sizeof path, "%s/%s", l->path, name);
    snprintf(new_path, sizeof new_path, "%s/%s.new", l->path, name);
    int fd = open(new_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    bool ok = fd >= 0 && write_all(fd, text, 0) && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0)
        close(fd);
    if (ok && rename(new_path, path) == 0 && fsync(l->directory) == 0)
        return 0;
    errno = ok ? errno : why;
    int status = broken(new_path);
    unlink(new_path);
    return status;
}

static void main_make(const struct ledger_files *l, struct buffer *out)
{
    char text[VALUE_TEXT_MAX];
    ledger_main_text(l->format, &l->accounts, out);
    for (uint32_t i = 0; i < l->periods_count; i++) {
        value_period_print(l->periods[i].period, text);
        ledger_include_text(l->format, text, out);
    }
}

/* What stands there, if anything does, must be the sink's own, this one or the one before. */
static int main_look(const struct ledger_files *l, uint64_t *ret_digest)
{
    char path[4096];
    struct buffer there_is = {0};
    bool there;
    snprintf(path, sizeof path, "%s/%s", l->path, ledger_main_name(l->format));
    int status = file_read(path, &there_is, &there);
    *ret_digest = there ? digest(0, there_is.at, there_is.len) : 0;
    if (status == 0 && there && *ret_digest != l->main_digest && *ret_digest != l->main_before)
        status = edited(path);
    buffer_free(&there_is);
    return status;
}

/* First it is recorded what the main file becomes, then it becomes that. */
static int record_write(struct ledger_files *l)
{
    struct buffer main_text = {0}, record = {0};
    uint64_t found, new_digest;
    int status = main_look(l, &found);
    main_make(l, &main_text);
    new_digest = digest(0, main_text.at, main_text.len);
    if (new_digest != l->main_digest) {
        l->main_before = found;
        l->main_digest = new_digest;
    }
    ledger_record_text(l, &record);
    if (status == 0)
        status = file_replace(l, "position", &record);
    if (status == 0 && found != new_digest)
        status = file_replace(l, ledger_main_name(l->format), &main_text);
    buffer_free(&main_text);
    buffer_free(&record);
    return status;
}

int ledger_files_flush(struct ledger_files *l, uint64_t position)
{
    int status = 0;
    bool any = false;
    for (uint32_t i = 0; i < l->periods_count && status == 0; i++)
        if (l->periods[i].pending.len > 0) {
            status = period_append(l, &l->periods[i]);
            any = true;
        }
    if (status == 0 && any && fsync(l->directory) != 0)
        status = broken(l->path);
    if (status != 0)
        return status;
    for (uint32_t i = 0; i < l->periods_count; i++)
        period_settle(&l->periods[i]);
    l->position = position;
    return record_write(l);
}

int ledger_files_strangers(const struct ledger_files *l)
{
    char path[4096];
    for (uint32_t i = 0; i < l->periods_count; i++)
        if (l->periods[i].behind.len > 0)
            return edited(ledger_files_path(l, l->periods[i].period, path, sizeof path));
    return 0;
}

/* ---- opening */

/* Whoever only looks does not mind a sink that is writing. */
static int directory_lock(struct ledger_files *l, bool to_write)
{
    if (to_write && mkdir(l->path, 0755) != 0 && errno != EEXIST)
        return broken(l->path);
    l->directory = open(l->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (l->directory < 0)
        return broken(l->path);
    l->alone = flock(l->directory, (to_write ? LOCK_EX : LOCK_SH) | LOCK_NB) == 0;
    if (l->alone || !to_write)
        return 0;
    words_complain("%s: another sink is writing here; give each its own --out",
                   "%s: มี sink อื่นเขียนอยู่ โปรดใช้ --out ต่างกัน", l->path);
    return EXIT_AGAIN;
}

/* What is recorded here must be what is asked for. */
static int record_look(struct ledger_files *l, bool to_write, bool *ret_there)
{
    char path[4096];
    struct buffer record = {0};
    const struct ledger_files asked = *l;
    snprintf(path, sizeof path, "%s/position", l->path);
    int status = file_read(path, &record, ret_there);
    if (status == 0 && *ret_there && !ledger_record_read(l, buffer_bytes(&record)))
        status = edited(path);
    buffer_free(&record);
    if (status != 0 || !to_write || (l->format == asked.format && strcmp(l->cursor, asked.cursor) == 0))
        return status;
    words_complain("%s holds a ledger for %s, of cursor %s; give each its own --out",
                   "%s มีบัญชีรูปแบบ %s ของ cursor %s อยู่ โปรดใช้ --out ต่างกัน", l->path, ledger_format_name(l->format),
                   l->cursor);
    return EXIT_BAD_USAGE;
}

int ledger_files_open(struct ledger_files *l, bool to_write)
{
    uint64_t found;
    bool there = false;
    int status = directory_lock(l, to_write);
    status = status ? status : record_look(l, to_write, &there);
    if (status != 0 || !to_write) {
        if (status == 0 && !there)
            words_complain("%s: there is no ledger here", "%s: ไม่มีบัญชีในไดเรกทอรีนี้", l->path);
        return status || there ? status : EXIT_BAD_INPUT;
    }
    for (uint32_t i = 0; i < l->periods_count && status == 0; i++)
        status = period_look(l, &l->periods[i]);
    if (status == 0)
        status = main_look(l, &found);
    if (status == 0 && there && found != l->main_digest)
        status = record_write(l); /* it was on its way */
    return status;
}

void ledger_files_close(struct ledger_files *l)
{
    for (uint32_t i = 0; i < l->periods_count; i++) {
        buffer_free(&l->periods[i].pending);
        buffer_free(&l->periods[i].behind);
    }
    free(l->periods);
    l->periods = NULL;
    l->periods_count = 0;
    if (l->directory >= 0)
        close(l->directory);
}
