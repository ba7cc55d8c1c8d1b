#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../tools/generate_society.h"
#include "../../support/test.h"

#include <stdlib.h>

enum { MILLION = 1000000 };

void test_normal_curve_is_symmetric_and_rises(void)
{
    CHECK_INT(dice_normal_at(MILLION / 2), 0);
    CHECK_INT(dice_normal_at(850000), 10364);
    CHECK_INT(dice_normal_at(25000 - 1), -19600);
    for (uint32_t i = 1; i < MILLION; i++)
        if (dice_normal_at(i) < dice_normal_at(i - 1) || dice_normal_at(i) != -dice_normal_at(MILLION - 1 - i)) {
            CHECK_INT(i, -1);
            return;
        }
}

void test_lognormal_has_its_median_and_deviation(void)
{
    CHECK_INT(dice_lognormal_at(MILLION / 2, 28000, 4500), 28000);
    CHECK_INT(dice_lognormal_at(975000, 28000, 4500), 67640);    /* 28000 x e^(0.45 x 1.96) */
    CHECK_INT(dice_lognormal_at(25000 - 1, 28000, 4500), 11590); /* / the same */
    CHECK_INT(dice_lognormal_at(990000, 12, 15070), 399);        /* the largest units */
}

void test_shuffle_is_undone(void)
{
    for (uint32_t n = 1; n < 2000; n += 37) {
        uint8_t *seen = calloc(n, 1);
        for (uint32_t i = 0; i < n; i++) {
            uint32_t place = dice_shuffle(7, i, n);
            CHECK(place < n && !seen[place] && dice_unshuffle(7, place, n) == i);
            seen[place] = 1;
        }
        free(seen);
    }
}

void test_choose_keeps_to_the_weights(void)
{
    static const uint16_t weights[] = {30, 0, 70};
    uint32_t counts[3] = {0};
    for (uint64_t i = 0; i < 10000; i++)
        counts[dice_choose(dice(1, 2, i), weights, 3)]++;
    CHECK(counts[0] > 2850 && counts[0] < 3150);
    CHECK_INT(counts[1], 0);
}

/* Of every profile: all members are in units, every number belongs to one member, and back. */
void test_every_number_is_one_member(void)
{
    static struct society c;
    static const char *const names[] = {"S", "M", "L"};
    for (size_t i = 0; i < 3; i++) {
        society_begin(&c, profile_find(names[i]), 11, value_period(2024, 1));
        uint32_t members = c.profile->members, wrong = 0;
        CHECK_INT(c.unit_begin[c.profile->units], members);
        for (uint32_t number = 1; number <= members; number += 1 + members / 5000) {
            char no[12];
            uint32_t index = society_index(&c, number), again = 0;
            society_member_no(&c, index, no);
            wrong += !society_index_of_no(&c, no, &again) || again != index || strtoul(no, NULL, 10) != number;
            wrong += c.unit_begin[society_unit_of(&c, index)] > index ||
                     c.unit_begin[society_unit_of(&c, index) + 1] <= index;
        }
        CHECK_INT(wrong, 0);
    }
}

/* Whatever the seed, there is a unit for the story, and others for what is odd about units. */
void test_every_seed_has_its_cases(void)
{
    static struct society c;
    for (uint64_t seed = 0; seed < 200; seed++) {
        society_begin(&c, profile_find(seed % 2 ? "M" : "S"), seed, value_period(2024, 1));
        CHECK(society_unit_members(&c, c.story_unit) > ROLE_count && c.moved_to > c.story_unit);
        CHECK(c.case_units[3] != SOCIETY_NO_UNIT);
    }
}

void test_calendars(void)
{
    uint32_t february = value_period(2024, 2);
    CHECK_INT(calendar_due(&calendars[CALENDAR_pension], february), value_day(2024, 2, 23));
    CHECK_INT(calendar_due(&calendars[CALENDAR_local], february), value_day(2024, 2, 29));
    CHECK_INT(calendar_cut_off(&calendars[CALENDAR_local], february), value_day(2024, 3, 5));
    for (int i = 0; i < CALENDARS; i++)
        CHECK(calendar_bill(&calendars[i], february) < calendar_due(&calendars[i], february) &&
              calendar_due(&calendars[i], february) <= calendar_cut_off(&calendars[i], february));
}
