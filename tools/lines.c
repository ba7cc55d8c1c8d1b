#include "lines.h"

#include "words.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { READ_BYTES = 1 << 16 };

struct reading {
    enum charset charset;
    line_visit *visit;
    void *context;
    char *error;
    struct line line;
    struct buffer pending;
    bool stopped;
};

bool lines_fail(char error[ROWS_ERROR_MAX], uint32_t number, size_t byte, const char *english, const char *thai)
{
    snprintf(error, ROWS_ERROR_MAX, words_pick("line %u, byte %zu: %s", "บรรทัด %u ไบต์ที่ %zu: %s"), number, byte + 1,
             words_pick(english, thai));
    return false;
}

bool lines_convert(struct charset_reader *c, const struct line *line, struct buffer *out, char error[ROWS_ERROR_MAX])
{
    size_t bad_at = 0;
    if (c->charset == CHARSET_CP874 && charset_is_utf8_thai(line->raw, &bad_at))
        return lines_fail(
            error, line->number, bad_at,
            "this is Thai in UTF-8, but the file is said to be CP874; add --encoding utf-8, or mend the profile",
            "ข้อความนี้เป็นภาษาไทยแบบ UTF-8 แต่ระบุว่าเป็น CP874 โปรดใช้ --encoding utf-8 หรือแก้โปรไฟล์");
    if (charset_convert(c, line->raw, out, &bad_at))
        return true;
    if (c->charset == CHARSET_UTF8)
        return lines_fail(error, line->number, bad_at,
                          "this byte is not UTF-8; if an old Windows program wrote the file, add --encoding cp874",
                          "ไบต์นี้ไม่ใช่ UTF-8 หากแฟ้มมาจากโปรแกรม Windows เก่า ใช้ --encoding cp874");
    if (c->charset == CHARSET_CP874)
        return lines_fail(error, line->number, bad_at, "this byte is not CP874; try --encoding utf-8",
                          "ไบต์นี้ไม่ใช่ CP874 ลอง --encoding utf-8");
    return lines_fail(
        error, line->number, bad_at,
        "half a character of UTF-16 stands alone here; the file is damaged, get it again or save it as CSV UTF-8",
        "มีอักขระ UTF-16 เพียงครึ่งเดียว แฟ้มเสียหาย โปรดขอแฟ้มใหม่หรือบันทึกเป็น CSV UTF-8");
}

/* What the first bytes give away. */
static bool beginning_check(struct reading *r, struct bytes start)
{
    bool utf16 = r->charset == CHARSET_UTF16LE;
    if (start.len >= 3 && (memcmp(start.at, "PK\x03", 3) == 0 || memcmp(start.at, "\xD0\xCF\x11", 3) == 0))
        return lines_fail(
            r->error, 1, 0,
            "this is no plain text but a spreadsheet; use a profile with format = xlsx, or save it as CSV UTF-8",
            "ไม่ใช่แฟ้มข้อความธรรมดา เป็นแฟ้มตาราง ใช้โปรไฟล์ที่มี format = xlsx หรือบันทึกเป็น CSV UTF-8");
    if (start.len >= 2 && memcmp(start.at, "\xFE\xFF", 2) == 0)
        return lines_fail(r->error, 1, 0, "this is UTF-16 with its bytes swapped (BE); save it as CSV UTF-8",
                          "เป็น UTF-16 แบบสลับไบต์ (BE) โปรดบันทึกเป็น CSV UTF-8");
    if (!utf16 && start.len >= 2 && memcmp(start.at, "\xFF\xFE", 2) == 0)
        return lines_fail(r->error, 1, 0,
                          "this is no plain text but UTF-16; add --encoding utf-16le, or save it as CSV UTF-8",
                          "ไม่ใช่แฟ้มข้อความธรรมดา เป็น UTF-16 ใช้ --encoding utf-16le หรือบันทึกเป็น CSV UTF-8");
    if (utf16 && start.len >= 3 && (memcmp(start.at, "\xEF\xBB\xBF", 3) == 0 || !memchr(start.at, '\0', start.len)))
        return lines_fail(r->error, 1, 0, "this is not UTF-16; try --encoding utf-8, or cp874",
                          "ไม่ใช่ UTF-16 ลอง --encoding utf-8 หรือ cp874");
    return true;
}

static bool has_nul(const struct reading *r, struct bytes raw, size_t *ret_at)
{
    if (r->charset == CHARSET_UTF16LE) {
        for (size_t i = 0; i + 1 < raw.len; i += 2)
            if (raw.at[i] == 0 && raw.at[i + 1] == 0) {
                *ret_at = i;
                return true;
            }
        return false;
    }
    const uint8_t *nul = memchr(raw.at, '\0', raw.len);
    *ret_at = nul ? (size_t)(nul - raw.at) : 0;
    return nul != NULL;
}

