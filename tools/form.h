/* form.h - a report of the award form: tables of typed cells, and lines of text between them; printed, or written as
 * CSV or as a spreadsheet. */
#ifndef TOOLS_FORM_H
#define TOOLS_FORM_H

#include "../proto/buffer.h"
#include "../proto/value.h"

#include <stdio.h>

enum cell_kind { CELL_TABLE, CELL_NOTE, CELL_TEXT, CELL_MONEY, CELL_NUMBER, CELL_PERCENT };

struct form_cell {
    enum cell_kind kind;
    int64_t value; /* CELL_TABLE: its columns; CELL_PERCENT: hundredths */
    size_t text;   /* where its text begins */
};

struct form {
    struct buffer cells; /* struct form_cell */
    struct buffer texts; /* NUL-terminated */
};

void form_free(struct form *f);
/* A new table; its headings come first. */
void form_table(struct form *f, uint32_t columns);
/* Cells from left to right, row by row. */
void form_text(struct form *f, const char *text);
void form_words(struct form *f, const char *english, const char *thai);
void form_money(struct form *f, int64_t satang);
void form_number(struct form *f, int64_t number);
/* "-" if there is nothing that it is a share of. */
void form_percent(struct form *f, int64_t part, int64_t whole);
void form_shown(struct form *f, int64_t hundredths);
/* A line of its own. */
void form_note(struct form *f, const char *english, const char *thai, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));

const struct form_cell *form_cells(const struct form *f, size_t *ret_count);
/* As people read it: 1,234.56, 52.05. */
const char *form_cell_text(const struct form *f, const struct form_cell *cell, char out[VALUE_TEXT_MAX]);

void form_print(const struct form *f, FILE *out);
/* One JSON array for each row; money in satang, percent in hundredths. */
void form_print_json(const struct form *f, FILE *out);
/* 0, or the exit status after it was said why not. csv otherwise a spreadsheet, whose sheet has this name. */
int form_write(const struct form *f, const char *path, bool csv, const char *name);

#endif
