/* scenario.h - events, follow-ups and records as lines of text that an accountant can read: money in baht, lists in
 * round brackets, the rule and what it compared in square ones. tests/scenarios/run.c plays files of such lines. */
#ifndef TESTS_SUPPORT_SCENARIO_H
#define TESTS_SUPPORT_SCENARIO_H

#include "store_mem.h"

enum { SCENARIO_ERROR_MAX = 200, SCENARIO_WIDTH = 118 };

/* "2024-01-05 loan.disbursed contract_no=S-1 paid=300,000.00". Money fields may drop "_satang" and are then in baht,
 * rates may drop "_bp" and are then in percent ("6.00%"); an element of a list is name[0].field=value. The event goes
 * through the codec, as if it had been received; what the codec refuses is in *ret_why (REFUSAL_none otherwise). false:
 * the line is no event, and error says why. */
bool scenario_parse_event(const char *line, struct event *ret, struct refusal *ret_why, char error[SCENARIO_ERROR_MAX]);

/* The verdict: "applied", "parked before_detail", "refused code field: sentence". */
void scenario_verdict(enum verdict verdict, const struct refusal *why, struct buffer *out);
/* "loan.classified contract_no S-1 ... [npl_class: months_overdue 4 > 3]"; the date is put before it unless it is
 * usual_date. */
void scenario_followup(const struct store_mem_followup *f, int32_t usual_date, struct buffer *out);
/* "show loan contract_no=S-1 principal class": the rows with these values, and of each these fields (or all that are
 * not empty), a line each. false: error says why. */
bool scenario_show(struct store_mem *s, const char *line, struct buffer *out, char error[SCENARIO_ERROR_MAX]);

#endif
