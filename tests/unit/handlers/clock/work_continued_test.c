#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/store_mem.h"
#include "../../../support/test.h"
#include "../../../../handlers/clock/work.h"

enum { JAN_31 = 739221 }; /* 2024-01-31 */

/* Nobody knows the names in these due rows: they are consumed and nothing comes of it. */
static struct store_mem *store_with_due(const int32_t *days, size_t n)
{
    struct store_mem *s = store_mem_new();
    store_mem_begin_event(s, 1);
    for (size_t i = 0; i < n; i++)
        due_add(store_mem_txn(s), days[i], (enum due_kind)(i % 3 + 1), "nobody", (uint32_t)i + 1);
    store_mem_accept(s);
    return s;
}

static void queue_day(struct store_mem *s, int32_t day)
{
    store_mem_begin_event(s, store_mem_last_seq(s) + 1);
    clock_set_day_closed(store_mem_txn(s), day);
    work_add(store_mem_txn(s),
             &(struct work){.seq = store_mem_last_seq(s) + 1, .date = day, .kind = work_kind_close_day});
    store_mem_accept(s);
}

static void go_on(struct store_mem *s, uint32_t slice)
{
    struct event e = {.desc = schema_event(EVENT_clock_work_continued)};
    struct refusal why;
    e.envelope.effective_date = JAN_31;
    e.body.clock_work_continued.slice = slice;
    CHECK_INT(store_mem_apply_one(s, &e, &why), APPLIED);
}

static int32_t first_due(struct store_mem *s)
{
    struct due_key key = {0};
    struct due row;
    return due_seek(store_mem_txn(s), &key, false, &row) ? key.on : 0;
}

void test_rows_up_to_the_day_are_consumed_and_later_ones_stay(void)
{
    static const int32_t days[] = {JAN_31 + 1, JAN_31, JAN_31 - 40, JAN_31, JAN_31 + 2};
    struct store_mem *s = store_with_due(days, 5);
    queue_day(s, JAN_31);
    go_on(s, 64);
    CHECK_INT(store_mem_rows(s, TABLE_due), 2);
    CHECK_INT(first_due(s), JAN_31 + 1);
    CHECK(!work_waits(store_mem_txn(s)));
    store_mem_free(s);
}

void test_a_slice_takes_the_oldest_rows_and_no_more_than_it_may(void)
{
    static const int32_t days[] = {JAN_31, JAN_31 - 1, JAN_31 - 2, JAN_31 - 3, JAN_31 - 4};
    struct store_mem *s = store_with_due(days, 5);
    queue_day(s, JAN_31);
    go_on(s, 2);
    CHECK_INT(store_mem_rows(s, TABLE_due), 3);
    CHECK_INT(first_due(s), JAN_31 - 2);
    CHECK(work_waits(store_mem_txn(s)));
    go_on(s, 1);
    CHECK_INT(store_mem_rows(s, TABLE_due), 2);
    go_on(s, 2);
    CHECK_INT(store_mem_rows(s, TABLE_due), 0);
    CHECK(!work_waits(store_mem_txn(s)));
    store_mem_free(s);
}

void test_what_is_left_of_a_slice_goes_to_the_next_item(void)
{
    static const int32_t days[] = {JAN_31, JAN_31 + 1, JAN_31 + 1};
    struct store_mem *s = store_with_due(days, 3);
    queue_day(s, JAN_31);
    queue_day(s, JAN_31 + 1);
    go_on(s, 3); /* a row, the end of the first item, a row */
    CHECK_INT(store_mem_rows(s, TABLE_due), 1);
    CHECK_INT(store_mem_rows(s, TABLE_work), 1);
    go_on(s, 3);
    CHECK_INT(store_mem_rows(s, TABLE_due), 0);
    CHECK_INT(store_mem_rows(s, TABLE_work), 0);
    store_mem_free(s);
}

void test_items_with_nothing_to_do_are_finished_in_slices_too(void)
{
    struct store_mem *s = store_mem_new();
    for (int32_t i = 0; i < 10; i++)
        queue_day(s, JAN_31 + i);
    go_on(s, 4);
    CHECK_INT(store_mem_rows(s, TABLE_work), 6);
    go_on(s, 4);
    go_on(s, 4);
    CHECK(!work_waits(store_mem_txn(s)));
    store_mem_free(s);
}

void test_without_work_nothing_happens(void)
{
    struct store_mem *s = store_mem_new();
    go_on(s, 64);
    CHECK_INT(store_mem_followups(s), 0);
    CHECK_INT(store_mem_rows(s, TABLE_work), 0);
    store_mem_free(s);
}

static void send(struct store_mem *s, enum event_id id, int32_t date, const union event_body *body)
{
    static struct event e;
    struct refusal why;
    e.desc = schema_event((uint16_t)id);
    e.envelope.effective_date = date;
    e.body = *body;
    CHECK_INT(store_mem_apply(s, &e, &why), APPLIED);
}

