/* The only file that includes libcsv. */
#include "csv.h"

#include "words.h"

#include <csv.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

enum { READ_BYTES = 1 << 16 };

struct reading {
    struct csv_parser parser;
    struct charset_reader charset;
    csv_visit *visit;
    void *context;
    char *error;
    struct csv_row row;
    struct buffer text; /* the cells of the row, one behind the other, each with a NUL */
    size_t lengths[CSV_CELLS_MAX];
    uint32_t line; /* the one being parsed */
    struct buffer converted;
    enum csv_result result;
};

static void cell_end(void *cell, size_t len, void *context)
{
    struct reading *r = context;
    if (r->row.count == CSV_CELLS_MAX) {
        snprintf(r->error, CSV_ERROR_MAX,
                 words_pick("row %u has more than %d columns; is this the right file?",
                            "แถว %u มีเกิน %d คอลัมน์ เป็นแฟ้มที่ถูกต้องหรือไม่"),
                 r->line, CSV_CELLS_MAX);
        r->result = CSV_BAD;
        return;
    }
    r->lengths[r->row.count++] = len;
    buffer_add(&r->text, cell, len);
    buffer_add(&r->text, "", 1);
}

static void row_end(int terminator, void *context)
{
    struct reading *r = context;
    size_t at = 0;
    (void)terminator;
    for (uint32_t i = 0; i < r->row.count; i++) {
        r->row.cells[i] = (struct bytes){r->text.at + at, r->lengths[i]};
        at += r->lengths[i] + 1;
    }
    if (r->result == CSV_DONE && !r->visit(r->context, &r->row))
        r->result = CSV_STOPPED;
    r->row.count = 0;
    r->text.len = 0;
}

static bool fail(struct reading *r, size_t column, const char *english, const char *thai)
{
    snprintf(r->error, CSV_ERROR_MAX, words_pick("line %u, byte %zu: %s", "บรรทัด %u ไบต์ที่ %zu: %s"), r->line, column + 1,
             words_pick(english, thai));
    r->result = CSV_BAD;
    return false;
}

/* One line, with its end: libcsv does not count them, so it gets them one by one. */
static bool line_parse(struct reading *r, struct bytes line)
{
    size_t bad_at = 0;
    if (line.len > CSV_LINE_MAX)
        return fail(r, CSV_LINE_MAX, "this line is too long; is it a CSV file?", "บรรทัดยาวเกินไป เป็นแฟ้ม CSV หรือไม่");
    if (r->line == 1 && line.len >= 3 && memcmp(line.at, "\xEF\xBB\xBF", 3) == 0)
        line = (struct bytes){line.at + 3, line.len - 3};
    if ((r->line == 1 && line.len >= 3 && (memcmp(line.at, "\xFF\xFE", 2) == 0 || memcmp(line.at, "PK\x03", 3) == 0)) ||
        memchr(line.at, '\0', line.len))
        return fail(r, 0, "this is no plain text (UTF-16, or a spreadsheet); save it as CSV UTF-8",
                    "ไม่ใช่แฟ้มข้อความธรรมดา โปรดบันทึกเป็น CSV UTF-8");
    r->converted.len = 0;
    if (!charset_convert(&r->charset, line, &r->converted, &bad_at)) {
        if (r->charset.charset == CHARSET_UTF8)
            return fail(r, bad_at,
                        "this byte is not UTF-8; if an old Windows program wrote the file, add --encoding cp874",
                        "ไบต์นี้ไม่ใช่ UTF-8 หากแฟ้มมาจากโปรแกรม Windows เก่า ใช้ --encoding cp874");
        return fail(r, bad_at, "this byte is not CP874; try --encoding utf-8", "ไบต์นี้ไม่ใช่ CP874 ลอง --encoding utf-8");
    }
    if (r->parser.pstate == 0) /* between rows */
        r->row.line = r->line;
    size_t used = csv_parse(&r->parser, r->converted.at, r->converted.len, cell_end, row_end, r);
    if (used < r->converted.len)
        return fail(r, used, "a quotation mark stands where none may be; write \"\" inside a quoted cell",
                    "เครื่องหมายคำพูดอยู่ผิดที่ ในช่องที่มีคำพูดให้เขียน \"\"");
    return r->result == CSV_DONE;
}

/* Feeds whole lines; the last one may have no end. */
static bool lines_parse(struct reading *r, struct buffer *pending, bool at_end)
{
    size_t at = 0;
    bool ok = true;
    while (ok && at < pending->len) {
        const uint8_t *end = memchr(pending->at + at, '\n', pending->len - at);
        if (!end && !at_end && pending->len - at <= CSV_LINE_MAX)
            break;
        size_t len = end ? (size_t)(end - (pending->at + at)) + 1 : pending->len - at;
        r->line++;
        ok = line_parse(r, (struct bytes){pending->at + at, len});
        at += len;
    }
    memmove(pending->at, pending->at + at, pending->len - at);
    pending->len -= at;
    return ok;
}

static ssize_t some_read(int fd, struct buffer *pending)
{
    ssize_t n;
    do
        n = read(fd, buffer_room(pending, READ_BYTES), READ_BYTES);
    while (n < 0 && errno == EINTR);
    pending->len += n > 0 ? (size_t)n : 0;
    return n;
}

static void file_read(struct reading *r, int fd)
{
    struct buffer pending = {0};
    ssize_t n;
    do {
        n = some_read(fd, &pending);
        r->row.offset += n > 0 ? (uint64_t)n : 0;
    } while (n >= 0 && lines_parse(r, &pending, n == 0) && n > 0);
    if (n < 0) {
        snprintf(r->error, CSV_ERROR_MAX, "%s", strerror(errno));
        r->result = CSV_UNREADABLE;
    } else if (r->result == CSV_DONE && csv_fini(&r->parser, cell_end, row_end, r) != 0) {
        r->line = r->row.line;
        fail(r, 0, "a quotation mark that opens in this row is never closed", "เครื่องหมายคำพูดที่เปิดในแถวนี้ไม่มีตัวปิด");
    }
    buffer_free(&pending);
}

enum csv_result csv_read(int fd, enum charset charset, csv_visit *visit, void *context, char error[CSV_ERROR_MAX])
{
    struct reading r = {.visit = visit, .context = context, .error = error, .result = CSV_DONE};
    if (!charset_open(&r.charset, charset)) {
        snprintf(error, CSV_ERROR_MAX, words_pick("this system knows no CP874: %s", "ระบบนี้ไม่รู้จัก CP874: %s"),
                 strerror(errno));
        return CSV_UNREADABLE;
    }
    if (csv_init(&r.parser, CSV_STRICT | CSV_STRICT_FINI) == 0) {
        file_read(&r, fd);
        csv_free(&r.parser);
    }
    charset_close(&r.charset);
    buffer_free(&r.text);
    buffer_free(&r.converted);
    return r.result;
}
