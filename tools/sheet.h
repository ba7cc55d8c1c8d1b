/* sheet.h - a unit's file of deduction results: finds its columns, reads its lines, adds them up, and says of every
 * cell that is not right where it is and how to mend it. Knows nothing of the daemon. */
#ifndef TOOLS_SHEET_H
#define TOOLS_SHEET_H

#include "profile.h"

enum { SHEET_PROBLEMS_TOLD = 50, SHEET_REASON_MAX = 1500 };

struct sheet_item {
    uint8_t item; /* enum profile_item */
    char contract_no[24];
    int64_t amount_satang;
};

/* One line of the unit, under its heading. */
struct sheet_line {
    uint32_t row;     /* in the file, as a spreadsheet counts */
    uint32_t line_no; /* from 1, without headings and blank rows; or the row_key */
    char unit_code[12], member_no[12];
    uint8_t reason; /* enum reason */
    int32_t date;   /* 0: the row has none */
    int64_t collected_satang;
    uint32_t items_count; /* 0: the file, or this row, tells no items */
    struct sheet_item items[PROFILE_ITEMS];
    uint64_t offset; /* bytes of the file read so far */
};

/* A row that cannot be taken, and all that is wrong with it. */
struct sheet_reject {
    uint32_t row, line_no;
    const char *code; /* of the first flaw */
    const char *english, *thai;
};

/* What the file says in all. */
struct sheet_sums {
    uint32_t lines, period, heading_row;
    int64_t collected_satang;
    bool total_given, count_given; /* by a line of totals */
    int64_t given_total_satang;
    uint32_t given_count, total_row;
    uint64_t problems;      /* said on stderr, the first SHEET_PROBLEMS_TOLD of them */
    uint64_t file_problems; /* of these, those that are not about one line */
    uint32_t width;         /* columns of the widest row from the heading on */
    /* of a file of rejects: */
    bool is_rejects, is_stopped; /* nothing was sent of the file that it belongs to */
    uint32_t whole_lines;        /* of that file */
};

/* A line that is right; the flaw that the caller finds in it, or NULL. */
typedef const struct flaw *sheet_line_visit(void *context, const struct sheet_line *line);
typedef void sheet_reject_visit(void *context, const struct sheet_reject *r);
/* A unit that a file of rejects names, because the file that it belongs to had lines of it. */
typedef void sheet_unit_visit(void *context, const char *unit_code);

struct sheet_config {
    const char *path;   /* as shown */
    const char *opened; /* as it was opened */
    int fd;             /* of that file, read from its beginning */
    const struct profile *profile;
    uint32_t period;    /* 0: the file tells */
    char unit_code[12]; /* "": the file tells */
    bool quiet;         /* do not say which columns were taken */
    sheet_line_visit *line;
    sheet_reject_visit *reject;
    sheet_unit_visit *unit;
    void *context;
};

/* "member_no=1,collected=5" instead of the profile's own places; false: it is not of this form. */
bool sheet_columns_parse(const char *text, struct profile *ret);

/* Reads it all. 0, or the exit status after it was said what is wrong; rows that are not right are counted in
 * ret->problems, and rejected. */
int sheet_read(const struct sheet_config *c, struct sheet_sums *ret);
/* Only the rows as they stand in the file, without their meaning. */
int sheet_rows(const struct sheet_config *c, row_visit *visit, void *context);

/* The columns behind those of the file in a file of rejects. */
enum sheet_added {
    SHEET_ADDED_row,
    SHEET_ADDED_line,
    SHEET_ADDED_code,
    SHEET_ADDED_english,
    SHEET_ADDED_thai,
    SHEET_ADDED
};
extern const char *const sheet_added_names[SHEET_ADDED];
/* Words of the column code for rows that are no rejects. */
#define SHEET_CODE_HEADER "header"
#define SHEET_CODE_TOTAL "total"
#define SHEET_CODE_UNIT "unit"       /* row: a unit's code */
#define SHEET_CODE_FILE "file"       /* line: lines of the whole file */
#define SHEET_CODE_STOPPED "stopped" /* the same, and nothing of it was sent */

#endif
