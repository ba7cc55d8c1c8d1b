/* import.h - from the lines of a unit's file to events, envelopes and a report by row. */
#ifndef TOOLS_IMPORT_H
#define TOOLS_IMPORT_H

#include "ask.h"
#include "progress.h"
#include "rejects.h"
#include "report.h"
#include "spool.h"
#include "submit.h"

enum {
    IMPORT_LINES_MAX = 8000, /* in one envelope, beside the events that close files */
    IMPORT_EVENTS_MAX = SUBMIT_EVENTS_MAX,
    IMPORT_TOLD = 50, /* rows of one kind that are listed for people */
    IMPORT_MISSING_TOLD = 5,
};

/* A row that is not what was imported before under its key. */
struct import_conflict {
    uint32_t row;
    uint64_t seq; /* of what was imported; 0: its file is closed, and it was not in it */
    uint32_t line_no;
    bool is_same; /* as it is, by another producer */
    char unit_code[12], member_no[12];
    int64_t collected_satang;
};

/* What lies in the envelope in hand, up to a mark. */
struct import_fill {
    size_t bytes;
    uint32_t count;
    struct totals totals;
};

struct import {
    struct profile profile;
    struct sheet_config sheet;
    char producer[24], part[16], actor[24];
    int32_t date; /* of rows without one, and of closing the file; 0: the last day of the month */
    bool json, dry_run, partial, not_billed, count_expected, total_expected;
    uint32_t expected_count;
    int64_t expected_total_satang;
    uint8_t accept_reason; /* enum acceptance; 0: totals must agree */
    int64_t accept_limit_satang;
    bool accepted; /* they do not agree, and the declared ones are sent */
    uint32_t declared_count;
    int64_t declared_total_satang;
    uint64_t file_bytes;

    struct ask ask;
    struct sheet_sums sums;
    struct spool spool;
    struct rejects rejects;
    bool spool_failed;
    struct {
        uint32_t row;
        char member_no[12];
    } by_length[8];      /* the first row whose member number is so many digits */
    uint64_t duplicates; /* rows that are the same as another */
    uint32_t envelopes;  /* that the file takes */

    /* The envelope in hand. */
    struct buffer events;
    struct import_fill fill, unit_begin; /* all of it; where the unit in hand begins */
    uint64_t rows[IMPORT_EVENTS_MAX];    /* of its lines: import_number(); 0 is a closing event */
    bool counting, rehearsing, explaining, one_by_one, envelope_refused, refused;
    bool unit_cut, settlement_untried, types_cut;
    struct progress progress;
    struct report report;
    struct report_types types;
    uint64_t told_parked, told_refused, conflicts, held;
    bool taken_back; /* all was imported before, and a file of it does not count any more */
    struct import_conflict conflict[IMPORT_TOLD];
    char earlier_producer[24]; /* of rows that are the same */
    char held_unit[IMPORT_TOLD][12];
    uint32_t missing; /* members who are billed, and have no row here nor in another file that counts */
    char missing_no[IMPORT_MISSING_TOLD][12];
};

/* Reads the file to its end and compares its sums. 0, or the exit status. */
int import_check(struct import *im);
/* Whether an officer answers for the difference between what is declared and what the lines add up to: then the
 * declared totals are sent, and the daemon decides. */
bool import_accepts(struct import *im, uint32_t declared_count, int64_t declared_satang, int64_t sum_satang);
/* What the daemon has of a unit's file: fills in lines and sum, notes whether it was taken back. 0, or the exit status.
 */
int import_file_ask(struct import *im, struct spool_unit *unit);
/* Sends it, and reports. */
int import_send(struct import *im);

/* import_event.c: the events of a line and of the end of a unit's file. */
void import_line_encode(const struct import *im, const struct sheet_line *line, struct buffer *out);
void import_close_encode(const struct import *im, const struct spool_unit *unit, struct buffer *out);
uint32_t import_row(uint64_t number);

/* import_differ.c: a row that differs from what was imported before; and in the end, how, and the ways on. */
void import_conflict_note(struct import *im, uint32_t row, struct bytes event, struct bytes answer);
int import_conflicts_tell(struct import *im);

/* import_billed.c: refuses a file most of whose rows are of members who are not billed to the unit that was named;
 * notes who is billed and has no row. 0, or the exit status. */
int import_billed_check(struct import *im);
void import_missing_tell(const struct import *im);

/* For import_send: what became of the events of one envelope. */
void import_answered(void *context, const struct submit_request *r, struct bytes answer);
void import_summary(struct import *im, bool closed);

#endif
