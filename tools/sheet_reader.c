#include "sheet_parts.h"

#include "csv.h"
#include "words.h"
#include "xlsx.h"

#include <string.h>
#include <unistd.h>

const char *const sheet_added_names[SHEET_ADDED] = {"row", "line", "code", "reason_en", "reason_th"};

/* ---- fixed width */

static void field_add(struct fixed_record *r, struct profile_place place)
{
    if (place.from == 0 || r->count == FIXED_FIELDS_MAX)
        return;
    r->fields[r->count++] = (struct fixed_field){place.from, place.to};
    r->bytes = place.to > r->bytes ? place.to : r->bytes;
}

void sheet_layout(const struct profile *p, struct fixed_layout *ret)
{
    *ret = (struct fixed_layout){.count = 1};
    struct fixed_record *line = &ret->records[0], *next;
    snprintf(line->type, sizeof line->type, "%s", p->line_record);
    for (int field = 0; field < PROFILE_FIELDS; field++)
        field_add(line, p->places[field]);
    if (p->header_record[0]) {
        next = &ret->records[ret->count++];
        snprintf(next->type, sizeof next->type, "%s", p->header_record);
        field_add(next, p->header_period);
        field_add(next, p->header_unit);
    }
    if (p->total_record[0]) {
        next = &ret->records[ret->count++];
        snprintf(next->type, sizeof next->type, "%s", p->total_record);
        field_add(next, p->total_count);
        field_add(next, p->total_sum);
    }
    for (uint32_t i = 0; i < ret->count; i++)
        if (p->line_bytes > 0)
            ret->records[i].bytes = p->line_bytes;
}

/* ---- rejects */

struct first_row {
    bool is_rejects;
    uint32_t added;
};

/* The added columns stand behind those of the file, and name themselves. */
static bool first_row_look(void *context, const struct row *row)
{
    struct first_row *f = context;
    uint32_t count = row->count;
    char text[CELL_TEXT_MAX];
    f->is_rejects = count > SHEET_ADDED;
    for (int i = 0; i < SHEET_ADDED && f->is_rejects; i++) {
        snprintf(text, sizeof text, "%.*s", (int)row->cells[count - SHEET_ADDED + (uint32_t)i].text.len,
                 (const char *)row->cells[count - SHEET_ADDED + (uint32_t)i].text.at);
        f->is_rejects = strcmp(text, sheet_added_names[i]) == 0;
    }
    f->added = count - SHEET_ADDED;
    return false;
}

static bool is_spreadsheet(int fd)
{
    char start[4] = "";
    return pread(fd, start, sizeof start, 0) == (ssize_t)sizeof start && memcmp(start, "PK\x03\x04", sizeof start) == 0;
}

/* A file of rejects is a spreadsheet or UTF-8 with commas, whatever the file was that it belongs to. */
bool sheet_is_rejects(const struct sheet_config *c, uint32_t *ret_added)
{
    struct first_row first = {.is_rejects = false};
    char error[ROWS_ERROR_MAX];
    unsigned char mark[3];
    if (is_spreadsheet(c->fd))
        xlsx_read(c->opened, NULL, first_row_look, &first, error);
    else if (pread(c->fd, mark, sizeof mark, 0) == (ssize_t)sizeof mark && memcmp(mark, "\xEF\xBB\xBF", 3) == 0 &&
             lseek(c->fd, 0, SEEK_SET) == 0)
        csv_read(c->fd, CHARSET_UTF8, ',', first_row_look, &first, error);
    *ret_added = first.is_rejects ? first.added : 0;
    return first.is_rejects;
}

/* ---- all */

static enum rows_result rows_read(const struct sheet_config *c, row_visit *visit, void *context,
                                  char error[ROWS_ERROR_MAX])
{
    const struct profile *p = c->profile;
    struct fixed_layout layout;
    uint32_t added;
    bool rejects = sheet_is_rejects(c, &added);
    if (lseek(c->fd, 0, SEEK_SET) != 0) {
        snprintf(error, ROWS_ERROR_MAX, "%s", words_pick("give a file, not a pipe", "ต้องเป็นแฟ้ม ไม่ใช่ไปป์"));
        return ROWS_UNREADABLE;
    }
    if (rejects)
        return is_spreadsheet(c->fd) ? xlsx_read(c->opened, NULL, visit, context, error)
                                     : csv_read(c->fd, CHARSET_UTF8, ',', visit, context, error);
    switch (p->format) {
    case PROFILE_FIXED:
        sheet_layout(p, &layout);
        return fixed_read(c->fd, p->charset, &layout, visit, context, error);
    case PROFILE_XLSX:
        return xlsx_read(c->opened, p->sheet[0] ? p->sheet : NULL, visit, context, error);
    case PROFILE_CSV:
        break;
    }
    return csv_read(c->fd, p->charset, p->separator, visit, context, error);
}

int sheet_rows(const struct sheet_config *c, row_visit *visit, void *context)
{
    char error[ROWS_ERROR_MAX] = "";
    enum rows_result result = rows_read(c, visit, context, error);
    if (result != ROWS_BAD && result != ROWS_UNREADABLE)
        return 0;
    words_complain("%s: %s", "%s: %s", c->path, error);
    return result == ROWS_BAD ? EXIT_BAD_INPUT : EXIT_IO;
}
