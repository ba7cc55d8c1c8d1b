#include "form.h"

#include "../handlers/rules/ratio.h"
#include "../proto/codec.h"
#include "table.h"
#include "words.h"

#include <stdarg.h>
#include <string.h>

enum { NOTE_MAX = 640 };

void form_free(struct form *f)
{
    buffer_free(&f->cells);
    buffer_free(&f->texts);
}

static void cell_add(struct form *f, enum cell_kind kind, int64_t value, const char *text)
{
    struct form_cell cell = {.kind = kind, .value = value, .text = f->texts.len};
    buffer_add(&f->texts, text, strlen(text) + 1);
    buffer_add(&f->cells, &cell, sizeof cell);
}

void form_table(struct form *f, uint32_t columns)
{
    cell_add(f, CELL_TABLE, columns, "");
}

void form_text(struct form *f, const char *text)
{
    cell_add(f, CELL_TEXT, 0, text);
}

void form_words(struct form *f, const char *english, const char *thai)
{
    form_text(f, words_thai() ? thai : english);
}

void form_money(struct form *f, int64_t satang)
{
    cell_add(f, CELL_MONEY, satang, "");
}

void form_number(struct form *f, int64_t number)
{
    cell_add(f, CELL_NUMBER, number, "");
}

void form_percent(struct form *f, int64_t part, int64_t whole)
{
    if (whole > 0)
        form_shown(f, ratio_shown(part, whole));
    else
        form_text(f, "-");
}

void form_shown(struct form *f, int64_t hundredths)
{
    cell_add(f, CELL_PERCENT, hundredths, "");
}

void form_note(struct form *f, const char *english, const char *thai, ...)
{
    char line[NOTE_MAX];
    va_list args;
    va_start(args, thai);
    vsnprintf(line, sizeof line, words_pick(english, thai), args);
    va_end(args);
    cell_add(f, CELL_NOTE, 0, line);
}

const struct form_cell *form_cells(const struct form *f, size_t *ret_count)
{
    *ret_count = f->cells.len / sizeof(struct form_cell);
    return (const void *)f->cells.at;
}

const char *form_cell_text(const struct form *f, const struct form_cell *cell, char out[VALUE_TEXT_MAX])
{
    switch (cell->kind) {
    case CELL_MONEY:
    case CELL_PERCENT: /* both have two decimals */
        value_baht_print(cell->value, out);
        return out;
    case CELL_NUMBER:
        value_integer_print(cell->value, out);
        return out;
    case CELL_TABLE:
    case CELL_NOTE:
    case CELL_TEXT:
        break;
    }
    return (const char *)f->texts.at + cell->text;
}

/* ---- printed */

/* Numbers stand to the right; the row below the headings says which columns have them. */
static void columns_align(struct table_page *page, const struct form_cell *row, uint32_t columns)
{
    for (uint32_t i = 0; i < columns; i++)
        if (row[i].kind >= CELL_MONEY)
            table_align_right(page, i);
}

static size_t table_print(const struct form *f, const struct form_cell *cells, size_t count, FILE *out)
{
    uint32_t columns = (uint32_t)cells[0].value;
    struct table_page page = {0};
    char text[VALUE_TEXT_MAX];
    size_t at = 1;
    table_begin(&page, columns);
    for (; at < count && cells[at].kind > CELL_NOTE; at++) {
        if (at > columns && (at - 1) % columns == 0 && at + columns <= count)
            columns_align(&page, cells + at, columns);
        table_cell(&page, form_cell_text(f, &cells[at], text));
    }
    table_end(&page, out);
    return at;
}

void form_print(const struct form *f, FILE *out)
{
    size_t count;
    const struct form_cell *cells = form_cells(f, &count);
    for (size_t at = 0; at < count;) {
        char text[VALUE_TEXT_MAX];
        if (cells[at].kind == CELL_TABLE) {
            at += table_print(f, cells + at, count - at, out);
            continue;
        }
        fprintf(out, "%s\n", form_cell_text(f, &cells[at++], text));
    }
}

static void cell_json(const struct form *f, const struct form_cell *cell, struct buffer *out)
{
    char text[VALUE_TEXT_MAX];
    if (cell->kind >= CELL_MONEY) {
        value_integer_print(cell->value, text);
        buffer_add_text(out, text);
        return;
    }
    const char *words = form_cell_text(f, cell, text);
    codec_json_text(out, words, strlen(words));
}

void form_print_json(const struct form *f, FILE *out)
{
    size_t count, columns = 1, place = 0;
    const struct form_cell *cells = form_cells(f, &count);
    struct buffer line = {0};
    for (size_t at = 0; at < count; at++) {
        bool note = cells[at].kind == CELL_NOTE;
        if (cells[at].kind == CELL_TABLE) {
            columns = (size_t)cells[at].value;
            place = 0;
            continue;
        }
        buffer_add_text(&line, place == 0 || note ? "[" : ",");
        cell_json(f, &cells[at], &line);
        place = note ? 0 : (place + 1) % columns;
        if (place == 0)
            buffer_add_text(&line, "]\n");
    }
    fwrite(line.at, 1, line.len, out);
    buffer_free(&line);
}
