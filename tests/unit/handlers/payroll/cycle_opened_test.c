#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/month.h"
#include "../../../support/test.h"

#include <stdio.h>

static struct store_mem_followup f;

static void check_refused(struct month *m, const char *line, enum refusal_code code, const char *field, int64_t value,
                          int64_t limit)
{
    uint64_t work = store_mem_rows(m->store, TABLE_work), cycles = store_mem_rows(m->store, TABLE_cycle);
    bool ok = CHECK_INT(month_say(m, line), REFUSED);
    ok = CHECK_INT(m->why.code, code) && ok;
    ok = CHECK_TEXT(m->why.field, field) && ok;
    ok = CHECK_INT(m->why.value, value) && ok;
    ok = CHECK_INT(m->why.limit, limit) && ok;
    ok = CHECK_INT(store_mem_rows(m->store, TABLE_work), work) && ok;
    ok = CHECK_INT(store_mem_rows(m->store, TABLE_cycle), cycles) && ok;
    if (!ok)
        printf("# in: %s\n", line);
}

#define CYCLE(effective, period, interest_to, remit_due, cut_off)                                                      \
    effective " payroll.cycle_opened unit_group=monthly period=" period " interest_to_date=" interest_to               \
              " remit_due_date=" remit_due " cut_off_date=" cut_off

void test_a_month_is_billed_once_and_in_order(void)
{
    struct month m = month_begin();
    struct unit_group group;
    struct cycle cycle;
    CHECK_INT(month_say(&m, MONTH_OPEN), APPLIED);
    CHECK(cycle_get(m.t, &(struct cycle_key){"monthly", MONTH_JANUARY}, &cycle));
    CHECK_INT(cycle.interest_to_date, value_day(2024, 1, 31));
    CHECK_INT(cycle.remit_due_date, value_day(2024, 1, 31));
    CHECK_INT(cycle.cut_off_date, value_day(2024, 2, 5));
    CHECK(unit_group_get(m.t, &(struct unit_group_key){"monthly"}, &group));
    CHECK_INT(group.last_period, MONTH_JANUARY);
    check_refused(&m, MONTH_OPEN, REFUSAL_cycle_exists, "data.period", MONTH_JANUARY, 0);
    CHECK_TEXT(m.why.text, "monthly");
    check_refused(&m, CYCLE("2024-01-10", "2023-12", "2023-12-31", "2023-12-31", "2024-01-05"), REFUSAL_cycle_order,
                  "data.period", MONTH_JANUARY - 1, MONTH_JANUARY);
    CHECK_INT(month_say(&m, MONTH_OPEN_FEBRUARY), APPLIED);
    month_end(&m);
}

void test_a_group_without_units_is_unknown(void)
{
    struct month m = month_begin();
    check_refused(&m,
                  "2024-01-10 payroll.cycle_opened period=2024-01 unit_group=pension interest_to_date=2024-01-31 "
                  "remit_due_date=2024-01-31 cut_off_date=2024-02-05",
                  REFUSAL_group_unknown, "data.unit_group", 0, 0);
    CHECK_TEXT(m.why.text, "pension");
    month_end(&m);
}

void test_a_cycle_needs_a_policy(void)
{
    struct month m = month_begin();
    check_refused(&m, CYCLE("2023-12-31", "2023-12", "2023-12-31", "2023-12-31", "2024-01-05"), REFUSAL_no_policy,
                  "effective_date", value_day(2023, 12, 31), 0);
    month_end(&m);
}

