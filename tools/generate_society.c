/* Units, calendars, numbers, and who is a case. The members themselves are made in generate_person.c. */
#include "generate_society.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MILLION = 1000000, FIRST_UNIT_CODE = 401, STORY_MEMBERS = 24, CASE_MEMBERS = 12 };

static const struct profile profiles[] = {
    {"S", 200, 5, 150, 40, 0},
    {"M", 5000, 120, 4500, 25, 10100},
    {"L", 300000, 8000, 330000, 12, 15070},
};

const struct calendar calendars[CALENDARS] = {
    {"pension", 15, 6, 23, 28},
    {"civil", 35, 7, 27, 0},
    {"local", 50, 8, 0, -5},
};

const struct profile *profile_find(const char *name)
{
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++)
        if (strcmp(profiles[i].name, name) == 0)
            return &profiles[i];
    return NULL;
}

/* ---- calendars */

static int32_t day_of(uint32_t period, int day)
{
    if (day < 0)
        return value_period_first_day(period + 1) - day - 1;
    return day == 0 ? value_period_last_day(period) : value_period_first_day(period) + day - 1;
}

int32_t calendar_bill(const struct calendar *c, uint32_t period)
{
    return day_of(period, c->bill_day);
}

int32_t calendar_due(const struct calendar *c, uint32_t period)
{
    return day_of(period, c->due_day);
}

int32_t calendar_cut_off(const struct calendar *c, uint32_t period)
{
    return day_of(period, c->cut_off_day);
}

/* ---- units */

/* Every unit has a place of its own on the curve, so that the sizes come out as they should, and with them nearly the
 * members; what is left over goes to the units one by one. */
static void sizes_set(struct society *c, uint32_t *sizes)
{
    const struct profile *p = c->profile;
    uint64_t sum = 0, scaled = 0;
    for (uint32_t i = 0; i < p->units; i++) {
        uint64_t place = dice_shuffle(dice(c->seed, STREAM_unit_size, 0), i, p->units);
        uint32_t millionth = (uint32_t)((2 * place + 1) * MILLION / (2 * p->units));
        int64_t size = dice_lognormal_at(millionth, (int64_t)p->unit_median * 100, p->unit_sigma) / 100;
        sizes[i] = size > 0 ? (uint32_t)size : 1;
        sum += sizes[i];
    }
    for (uint32_t i = 0; i < p->units; i++) {
        sizes[i] = (uint32_t)((uint64_t)sizes[i] * p->members / sum);
        sizes[i] += sizes[i] == 0;
        scaled += sizes[i];
    }
    for (uint32_t i = 0; scaled != p->members; i = (i + 1) % p->units) {
        if (scaled < p->members)
            sizes[i]++, scaled++;
        else if (sizes[i] > 1)
            sizes[i]--, scaled--;
    }
}

/* Each unit goes to the calendar that lacks most members. */
static void calendars_set(struct society *c, const uint32_t *sizes)
{
    int64_t lacking[CALENDARS];
    for (uint32_t k = 0; k < CALENDARS; k++)
        lacking[k] = (int64_t)c->profile->members * calendars[k].share_percent / 100;
    for (uint32_t i = 0; i < c->profile->units; i++) {
        uint8_t most = 0;
        for (uint8_t k = 1; k < CALENDARS; k++)
            most = lacking[k] > lacking[most] ? k : most;
        c->unit_calendar[i] = most;
        lacking[most] -= sizes[i];
    }
}

/* The story needs a unit with enough members that pays by the end of the month, and another behind it to move to. */
static void cases_set(struct society *c, const uint32_t *sizes)
{
    uint32_t found = 0;
    c->story_unit = c->moved_to = SOCIETY_NO_UNIT;
    for (uint32_t slot = 0; slot < SOCIETY_CASE_UNITS; slot++)
        c->case_units[slot] = SOCIETY_NO_UNIT;
    for (uint32_t i = 0; i < c->profile->units; i++) {
        bool local = c->unit_calendar[i] == CALENDAR_local;
        if (c->story_unit == SOCIETY_NO_UNIT && local && sizes[i] >= STORY_MEMBERS) {
            c->story_unit = i;
            continue;
        }
        if (c->moved_to == SOCIETY_NO_UNIT && local && c->story_unit != SOCIETY_NO_UNIT)
            c->moved_to = i;
        if (found < SOCIETY_CASE_UNITS && sizes[i] >= CASE_MEMBERS)
            c->case_units[found++] = i;
    }
}

