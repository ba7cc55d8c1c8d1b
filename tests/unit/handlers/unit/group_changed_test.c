#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/coop.h"
#include "../../../support/test.h"

#define CALENDAR                                                                                                       \
    "cycles[0].unit_group=monthly cycles[0].cut_off_day=5 cycles[1].unit_group=pension cycles[1].cut_off_day=5"

static const char *group_of(struct coop *c, const char *unit_code)
{
    static struct unit unit;
    struct unit_key key = {0};
    value_code_set(key.unit_code, sizeof key.unit_code, unit_code);
    CHECK(unit_get(coop_txn(c), &key, &unit));
    return unit.unit_group;
}

void test_a_group_without_a_calendar_is_refused_where_the_policy_has_calendars(void)
{
    struct coop c;
    coop_begin_with(&c, CALENDAR);
    coop_refused(&c, "2024-01-02 unit.registered unit_code=0418 unit_group=montly", "group_no_cycle",
                 "data.unit_group");
    CHECK_INT(coop_send(&c, "2024-01-02 unit.registered unit_code=0418 unit_group=pension"), APPLIED);
    coop_refused(&c, "2024-01-02 unit.group_changed unit_code=0418 unit_group=montly", "group_no_cycle",
                 "data.unit_group");
    coop_end(&c);
    coop_begin(&c);
    CHECK_INT(coop_send(&c, "2024-01-02 unit.registered unit_code=0418 unit_group=any"), APPLIED);
    coop_end(&c);
}

void test_a_wrong_group_is_corrected_before_the_first_month(void)
{
    struct coop c;
    struct unit_group_key wrong = {"montly"};
    struct unit_group group;
    coop_begin(&c);
    CHECK_INT(coop_send(&c, "2024-01-02 unit.registered unit_code=0418 unit_group=montly"), APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-02 member.registered member_no=004412 kind=ordinary unit_code=0418 "
                            "income=20,000.00 share_monthly=500.00"),
              APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-03 unit.group_changed unit_code=0418 unit_group=monthly"), APPLIED);
    CHECK_TEXT(group_of(&c, "0418"), "monthly");
    CHECK(!unit_group_get(coop_txn(&c), &wrong, &group));
    coop_refused(&c,
                 "2024-01-20 payroll.cycle_opened period=2024-01 unit_group=montly remit_due_date=2024-01-31 "
                 "cut_off_date=2024-02-05",
                 "group_unknown", "data.unit_group");
    CHECK_INT(coop_send(&c, "2024-01-20 payroll.cycle_opened period=2024-01 unit_group=monthly "
                            "remit_due_date=2024-01-31 cut_off_date=2024-02-05"),
              APPLIED);
    CHECK_INT((int64_t)coop_count(&c, EVENT_payroll_bill_issued), 2);
    coop_refused(&c, "2024-01-21 unit.group_changed unit_code=0418 unit_group=pension", "unit_billed",
                 "data.unit_code");
    CHECK_TEXT(group_of(&c, "0418"), "monthly");
    coop_refused(&c, "2024-01-21 unit.group_changed unit_code=0499 unit_group=pension", "unit_unknown",
                 "data.unit_code");
    coop_end(&c);
}

/* A group that keeps a unit, or was billed, stays; months of other units do not hold one back. */
void test_a_group_stays_while_a_unit_is_in_it_or_it_was_billed(void)
{
    struct coop c;
    struct unit_group_key key = {"monthly"};
    struct unit_group group = {0};
    coop_begin(&c);
    CHECK_INT(coop_send(&c, "2024-01-20 payroll.cycle_opened period=2024-01 unit_group=monthly "
                            "remit_due_date=2024-01-31 cut_off_date=2024-02-05"),
              APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-21 unit.registered unit_code=0416 unit_group=monthly"), APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-21 unit.registered unit_code=0418 unit_group=monthly"), APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-22 unit.group_changed unit_code=0416 unit_group=pension"), APPLIED);
    CHECK_INT(coop_send(&c, "2024-01-22 unit.group_changed unit_code=0418 unit_group=pension"), APPLIED);
    CHECK(unit_group_get(coop_txn(&c), &key, &group));
    CHECK_INT(group.last_period, value_period(2024, 1));
    coop_end(&c);
}