/* Three members with nothing but shares, billed for January; days are closed from its last one on. */
static struct store_mem *store_through(uint32_t slice, int32_t last_day)
{
    static union event_body body;
    struct store_mem *s = store_mem_new();
    uint32_t period = value_period(2024, 1);
    store_mem_set_slice(s, slice);
    body.policy_published = (struct policy_published){
        .version = 1,
        .take_home_min_bp = 3000,
        .rounding = rounding_half_up,
        .months_method = months_method_due_dates,
        .employer_contact_days = 14,
        .mediation_days = 30,
        .mediation_venue = venue_office,
        .no_show_limit = 2,
        .committee_weekday = 4,
        .classes_count = 3,
        .classes = {{loan_class_substandard, 3, 2000, true},
                    {loan_class_doubtful, 6, 5000, true},
                    {loan_class_doubtful_of_loss, 12, 10000, true}},
        .items_count = 4,
        .items = {{bill_item_share, 1}, {bill_item_emergency, 2}, {bill_item_ordinary, 3}, {bill_item_special, 4}}};
    send(s, EVENT_policy_published, JAN_31 - 30, &body);
    body.unit_registered = (struct unit_registered){"0417", "monthly"};
    send(s, EVENT_unit_registered, JAN_31 - 30, &body);
    for (char last = '1'; last <= '3'; last++) {
        body.member_registered =
            (struct member_registered){"00441", member_kind_ordinary, "0417", 0, 2800000, 0, 90000};
        body.member_registered.member_no[5] = last;
        send(s, EVENT_member_registered, JAN_31 - 30, &body);
    }
    body.payroll_cycle_opened = (struct payroll_cycle_opened){period, "monthly", JAN_31, JAN_31, JAN_31 + 1};
    send(s, EVENT_payroll_cycle_opened, JAN_31 - 10, &body);
    for (int32_t day = JAN_31; day <= last_day; day++) {
        body.clock_day_closed = (struct clock_day_closed){day};
        send(s, EVENT_clock_day_closed, day, &body);
    }
    return s;
}

/* No money comes until the cut-off. */
static struct store_mem *store_after_january(uint32_t slice)
{
    return store_through(slice, JAN_31 + 2);
}

static bool settles(struct store_mem *s)
{
    struct work_key key = {0};
    struct work w;
    for (bool more = work_seek(store_mem_txn(s), &key, false, &w); more;
         more = work_seek(store_mem_txn(s), &key, true, &w))
        if (w.kind == work_kind_settle_unit)
            return true;
    return false;
}

static uint64_t followups_of(const struct store_mem *s, enum event_id id, struct store_mem_followup *ret_last)
{
    struct store_mem_followup f;
    uint64_t n = 0;
    for (uint64_t position = 1; store_mem_followup(s, position, &f); position++) {
        if (f.id != id)
            continue;
        *ret_last = f;
        n++;
    }
    return n;
}

void test_each_kind_of_work_is_done_by_its_module(void)
{
    struct store_mem *s = store_after_january(64);
    struct store_mem_followup f = {0};
    CHECK_INT(followups_of(s, EVENT_payroll_bill_line_issued, &f), 3);
    CHECK_INT(f.effective_date, JAN_31 - 10);
    CHECK_INT(followups_of(s, EVENT_payroll_bill_issued, &f), 1);
    CHECK_INT(f.body.payroll_bill_issued.total_satang, 270000);
    CHECK_INT(followups_of(s, EVENT_payroll_unit_remittance_overdue, &f), 1);
    CHECK_INT(f.effective_date, JAN_31 + 1);
    CHECK_INT(store_mem_rows(s, TABLE_due), 1); /* the unit is looked at again later */
    CHECK(!work_waits(store_mem_txn(s)));
    store_mem_free(s);
}

void test_the_size_of_slices_changes_nothing_that_is_told(void)
{
    struct store_mem *all = store_after_january(64), *one = store_after_january(1);
    struct store_mem_followup a, b;
    CHECK_INT(store_mem_followups(all), store_mem_followups(one));
    for (uint64_t i = 1; store_mem_followup(all, i, &a) && store_mem_followup(one, i, &b); i++) {
        CHECK_INT(a.id, b.id);
        CHECK_INT(a.effective_date, b.effective_date);
    }
    store_mem_free(all);
    store_mem_free(one);
}

/* Lines that arrive while the cut-off's file is being settled would be settled with it, or not: that must not depend on
 * how fast they come. */
void test_a_day_looks_at_units_until_what_the_cut_off_lets_count_is_settled(void)
{
    struct store_mem *s = store_through(64, JAN_31);
    static struct event close = {.desc = NULL};
    static union event_body line;
    struct refusal why;
    int settling = 0;
    line.payroll_deduction_result = (struct payroll_deduction_result){.period = value_period(2024, 1),
                                                                      .unit_code = "0417",
                                                                      .line_no = 1,
                                                                      .member_no = "004411",
                                                                      .collected_satang = 90000};
    send(s, EVENT_payroll_deduction_result, JAN_31, &line);
    close.desc = schema_event(EVENT_clock_day_closed);
    close.envelope.effective_date = close.body.clock_day_closed.date = JAN_31 + 1;
    CHECK_INT(store_mem_apply_one(s, &close, &why), APPLIED);
    CHECK(work_closes_units(store_mem_txn(s)));
    for (int slices = 0; slices < 100 && work_waits(store_mem_txn(s)); slices++) {
        go_on(s, 1);
        settling += settles(s);
        CHECK(!settles(s) || work_closes_units(store_mem_txn(s)));
    }
    CHECK(settling > 1);
    CHECK(!work_closes_units(store_mem_txn(s)));
    store_mem_free(s);
}