void test_dates_of_a_cycle_are_in_order(void)
{
    struct month m = month_begin();
    check_refused(&m, CYCLE("2024-01-10", "2024-01", "2023-12-31", "2024-01-31", "2024-02-05"),
                  REFUSAL_dates_out_of_order, "data.interest_to_date", value_day(2023, 12, 31), value_day(2024, 1, 1));
    check_refused(&m, CYCLE("2024-01-10", "2024-01", "2024-03-01", "2024-01-31", "2024-02-05"),
                  REFUSAL_dates_out_of_order, "data.interest_to_date", value_day(2024, 2, 29), value_day(2024, 3, 1));
    check_refused(&m, CYCLE("2024-01-10", "2024-01", "2024-01-31", "2023-12-31", "2024-02-05"),
                  REFUSAL_dates_out_of_order, "data.remit_due_date", value_day(2023, 12, 31), value_day(2024, 1, 1));
    check_refused(&m, CYCLE("2024-01-10", "2024-01", "2024-01-31", "2024-01-31", "2024-01-30"),
                  REFUSAL_dates_out_of_order, "data.cut_off_date", value_day(2024, 1, 30), value_day(2024, 1, 31));
    /* A mistyped year: half a century of interest, and no month before it could ever be billed. */
    check_refused(&m, CYCLE("2024-01-10", "2074-01", "2074-01-31", "2074-01-31", "2074-02-05"),
                  REFUSAL_dates_out_of_order, "data.period", value_day(2024, 1, 10), value_day(2073, 12, 1));
    /* Paid on pay-day, with interest to the end of the month; next month's bill in this one. */
    CHECK_INT(month_say(&m, CYCLE("2024-01-10", "2024-01", "2024-01-31", "2024-01-27", "2024-01-27")), APPLIED);
    CHECK_INT(month_say(&m, CYCLE("2024-01-31", "2024-02", "2024-02-29", "2024-02-29", "2024-03-05")), APPLIED);
    month_end(&m);
}

void test_the_first_and_the_last_month_there_are(void)
{
    struct month m = month_begin();
    struct month old = month_begin();
    check_refused(&m, CYCLE("2024-01-10", "1900-01", "2024-01-31", "2024-01-31", "2024-02-05"),
                  REFUSAL_dates_out_of_order, "data.interest_to_date", value_day(1900, 2, 28), value_day(2024, 1, 31));
    check_refused(&m, CYCLE("2024-01-10", "2399-12", "2399-12-31", "2399-12-31", "2399-12-31"),
                  REFUSAL_dates_out_of_order, "data.period", value_day(2024, 1, 10), value_day(2399, 11, 1));
    CHECK_INT(month_say(&m, CYCLE("2399-12-31", "2399-12", "2399-12-31", "2399-12-31", "2399-12-31")), APPLIED);
    check_refused(&old, CYCLE("2024-01-10", "1900-01", "1900-01-31", "1900-01-31", "1900-01-31"), REFUSAL_no_policy,
                  "data.cut_off_date", value_day(1900, 1, 31), 0);
    month_end(&m);
    month_end(&old);
}

void test_billing_waits_in_the_queue(void)
{
    struct month m = month_begin();
    struct work_key key = {0};
    struct work w;
    CHECK_INT(month_event(&m, MONTH_OPEN, false), APPLIED);
    CHECK(work_seek(m.t, &key, false, &w));
    CHECK_INT(w.kind, work_kind_bill_group);
    CHECK_INT(w.period, MONTH_JANUARY);
    CHECK_INT(w.date, value_day(2024, 1, 10));
    CHECK_INT(w.seq, store_mem_last_seq(m.store));
    CHECK_TEXT(w.code, "monthly");
    CHECK_INT(month_count(&m, EVENT_payroll_bill_issued), 0);
    month_end(&m);
}

/* The follow-ups of billing name the event that opened the cycle. */
void test_a_bill_says_why(void)
{
    struct month m = month_begin();
    month_member(&m, "0417", "A", "500.00");
    month_event(&m, MONTH_OPEN, false);
    uint64_t seq = store_mem_last_seq(m.store);
    month_say(&m, "2024-01-10 unit.registered unit_code=0999 unit_group=other");
    month_followup(&m, EVENT_payroll_bill_line_issued, 0, &f);
    CHECK_TEXT(f.cause.rule, "bill_cycle");
    CHECK_INT(f.cause.policy, 1);
    CHECK_INT(f.cause.because[0].seq, seq);
    CHECK_INT(f.effective_date, value_day(2024, 1, 10));
    month_followup(&m, EVENT_payroll_bill_issued, 0, &f);
    CHECK_INT(f.cause.because[0].seq, seq);
    month_end(&m);
}

static struct cycle cycle_of(struct month *m, uint32_t period)
{
    struct cycle cycle = {0};
    cycle_get(m->t, &(struct cycle_key){"monthly", period}, &cycle);
    return cycle;
}

