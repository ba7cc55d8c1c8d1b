/* import.h - from the lines of a unit's file to events, envelopes and a report by row. */
#ifndef TOOLS_IMPORT_H
#define TOOLS_IMPORT_H

#include "ask.h"
#include "progress.h"
#include "report.h"
#include "sheet.h"
#include "submit.h"

enum {
    IMPORT_LINES_MAX = 8000, /* in one envelope, beside the event that closes the file */
    IMPORT_TOLD = 50,        /* rows of one kind that are listed for people */
};

struct import {
    struct sheet_config sheet;
    char unit_code[12], producer[24];
    int32_t date; /* of rows without one, and of closing the file */
    bool json, dry_run, partial, count_expected, total_expected;
    uint32_t expected_count;
    int64_t expected_total_satang;
    uint64_t file_bytes;

    struct ask ask;
    struct sheet_sums sums;
    struct {
        uint32_t row;
        char member_no[12];
    } by_length[8];     /* the first row whose member number is so many digits */
    uint32_t envelopes; /* that the file takes */

    /* The envelope in hand. */
    struct buffer events;
    uint32_t count;
    struct totals totals;
    uint64_t rows[IMPORT_LINES_MAX + 1]; /* of its lines; 0 is the closing event */
    bool rehearsing, explaining, envelope_refused;
    int status;
    struct progress progress;
    struct report report;
    struct report_types types;
    uint64_t told_parked, told_refused;
};

/* Reads the file to its end, compares its sums, counts the envelopes. 0, or the exit status. */
int import_check(struct import *im);
/* Sends it, and reports. */
int import_send(struct import *im);

/* For import_send: what became of the events of one envelope. */
void import_answered(void *context, const struct submit_request *r, struct bytes answer);
void import_summary(struct import *im);

#endif
