/* sheet.h - a unit's file of deduction results: finds its columns, reads its lines, adds them up, and says of every
 * cell that is not right where it is and how to mend it. Knows nothing of the daemon. */
#ifndef TOOLS_SHEET_H
#define TOOLS_SHEET_H

#include "cell.h"
#include "charset.h"

enum sheet_column {
    SHEET_member_no,
    SHEET_collected,
    SHEET_reason,
    SHEET_date,
    SHEET_period,
    SHEET_COLUMNS,
};

struct sheet_config {
    const char *path;
    int fd; /* of a file, read from its beginning */
    enum charset charset;
    enum calendar calendar;
    uint32_t period;
    bool quiet; /* do not say which columns were taken */
    bool columns_given;
    uint32_t columns[SHEET_COLUMNS]; /* from 1; 0: there is none */
};

/* One line of the unit, under its heading. */
struct sheet_line {
    uint32_t row;     /* in the file, as a spreadsheet counts */
    uint32_t line_no; /* from 1, without headings and blank rows */
    char member_no[12];
    int64_t collected_satang;
    uint8_t reason;  /* enum reason */
    int32_t date;    /* 0: the row has none */
    uint64_t offset; /* bytes of the file read so far */
};

/* What the file says in all. */
struct sheet_sums {
    uint32_t lines;
    int64_t collected_satang;
    bool total_given, count_given; /* by a line of totals */
    int64_t given_total_satang;
    uint32_t given_count, total_row;
    uint64_t problems; /* said on stderr, the first SHEET_PROBLEMS_TOLD of them */
};

enum { SHEET_PROBLEMS_TOLD = 50 };

/* "member_no=1,collected=5"; false: it is not of this form. */
bool sheet_columns_parse(const char *text, struct sheet_config *ret);

/* Reads it all; visit may be NULL, and ends it by returning false. 0, or the exit status after it was said what is
 * wrong; rows that are not right are counted in ret->problems and not visited. */
typedef bool sheet_visit(void *context, const struct sheet_line *line);
int sheet_read(const struct sheet_config *c, sheet_visit *visit, void *context, struct sheet_sums *ret);

#endif
