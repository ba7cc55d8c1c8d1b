/* sheet_parts.h - what the files sheet*.c and rejects.c share; nobody else includes it. */
#ifndef TOOLS_SHEET_PARTS_H
#define TOOLS_SHEET_PARTS_H

#include "fixed.h"
#include "sheet.h"

enum { SHEET_HEADING_ROWS_MAX = 20 };

enum sheet_place { SHEET_BEFORE_LINES, SHEET_IN_LINES, SHEET_BEHIND_TOTAL };

struct sheet {
    const struct sheet_config *config;
    const struct profile *profile;
    struct sheet_sums *sums;
    uint32_t columns[PROFILE_FIELDS]; /* which cell of a row, from 1; 0: none */
    uint32_t total_sum, total_count;  /* the same in the line of totals */
    uint32_t header_period, header_unit;
    char header_unit_code[12];
    uint32_t width; /* columns of the heading; 0: there is none */
    uint32_t added; /* columns before those that a file of rejects adds; 0: it is none */
    enum sheet_place place;
    uint32_t rows; /* seen before the lines */
    int status;
    /* of the row in hand */
    const char *code;
    char english[SHEET_REASON_MAX], thai[SHEET_REASON_MAX];
};

/* Which cells of a row the profile means. */
void sheet_columns_begin(struct sheet *s, const struct profile *p);

/* sheet_head.c: the heading row. */
bool sheet_headings_find(struct sheet *s, const struct row *row);
void sheet_columns_tell(const struct sheet *s, const struct row *row);
void sheet_no_heading(struct sheet *s);
bool sheet_has_items(const uint32_t *columns);

/* sheet_line.c: one line, and what is wrong with it. */
void sheet_line_read(struct sheet *s, const struct row *row);
struct row_cell sheet_cell(const struct row *row, uint32_t column);
bool sheet_cell_check(struct sheet *s, const struct row *row, int field, const struct flaw *wrong);
void sheet_row_problem(struct sheet *s, const struct row *row, const struct flaw *wrong);
bool sheet_period_take(struct sheet *s, const struct row *row, uint32_t column, int field);
/* The amounts of a row by item, and what they add up to. false: it was said what is wrong. */
bool sheet_items_read(struct sheet *s, const struct row *row, struct sheet_line *line, int64_t *ret_sum_satang);
unsigned sheet_amounts(const struct sheet *s);

/* sheet_reader.c: the reader that the profile, or the file itself, asks for. */
void sheet_layout(const struct profile *p, struct fixed_layout *ret);
bool sheet_is_rejects(const struct sheet_config *c, uint32_t *ret_added);

#endif
