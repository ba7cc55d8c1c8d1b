/* generate_month.h - what the units send in a month: from the bills to files, money and events. Shared by
 * generate_month.c, which asks and decides, generate_result.c, what is deducted from a member, and generate_file.c, how
 * it is written down. */
#ifndef TOOLS_GENERATE_MONTH_H
#define TOOLS_GENERATE_MONTH_H

#include "generate.h"

/* What a unit deducted from a member. */
struct result {
    int64_t collected_satang;
    enum reason reason;
    bool missing; /* the file leaves him out */
    bool begins;  /* nothing this month, and something the month before */
};
/* month: 0 is the first. */
struct result result_of(const struct society *c, uint32_t index, uint32_t month, int64_t billed_satang);

/* A row of a unit's file. */
struct file_row {
    char member_no[12];
    uint32_t number; /* for the name */
    int32_t date;
    int64_t billed_satang, collected_satang;
    int64_t real_satang; /* what was deducted in truth, where the row is corrected later */
    enum reason reason;
};

/* A unit's month in hand. */
struct unit_file {
    uint32_t unit;
    char code[12];
    enum unit_case what;
    int32_t date, money_date; /* when the file comes, and the money */
    bool late;                /* the file comes after the cut-off day */
    struct file_row *rows;
    uint32_t count, capacity;
};

struct month {
    const struct society *c;
    uint32_t period, month;
    const char *directory;
    bool msgpack;
    struct outlet results, remittances, events, late, held, refused;
    FILE *list;            /* of the files, files.tsv */
    struct unit_file unit; /* in hand */
    int64_t moved_satang;  /* billed to moved_unit in the unit that he leaves */
    uint32_t bills;
    int status; /* of what went wrong while rows were visited */
};

/* The months of the story's members. */
enum {
    SETUP = -1,
#define MEMBER(name, month, what) MONTH_##name = month,
#include "generate_case.def"
};

/* An event with the key what/period/rest. */
struct event *month_event(const struct month *m, enum event_id id, int32_t date, const char *what, const char *rest);
/* A payment on a loan outside the payroll, under a receipt number R-number. */
void counter_pay(struct month *m, const char *contract_no, const char *number, int32_t day, int64_t satang);

/* Writes the unit's file, the wrong ones before it and the repeated ones behind it; or their events. */
void file_write(struct month *m);
/* generate_story.c: what the story's members do beside the payroll, and what must be refused. */
int story_play(struct month *m, struct ask *a);
/* file_ref "" for the main one. */
void file_decide(struct month *m, const char *file_ref);

#endif