static bool line_give(struct reading *r, struct bytes raw, bool ended)
{
    size_t at = 0;
    r->line.number++;
    r->line.ended = ended;
    if (raw.len > LINES_BYTES_MAX)
        return lines_fail(r->error, r->line.number, LINES_BYTES_MAX,
                          "this line is too long; is it the right file, and does it end its lines?",
                          "บรรทัดยาวเกินไป เป็นแฟ้มที่ถูกต้องและมีการขึ้นบรรทัดหรือไม่");
    if (r->line.number == 1) {
        if (!beginning_check(r, raw))
            return false;
        size_t mark = raw.len >= 3 && memcmp(raw.at, "\xEF\xBB\xBF", 3) == 0 ? 3
                      : raw.len >= 2 && memcmp(raw.at, "\xFF\xFE", 2) == 0   ? 2
                                                                             : 0;
        raw = (struct bytes){raw.at + mark, raw.len - mark};
    }
    if (has_nul(r, raw, &at))
        return lines_fail(r->error, r->line.number, at,
                          "a NUL byte stands here: this is no plain text, or it is damaged; get the file again, or "
                          "save it as CSV UTF-8",
                          "มีไบต์ NUL ไม่ใช่แฟ้มข้อความธรรมดาหรือแฟ้มเสียหาย โปรดขอแฟ้มใหม่หรือบันทึกเป็น CSV UTF-8");
    if (r->charset == CHARSET_UTF16LE && raw.len % 2 != 0)
        return lines_fail(
            r->error, r->line.number, raw.len - 1,
            "UTF-16 has two bytes for each character, and one is missing here; the file was cut off, get it again",
            "UTF-16 ใช้อักขระละสองไบต์ แต่ขาดไปหนึ่งไบต์ แฟ้มขาด โปรดขอแฟ้มใหม่");
    r->line.raw = raw;
    r->stopped = !r->visit(r->context, &r->line);
    return !r->stopped;
}

/* Where the first line of these bytes ends, and how long its end is. false: it is not there yet. */
static bool end_find(const struct reading *r, struct bytes rest, bool at_end, size_t *ret_len, size_t *ret_end)
{
    size_t unit = r->charset == CHARSET_UTF16LE ? 2 : 1;
    for (size_t i = 0; i + unit <= rest.len; i += unit) {
        uint8_t c = rest.at[i];
        if ((c != '\n' && c != '\r') || (unit == 2 && rest.at[i + 1] != 0))
            continue;
        bool last = i + 2 * unit > rest.len;
        if (c == '\r' && last && !at_end)
            return false; /* its LF may come with the next bytes */
        bool pair = c == '\r' && !last && rest.at[i + unit] == '\n' && (unit == 1 || rest.at[i + 3] == 0);
        *ret_len = i;
        *ret_end = pair ? 2 * unit : unit;
        return true;
    }
    return false;
}

/* Gives whole lines; the last one may have no end. */
static bool lines_give(struct reading *r, bool at_end)
{
    size_t at = 0, len = 0, end = 0;
    bool ok = true;
    while (ok && at < r->pending.len) {
        struct bytes rest = {r->pending.at + at, r->pending.len - at};
        bool ended = end_find(r, rest, at_end, &len, &end);
        if (!ended && !at_end && rest.len <= LINES_BYTES_MAX + 1)
            break;
        if (!ended) {
            len = rest.len;
            end = 0;
        }
        ok = line_give(r, (struct bytes){rest.at, len}, ended);
        at += len + end;
    }
    memmove(r->pending.at, r->pending.at + at, r->pending.len - at);
    r->pending.len -= at;
    return ok;
}

enum rows_result lines_read(int fd, enum charset charset, line_visit *visit, void *context, char error[ROWS_ERROR_MAX])
{
    struct reading r = {.charset = charset, .visit = visit, .context = context, .error = error};
    enum rows_result result = ROWS_DONE;
    ssize_t n;
    error[0] = '\0';
    do {
        do
            n = read(fd, buffer_room(&r.pending, READ_BYTES), READ_BYTES);
        while (n < 0 && errno == EINTR);
        r.pending.len += n > 0 ? (size_t)n : 0;
        r.line.offset += n > 0 ? (uint64_t)n : 0;
    } while (n >= 0 && lines_give(&r, n == 0) && n > 0);
    if (n < 0) {
        snprintf(error, ROWS_ERROR_MAX, "%s", strerror(errno));
        result = ROWS_UNREADABLE;
    } else if (error[0]) {
        result = ROWS_BAD;
    } else if (r.stopped) {
        result = ROWS_STOPPED;
    }
    buffer_free(&r.pending);
    return result;
}