void society_begin(struct society *c, const struct profile *p, uint64_t seed, uint32_t from)
{
    static uint32_t sizes[SOCIETY_UNITS_MAX];
    *c = (struct society){.profile = p, .seed = seed, .from = from};
    /* Contracts per borrower: 1, 2, 3 and 4 of them at 55, 33, 10 and 2 %, so 1.59. */
    c->borrowers = (uint32_t)((uint64_t)p->loans * 100 / 159);
    sizes_set(c, sizes);
    calendars_set(c, sizes);
    cases_set(c, sizes);
    assert(c->story_unit != SOCIETY_NO_UNIT && c->moved_to != SOCIETY_NO_UNIT); /* true of every profile */
    for (uint32_t i = 0; i < p->units; i++)
        c->unit_begin[i + 1] = c->unit_begin[i] + sizes[i];
}

void society_unit_code(uint32_t unit, char ret[12])
{
    snprintf(ret, 12, "%04u", (FIRST_UNIT_CODE + unit) % 100000);
}

uint32_t society_unit_of_code(const struct society *c, const char *unit_code)
{
    char *end;
    unsigned long n = strtoul(unit_code, &end, 10);
    bool ours = *end == '\0' && n >= FIRST_UNIT_CODE && n < FIRST_UNIT_CODE + c->profile->units;
    return ours ? (uint32_t)n - FIRST_UNIT_CODE : SOCIETY_NO_UNIT;
}

uint32_t society_unit_of(const struct society *c, uint32_t index)
{
    uint32_t low = 0, high = c->profile->units;
    while (high - low > 1) {
        uint32_t middle = (low + high) / 2;
        if (c->unit_begin[middle] <= index)
            low = middle;
        else
            high = middle;
    }
    return low;
}

uint32_t society_unit_members(const struct society *c, uint32_t unit)
{
    return c->unit_begin[unit + 1] - c->unit_begin[unit];
}

const struct calendar *society_calendar(const struct society *c, uint32_t unit)
{
    return &calendars[c->unit_calendar[unit]];
}

/* ---- cases */

static enum unit_case case_set_apart(const struct society *c, uint32_t unit, uint32_t month)
{
    static const struct {
        uint32_t month, slot;
        enum unit_case what;
    } places[] = {
#define UNIT(name, month, slot, what) {month, slot, UNIT_##name},
#include "generate_case.def"
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (places[i].month == month && c->case_units[places[i].slot] == unit)
            return places[i].what;
    return UNIT_plain;
}

/* By chance too, but the story's units are left to their story. */
enum unit_case society_unit_case(const struct society *c, uint32_t unit, uint32_t month)
{
    static const struct {
        enum unit_case what;
        uint32_t per_ten_thousand;
    } shares[] = {
#define SHARE(name, per_ten_thousand) {UNIT_##name, per_ten_thousand},
#include "generate_case.def"
    };
    enum unit_case what = case_set_apart(c, unit, month);
    if (what != UNIT_plain || unit == c->story_unit || unit == c->moved_to)
        return what;
    uint32_t left = dice_below(dice(c->seed, STREAM_unit_case, (uint64_t)month << 32 | unit), 10000);
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        if (left < shares[i].per_ten_thousand)
            return shares[i].what;
        left -= shares[i].per_ten_thousand;
    }
    return UNIT_plain;
}

/* ---- numbers */

uint32_t society_index(const struct society *c, uint32_t number)
{
    return dice_unshuffle(dice(c->seed, STREAM_number, 0), number - 1, c->profile->members);
}

static uint32_t number_of(const struct society *c, uint32_t index)
{
    return dice_shuffle(dice(c->seed, STREAM_number, 0), index, c->profile->members) + 1;
}

bool society_index_of_no(const struct society *c, const char *member_no, uint32_t *ret_index)
{
    char *end;
    unsigned long number = strtoul(member_no, &end, 10);
    if (end == member_no || number < 1 || number > c->profile->members)
        return false;
    *ret_index = society_index(c, (uint32_t)number);
    return true;
}

uint32_t society_role_index(const struct society *c, enum role role)
{
    return c->unit_begin[c->story_unit] + (uint32_t)role;
}

enum role society_role(const struct society *c, uint32_t index)
{
    uint32_t begin = c->unit_begin[c->story_unit];
    return index > begin && index < begin + ROLE_count ? (enum role)(index - begin) : ROLE_none;
}

/* One in thirty members is an associate, of local governments only: their terms of office end. */
static bool is_associate(const struct society *c, uint32_t index)
{
    enum role role = society_role(c, index);
    if (role != ROLE_none)
        return role == ROLE_letter_number;
    return c->unit_calendar[society_unit_of(c, index)] == CALENDAR_local &&
           dice_below(dice(c->seed, STREAM_person, (uint64_t)index << 8), 30) == 0;
}

void society_member_no(const struct society *c, uint32_t index, char ret[12])
{
    snprintf(ret, 12, "%06u%s", number_of(c, index) % 10000000, is_associate(c, index) ? "A" : "");
}
