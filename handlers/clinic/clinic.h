/* clinic.h - the cooperative clinic (Community Development 2561): clinics, their cases, and what is measured of them.
 * The only place that writes the clinic tables. */
#ifndef HANDLERS_CLINIC_CLINIC_H
#define HANDLERS_CLINIC_CLINIC_H

#include "../emit.h"
#include "../handler.h"
#include "../policy/policy.h"
#include "../state/records.h"

/* So that an evaluation is no long event. unverified default */
enum { CLINICS_MAX = 100, CLINIC_WINDOW_MONTHS = 12 };

struct clinic_key clinic_key_of(const char *clinic_code);
/* A clinic that serves on the day of the event, and the policy of that day; or refuses with clinic_unknown,
 * clinic_not_serving, no_policy. */
bool clinic_serving(struct txn *t, const char *clinic_code, const struct happening *h, struct policy_in_force *ret,
                    struct refusal *why);

/* ---- cases */

struct clinic_case_key clinic_case_key_of(const char *case_no);
/* Finds a case for a handler that moves it to a state; or refuses with clinic_case_unknown, clinic_case_state, or, when
 * the event is dated before the last move, dates_out_of_order. */
bool clinic_case_find(struct txn *t, const char *case_no, enum clinic_state to, const struct happening *h,
                      struct clinic_case *ret, struct refusal *why);
/* Moves a case, as clinic_case_find allowed, and stores it. */
void clinic_case_move(struct txn *t, const char *case_no, struct clinic_case *c, enum clinic_state to, int32_t date);
/* The same, to the central clinic or the board, who are told; for the board it is put on the agenda. */
void clinic_case_pass(struct txn *t, const char *case_no, struct clinic_case *c, enum clinic_level to, int32_t date);
/* A case that stays open is told of, once: from the day on which it was opened, as the policy of that day says. The
 * caller stores it. */
void clinic_case_watch(struct txn *t, const char *case_no, struct clinic_case *c, const struct policy_in_force *p);
/* It is brought to an end on `date`. The caller stores it. */
void clinic_case_stop(struct txn *t, const char *case_no, struct clinic_case *c, int32_t date);
/* A due row of kind clinic_case at the close of `day`. */
void clinic_case_due(struct txn *t, const char *case_no, int32_t day);

/* ---- what is measured */

/* What a case adds to the month in which it was opened. */
void clinic_month_add(struct txn *t, const struct clinic_case *c, const struct clinic_month *more);

/* The first and the next month whose walk-in sessions are measured: whole months of service. Looked at when their last
 * day is closed; not before `day`. */
void clinic_month_watch(struct txn *t, const char *clinic_code, const struct clinic *clinic, uint32_t period,
                        int32_t day);
/* A due row of kind clinic_month at the close of `day`. */
void clinic_month_due(struct txn *t, const char *clinic_code, uint32_t period, int32_t day);
/* Tells the walk-in days of a month. */
void clinic_walk_in_tell(struct txn *t, const char *clinic_code, uint32_t period, int32_t date,
                         const struct policy_in_force *p);

#endif
