/* profile.h - how a unit's files are laid out, as an INI file says it: format, encoding, era, columns, words. Both
 * directions use it: the import of results and the export of bills. tools/profiles/README.md describes the file for
 * those who write one. */
#ifndef TOOLS_PROFILE_H
#define TOOLS_PROFILE_H

#include "cell.h"
#include "charset.h"

enum profile_placed {
#define PLACED(name) PROFILE_##name,
#include "profile.def"
    PROFILE_PLACED, /* from here on: a part of an item, profile_item_field() */
};
enum profile_item {
#define ITEM(name) PROFILE_ITEM_##name,
#include "profile.def"
    PROFILE_ITEMS,
};
enum profile_part {
#define PART(name) PROFILE_PART_##name,
#include "profile.def"
    PROFILE_PARTS,
};

enum {
    PROFILE_FIELDS = PROFILE_PLACED + PROFILE_ITEMS * PROFILE_PARTS,
    PROFILE_ERROR_MAX = 640,
    PROFILE_PATH_MAX = 1024,
    PROFILE_TEXT_MAX = 128,
    PROFILE_TYPE_MAX = 8,
};

enum profile_format { PROFILE_CSV, PROFILE_FIXED, PROFILE_XLSX };
enum profile_total_rule { PROFILE_TOTAL_COLUMNS, PROFILE_TOTAL_TOTAL, PROFILE_TOTAL_EXACT };

/* Where something stands: column `from` (from 1), or in a file of fixed width bytes from-to. from 0: nowhere. */
struct profile_place {
    uint32_t from, to;
};

/* A text of the unit's, and the field or reason it stands for. */
struct profile_word {
    char *text, *plain; /* as written; as cell_heading() leaves it */
    int value;
};
struct profile_words {
    struct profile_word *at;
    uint32_t count;
};

struct profile {
    char path[PROFILE_PATH_MAX]; /* "" if none was named */
    enum profile_format format;
    enum charset charset;
    char separator;
    char sheet[PROFILE_TEXT_MAX]; /* "" for the first */
    enum calendar calendar;
    uint32_t period; /* 0: a column, the header record or the command line tells it */
    bool minus;      /* the file writes deductions as negative numbers */
    bool satang;     /* amounts without a point are satang */
    uint32_t skip_rows, line_bytes, member_digits;
    char header_record[PROFILE_TYPE_MAX], line_record[PROFILE_TYPE_MAX], total_record[PROFILE_TYPE_MAX];
    struct profile_place header_period, header_unit, total_sum, total_count;
    struct profile_words total_words;
    bool total_required, refuse_duplicates, continues;
    enum profile_total_rule total_rule;
    bool has_places; /* columns by number, or bytes; otherwise headings tell */
    struct profile_place places[PROFILE_FIELDS];
    struct profile_words headings; /* the value is the field */
    struct profile_words reasons;  /* the value is of enum reason */
};

/* What holds without a profile: comma-separated UTF-8 with the headings of sheet.def. */
void profile_begin(struct profile *p);
void profile_free(struct profile *p);
/* NAME is looked for in the directories of $COOPD_PROFILES, beside the program as built and as installed; what has a
 * slash, or ends with .ini, is a path. false: error is one sentence, with file and line. */
bool profile_load(struct profile *p, const char *name, char error[PROFILE_ERROR_MAX]);

int profile_item_field(enum profile_item item, enum profile_part part);
/* "member_no", "emergency.principal" */
const char *profile_field_name(int field, char out[PROFILE_TEXT_MAX]);
int profile_field_named(const char *name); /* -1: there is none */
const char *profile_item_name(enum profile_item item);
/* "12", "AE", or "FROM-TO" for fixed width. */
bool profile_place_parse(const char *text, bool bytes, struct profile_place *ret);
/* The value of a word, -1 if it is none of these. */
int profile_word_find(const struct profile_words *w, struct bytes text);

#endif
