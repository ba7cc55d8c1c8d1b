#include "sheet_parts.h"

#include "words.h"

#include <stdlib.h>
#include <string.h>

bool sheet_columns_parse(const char *text, struct profile *p)
{
    char name[PROFILE_TEXT_MAX], number[PROFILE_TEXT_MAX];
    memset(p->places, 0, sizeof p->places);
    p->has_places = true;
    while (*text) {
        size_t len = strcspn(text, "="), value = strcspn(text + len, ",");
        if (text[len] != '=' || len >= sizeof name || value > sizeof number)
            return false;
        snprintf(name, sizeof name, "%.*s", (int)len, text);
        snprintf(number, sizeof number, "%.*s", (int)value - 1, text + len + 1);
        int field = profile_field_named(name);
        if (field < 0 || !profile_place_parse(number, p->format == PROFILE_FIXED, &p->places[field]))
            return false;
        text += len + value;
        text += *text == ',';
    }
    return p->places[PROFILE_member_no].from > 0 && p->places[PROFILE_collected].from > 0;
}

static bool profile_names(const struct profile *p, int field)
{
    for (uint32_t i = 0; i < p->headings.count; i++)
        if (p->headings.at[i].value == field)
            return true;
    return false;
}

/* The profile's words; for fields that it does not name, those that many units use. */
static int heading_field(const struct sheet *s, struct bytes cell)
{
    static const struct {
        int field;
        const char *text;
    } headings[] = {
#define HEADING(column, text) {PROFILE_##column, text},
#include "sheet.def"
    };
    char text[CELL_TEXT_MAX];
    int field = profile_word_find(&s->profile->headings, cell);
    cell_heading(cell, text, sizeof text);
    for (size_t i = 0; i < sizeof headings / sizeof *headings && field < 0; i++)
        if (strcmp(text, headings[i].text) == 0 && !profile_names(s->profile, headings[i].field))
            field = headings[i].field;
    return field;
}

/* Which columns were taken, by number and heading, and which were not. */
void sheet_columns_tell(const struct sheet *s, const struct row *row)
{
    struct buffer taken = {0}, others = {0};
    char number[200], name[PROFILE_TEXT_MAX];
    for (int i = 0; i < PROFILE_FIELDS; i++) {
        if (s->columns[i] == 0 || s->profile->format == PROFILE_FIXED)
            continue;
        snprintf(number, sizeof number, "%s%s=%u", taken.len ? ", " : "", profile_field_name(i, name), s->columns[i]);
        buffer_add_text(&taken, number);
        if (!row)
            continue;
        buffer_add_text(&taken, " ");
        buffer_add(&taken, row->cells[s->columns[i] - 1].text.at, row->cells[s->columns[i] - 1].text.len);
    }
    for (uint32_t k = 0; row && k < row->count && (s->added == 0 || k < s->added); k++) {
        if (heading_field(s, row->cells[k].text) >= 0 || cell_is_blank(row->cells[k].text))
            continue;
        snprintf(number, sizeof number, "%s%u ", others.len ? ", " : "", k + 1);
        buffer_add_text(&others, number);
        buffer_add(&others, row->cells[k].text.at, row->cells[k].text.len);
    }
    if (taken.len)
        words_note("columns: %.*s%s%.*s", "คอลัมน์: %.*s%s%.*s", (int)taken.len, (const char *)taken.at,
                   others.len ? words_pick("; not used: ", " ไม่ได้ใช้: ") : "", (int)others.len,
                   others.len ? (const char *)others.at : "");
    buffer_free(&taken);
    buffer_free(&others);
}

bool sheet_has_items(const uint32_t *columns)
{
    for (int item = 0; item < PROFILE_ITEMS; item++)
        for (int part = PROFILE_PART_amount; part <= PROFILE_PART_interest; part++)
            if (columns[profile_item_field((enum profile_item)item, (enum profile_part)part)] > 0)
                return true;
    return false;
}

/* Whether the row names at least the member and the amount. */
bool sheet_headings_find(struct sheet *s, const struct row *row)
{
    uint32_t found[PROFILE_FIELDS] = {0}, count = s->added ? s->added : row->count;
    char name[PROFILE_TEXT_MAX];
    for (uint32_t i = 0; i < count && i < row->count; i++) {
        int field = heading_field(s, row->cells[i].text);
        if (field < 0)
            continue;
        if (found[field] > 0) {
            words_complain("%s: row %u: columns %u and %u both look like %s; say which with --columns",
                           "%s: แถว %u: คอลัมน์ %u และ %u ดูเป็น %s ทั้งคู่ โปรดระบุด้วย --columns", s->config->path, row->line,
                           found[field], i + 1, profile_field_name(field, name));
            s->status = EXIT_BAD_INPUT;
            return false;
        }
        found[field] = i + 1;
    }
    if (found[PROFILE_member_no] == 0 || (found[PROFILE_collected] == 0 && !sheet_has_items(found)))
        return false;
    memcpy(s->columns, found, sizeof found);
    s->width = count;
    s->sums->heading_row = row->line;
    if (!s->config->quiet)
        sheet_columns_tell(s, row);
    return true;
}

void sheet_no_heading(struct sheet *s)
{
    words_complain(
        "%s: no row names the member and the amount; use headings like member_no and collected (or เลขทะเบียน, ยอดหัก), "
        "or "
        "say where they are: --columns member_no=1,collected=5",
        "%s: ไม่พบหัวตารางที่บอกเลขทะเบียนและยอดหัก ใช้หัวตารางเช่น เลขทะเบียน, ยอดหัก หรือระบุ --columns member_no=1,collected=5",
        s->config->path);
    s->status = EXIT_BAD_INPUT;
}