static void calendar_publish(struct month *m, const char *calendar)
{
    char line[1200];
    snprintf(
        line, sizeof line,
        "2024-01-02 policy.published version=2 take_home_min=30.00%% take_home_min=1,000.00 rounding=half_up "
        "months_method=due_dates employer_contact_days=14 mediation_days=30 mediation_venue=office "
        "classes[0].class=substandard classes[0].over_months=3 classes[0].provision=20.00%% classes[0].npl=true "
        "classes[1].class=doubtful classes[1].over_months=6 classes[1].provision=50.00%% classes[1].npl=true "
        "classes[2].class=doubtful_of_loss classes[2].over_months=12 classes[2].provision=100.00%% classes[2].npl=true "
        "no_show_limit=2 committee_weekday=4 items[0].item=share items[0].priority=1 items[1].item=emergency "
        "items[1].priority=2 items[2].item=ordinary items[2].priority=3 items[3].item=special items[3].priority=4 "
        "%s",
        calendar);
    CHECK_INT(month_say(m, line), APPLIED);
}

#define BARE(effective, period) effective " payroll.cycle_opened unit_group=monthly period=" period

void test_dates_that_are_not_named_come_from_the_calendar_of_the_group(void)
{
    struct month m = month_begin();
    calendar_publish(&m, "cycles[0].unit_group=monthly cycles[0].due_day=30 cycles[0].cut_off_day=5");
    CHECK_INT(month_say(&m, BARE("2024-01-10", "2024-01")), APPLIED);
    struct cycle c = cycle_of(&m, MONTH_JANUARY);
    CHECK_INT(c.interest_to_date, value_day(2024, 1, 31));
    CHECK_INT(c.remit_due_date, value_day(2024, 1, 30));
    CHECK_INT(c.cut_off_date, value_day(2024, 2, 5));
    CHECK_INT(month_say(&m, BARE("2024-01-20", "2024-02")), APPLIED); /* it has no 30th */
    c = cycle_of(&m, MONTH_JANUARY + 1);
    CHECK_INT(c.interest_to_date, value_day(2024, 2, 29));
    CHECK_INT(c.remit_due_date, value_day(2024, 2, 29));
    CHECK_INT(c.cut_off_date, value_day(2024, 3, 5));
    month_end(&m);
}

void test_a_date_that_is_named_comes_before_the_calendar(void)
{
    struct month m = month_begin();
    calendar_publish(&m, "cycles[0].unit_group=monthly cycles[0].cut_off_day=28");
    CHECK_INT(month_say(&m, BARE("2024-01-10", "2024-01") " interest_to_date=2024-01-25"), APPLIED);
    struct cycle c = cycle_of(&m, MONTH_JANUARY);
    CHECK_INT(c.interest_to_date, value_day(2024, 1, 25));
    CHECK_INT(c.remit_due_date, value_day(2024, 1, 31)); /* no due day: the last */
    CHECK_INT(c.cut_off_date, value_day(2024, 2, 28));
    CHECK_INT(month_say(&m, BARE("2024-01-20", "2024-02") " cut_off_date=2024-03-01"), APPLIED);
    CHECK_INT(cycle_of(&m, MONTH_JANUARY + 1).cut_off_date, value_day(2024, 3, 1));
    month_end(&m);
}

void test_without_a_calendar_the_dates_must_be_named(void)
{
    struct month m = month_begin();
    calendar_publish(&m, "cycles[0].unit_group=pension cycles[0].cut_off_day=5");
    check_refused(&m, BARE("2024-01-10", "2024-01"), REFUSAL_cycle_calendar, "data.remit_due_date", 0, 0);
    CHECK_TEXT(m.why.text, "monthly");
    check_refused(&m, BARE("2024-01-10", "2024-01") " remit_due_date=2024-01-31", REFUSAL_cycle_calendar,
                  "data.cut_off_date", 0, 0);
    CHECK_INT(month_say(&m, BARE("2024-01-10", "2024-01") " remit_due_date=2024-01-31 cut_off_date=2024-02-05"),
              APPLIED);
    CHECK_INT(cycle_of(&m, MONTH_JANUARY).interest_to_date, value_day(2024, 1, 31));
    month_end(&m);
}
