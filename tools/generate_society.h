/* generate_society.h - who is who in a synthetic cooperative: every unit and member follows from profile, seed and
 * number. Nothing is kept of members, so that a large cooperative takes no more memory than a small one. */
#ifndef TOOLS_GENERATE_SOCIETY_H
#define TOOLS_GENERATE_SOCIETY_H

#include "generate_dice.h"

#include "../proto/schema.h"

enum { SOCIETY_UNITS_MAX = 8000, SOCIETY_LOANS_MAX = 4, SOCIETY_CASE_UNITS = 8 };
#define SOCIETY_NO_UNIT UINT32_MAX

/* What dice are thrown for. */
enum stream {
    STREAM_unit_size,
    STREAM_number,
    STREAM_borrower,
    STREAM_person,
    STREAM_income,
    STREAM_loan,
    STREAM_order,
    STREAM_result,
    STREAM_short,
    STREAM_unit_month,
    STREAM_unit_case,
    STREAM_counter,
};

enum role {
    ROLE_none,
#define MEMBER(name, month, what) ROLE_##name,
#include "generate_case.def"
    ROLE_count
};

enum unit_case {
    UNIT_plain,
#define UNIT(name, month, slot, what) UNIT_##name,
#include "generate_case.def"
    UNIT_CASES
};

struct profile {
    const char *name;
    uint32_t members, units, loans;
    int32_t unit_median, unit_sigma; /* members of a unit, lognormal; sigma 0: all are equal */
};
const struct profile *profile_find(const char *name); /* NULL: there is none */

/* Units that share a calendar: pensions are paid on the 23rd, salaries of the state three days before the month ends,
 * local governments pay by its end, with grace to the 5th. */
struct calendar {
    const char *group;
    uint32_t share_percent; /* of all members */
    int bill_day, due_day;  /* 0: the last of the month */
    int cut_off_day;        /* the same; negative: of the next month */
};
enum { CALENDARS = 3, CALENDAR_pension = 0, CALENDAR_local = 2 };
extern const struct calendar calendars[CALENDARS];
int32_t calendar_bill(const struct calendar *c, uint32_t period);
int32_t calendar_due(const struct calendar *c, uint32_t period);
int32_t calendar_cut_off(const struct calendar *c, uint32_t period);

struct society {
    const struct profile *profile;
    uint64_t seed;
    uint32_t from;                           /* the first month that is billed; loans are paid out in the one before */
    uint32_t borrowers;                      /* members with a loan */
    uint32_t story_unit;                     /* whose members are the cases of generate_case.def */
    uint32_t moved_to;                       /* unit that moved_unit moves to */
    uint32_t case_units[SOCIETY_CASE_UNITS]; /* SOCIETY_NO_UNIT: there are not so many */
    uint32_t unit_begin[SOCIETY_UNITS_MAX + 1]; /* first member, by index */
    uint8_t unit_calendar[SOCIETY_UNITS_MAX];
};
void society_begin(struct society *c, const struct profile *p, uint64_t seed, uint32_t from);
void society_unit_code(uint32_t unit, char ret[12]);
/* SOCIETY_NO_UNIT: none of ours. */
uint32_t society_unit_of_code(const struct society *c, const char *unit_code);
uint32_t society_unit_of(const struct society *c, uint32_t index);
uint32_t society_unit_members(const struct society *c, uint32_t unit);
const struct calendar *society_calendar(const struct society *c, uint32_t unit);
/* What is odd about a unit in a month, 0 being the first. */
enum unit_case society_unit_case(const struct society *c, uint32_t unit, uint32_t month);

/* A member's index orders him by unit; his number is drawn from all, so numbers and units have nothing in common. */
uint32_t society_index(const struct society *c, uint32_t number);
bool society_index_of_no(const struct society *c, const char *member_no, uint32_t *ret_index);
uint32_t society_role_index(const struct society *c, enum role role);
enum role society_role(const struct society *c, uint32_t index);

struct person_loan {
    char contract_no[24], application_no[24];
    char payer_no[12]; /* "": he himself */
    const char *product;
    enum loan_kind kind;
    enum loan_method method;
    int32_t rate_bp;
    uint32_t instalments, purpose;
    int64_t amount_satang, first_satang; /* the first instalment */
    int32_t filed_on, decided_on, paid_on;
    bool overridden; /* by resolution of the board */
};
struct person {
    uint32_t index, number, unit;
    enum role role;
    char member_no[12];
    enum member_kind kind;
    int32_t birth_date, join_date;
    int64_t income_satang, other_satang, share_satang;
    int64_t orders[bill_item_funeral + 1]; /* by item, standing orders; 0: none */
    uint32_t loans_count;
    struct person_loan loans[SOCIETY_LOANS_MAX];
};
void society_person(const struct society *c, uint32_t index, struct person *ret);
/* His number alone, which costs less. */
void society_member_no(const struct society *c, uint32_t index, char ret[12]);
/* In Thai; lives as long as the program. */
const char *society_title(uint32_t number), *society_name(uint32_t number), *society_surname(uint32_t number);

/* A product of the generated policy, by place; NULL behind the last. */
struct society_product {
    const char *product;
    enum loan_kind kind;
    uint32_t max_instalments;
    int32_t rate_bp;
};
const struct society_product *society_product(uint32_t i);
enum { SOCIETY_INSTALMENT_STEP_SATANG = 1000, SOCIETY_COMMITTEE_WEEKDAY = 4 };

#endif
