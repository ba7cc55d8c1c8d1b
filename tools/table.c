/* The only file that includes utf8proc. */
#include "table.h"

#include "../proto/codec.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utf8proc.h>

bool table_colours(FILE *out)
{
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    return isatty(fileno(out)) && !(no_color && no_color[0]) && term && strcmp(term, "dumb") != 0;
}

size_t table_width(const char *text)
{
    size_t width = 0;
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
    utf8proc_int32_t character;
    while (*at) {
        utf8proc_ssize_t n = utf8proc_iterate(at, -1, &character);
        if (n <= 0) { /* no UTF-8: whatever the terminal makes of it */
            n = 1;
            width++;
        } else {
            int w = utf8proc_charwidth(character);
            width += w > 0 ? (size_t)w : 0;
        }
        at += n;
    }
    return width;
}

void table_begin(struct table_page *t, uint32_t columns)
{
    assert(columns <= TABLE_COLUMNS_MAX);
    *t = (struct table_page){.columns = columns};
}

void table_align_right(struct table_page *t, uint32_t column)
{
    assert(column < t->columns);
    t->right[column] = true;
}

void table_cell(struct table_page *t, const char *text)
{
    buffer_add(&t->cells, text, strlen(text) + 1);
    t->cells_count++;
}

void table_cell_baht(struct table_page *t, int64_t satang)
{
    char text[VALUE_TEXT_MAX];
    value_baht_print(satang, text);
    table_cell(t, text);
}

void table_cell_number(struct table_page *t, int64_t number)
{
    char text[VALUE_TEXT_MAX];
    value_integer_print(number, text);
    table_cell(t, text);
}

static void spaces(FILE *out, size_t n)
{
    while (n-- > 0)
        fputc(' ', out);
}

static void aligned_print(const struct table_page *t, const size_t *widths, FILE *out)
{
    const char *cell = (const char *)t->cells.at;
    bool bright = !t->no_heading && table_colours(out);
    for (uint32_t i = 0; i < t->cells_count; i++, cell += strlen(cell) + 1) {
        uint32_t column = i % t->columns;
        size_t padding = widths[column] - table_width(cell);
        bool last = column + 1 == t->columns, right = t->right[column];
        if (i == 0 && bright)
            fputs("\033[1m", out);
        if (right)
            spaces(out, padding);
        fputs(cell, out);
        if (!last)
            spaces(out, (right ? 0 : padding) + 2);
        else
            fputs(i + 1 == t->columns && bright ? "\033[0m\n" : "\n", out);
    }
}

static void tabbed_print(const struct table_page *t, FILE *out)
{
    const char *cell = (const char *)t->cells.at;
    for (uint32_t i = 0; i < t->cells_count; i++, cell += strlen(cell) + 1)
        fprintf(out, "%s%c", cell, (i + 1) % t->columns ? '\t' : '\n');
}

void table_end(struct table_page *t, FILE *out)
{
    size_t widths[TABLE_COLUMNS_MAX] = {0};
    const char *cell = (const char *)t->cells.at;
    if (!isatty(fileno(out))) {
        tabbed_print(t, out);
    } else {
        for (uint32_t i = 0; i < t->cells_count; i++, cell += strlen(cell) + 1) {
            size_t width = table_width(cell);
            if (width > widths[i % t->columns])
                widths[i % t->columns] = width;
        }
        aligned_print(t, widths, out);
    }
    buffer_free(&t->cells);
    t->cells_count = 0;
}

static bool is_satang(const struct field_desc *f)
{
    return f->kind == SCALAR_money && f->name_len > 7 && strcmp(f->name + f->name_len - 7, "_satang") == 0;
}

void table_field_name(const struct field_desc *f, char *out, size_t size)
{
    snprintf(out, size, "%.*s", f->name_len - (is_satang(f) ? 7 : 0), f->name);
}

void table_field_value(const struct field_desc *f, const void *body, char *out, size_t size)
{
    char text[VALUE_TEXT_MAX];
    if (!is_satang(f)) {
        codec_field_text(f, body, out, size);
        return;
    }
    value_baht_print(schema_integer(f, body), text);
    snprintf(out, size, "%s", text);
}
