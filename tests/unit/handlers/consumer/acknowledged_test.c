#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../support/store_mem.h"
#include "../../../support/test.h"
#include "../../../../handlers/journal/notify.h"
#include "../../../../handlers/journal/posting.h"

enum { TODAY = 739221 }; /* 2024-01-31 */

static void emit_many(struct store_mem *s, int postings, int notices)
{
    struct cause because = cause_of("double_entry", 0);
    struct notice n = {.template = template_refund_to_pay, .audience = audience_officer, .recipient_ref = "finance"};
    struct posting p;
    store_mem_begin_event(s, store_mem_last_seq(s) + 1);
    for (int i = 0; i < postings; i++) {
        posting_begin(&p, NULL);
        posting_debit(&p, account_bank, 100, NULL);
        posting_credit(&p, account_suspense, 60, NULL);
        posting_credit(&p, account_cash, 40, NULL);
        posting_emit(store_mem_txn(s), TODAY, &p, &because);
    }
    for (int i = 0; i < notices; i++)
        notify(store_mem_txn(s), TODAY, &n, &because);
    store_mem_accept(s);
}

static enum verdict send(struct store_mem *s, const struct consumer_acknowledged *e, struct refusal *why)
{
    struct event event = {.desc = schema_event(EVENT_consumer_acknowledged)};
    event.envelope.effective_date = TODAY;
    event.body.consumer_acknowledged = *e;
    return store_mem_apply_one(s, &event, why);
}

static void check_applied(struct store_mem *s, const struct consumer_acknowledged *e)
{
    struct refusal why;
    CHECK_INT(send(s, e, &why), APPLIED);
}

static void check_refused(struct store_mem *s, const struct consumer_acknowledged *e, enum refusal_code code,
                          int64_t limit)
{
    struct refusal why;
    CHECK_INT(send(s, e, &why), REFUSED);
    CHECK_INT(why.code, code);
    CHECK_INT(why.limit, limit);
}

static struct cursor cursor_of(struct store_mem *s, const char *consumer)
{
    struct cursor_key key = {0};
    struct cursor c = {0};
    value_code_set(key.consumer, sizeof key.consumer, consumer);
    CHECK(cursor_get(store_mem_txn(s), &key, &c));
    return c;
}

void test_a_cursor_counts_and_sums_what_it_takes(void)
{
    static const struct {
        const char *types;
        uint64_t count;
        int64_t sum;
    } cases[] = {
        {"", 8, 300},
        {"journal.", 3, 300},
        {"journal.posting_requested", 3, 300},
        {"notification.", 5, 0},
        {"notification.requested", 5, 0},
        {"notification", 0, 0},
        {"journal.posting", 0, 0},
        {"loan.", 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct store_mem *s = store_mem_new();
        struct consumer_acknowledged e = {.consumer = "ledger", .position = 8};
        emit_many(s, 3, 5);
        value_code_set(e.types, sizeof e.types, cases[i].types);
        check_applied(s, &e);
        struct cursor c = cursor_of(s, "ledger");
        CHECK_INT(c.position, 8);
        CHECK_INT(c.count, cases[i].count);
        CHECK_INT(c.debit_satang, cases[i].sum);
        CHECK_INT(c.credit_satang, cases[i].sum);
        CHECK_TEXT(c.types, cases[i].types);
        CHECK_INT(store_mem_followups(s), 8);
        store_mem_free(s);
    }
}

void test_a_cursor_goes_on_where_it_was(void)
{
    struct store_mem *s = store_mem_new();
    emit_many(s, 4, 0);
    check_applied(s, &(struct consumer_acknowledged){"ledger", 0, "journal.", 0, 0, 0});
    CHECK_INT(cursor_of(s, "ledger").position, 0);
    check_applied(s, &(struct consumer_acknowledged){"ledger", 1, "", 1, 100, 100});
    check_applied(s, &(struct consumer_acknowledged){"ledger", 4, "journal.", 4, 400, 400});
    CHECK_INT(cursor_of(s, "ledger").count, 4);
    CHECK_INT(store_mem_followups(s), 4);
    store_mem_free(s);
}

void test_the_same_position_again_changes_nothing(void)
{
    struct store_mem *s = store_mem_new();
    struct consumer_acknowledged e = {"ledger", 2, "", 2, 200, 200};
    emit_many(s, 2, 0);
    check_applied(s, &e);
    check_applied(s, &e);
    CHECK_INT(cursor_of(s, "ledger").count, 2);
    CHECK_INT(cursor_of(s, "ledger").debit_satang, 200);
    CHECK_INT(store_mem_followups(s), 2);
    store_mem_free(s);
}

void test_each_wrong_figure_is_told(void)
{
    static const struct {
        const char *figure;
        int64_t expected, given;
    } told[] = {{"count", 2, VALUE_MONEY_MAX}, {"debit_satang", 200, 199}, {"credit_satang", 200, 201}};
    struct store_mem *s = store_mem_new();
    struct store_mem_followup f = {0};
    emit_many(s, 2, 0);
    check_applied(s, &(struct consumer_acknowledged){"ledger", 2, "", INT64_MAX, 199, 201});
    CHECK_INT(store_mem_followups(s), 5);
    for (uint64_t i = 0; i < 3; i++) {
        CHECK(store_mem_followup(s, 3 + i, &f));
        const struct consumer_diverged *d = &f.body.consumer_diverged;
        CHECK_INT(f.id, EVENT_consumer_diverged);
        CHECK_TEXT(d->consumer, "ledger");
        CHECK_TEXT(d->figure, told[i].figure);
        CHECK_INT(d->position, 2);
        CHECK_INT(d->expected, told[i].expected);
        CHECK_INT(d->given, told[i].given);
        CHECK_TEXT(f.cause.rule, "control_figures");
    }
    store_mem_free(s);
}

void test_a_figure_that_is_not_given_is_not_compared(void)
{
    struct store_mem *s = store_mem_new();
    emit_many(s, 2, 0);
    check_applied(s, &(struct consumer_acknowledged){"ledger", 2, "", 0, 0, 0});
    CHECK_INT(store_mem_followups(s), 2);
    store_mem_free(s);
}

void test_a_cursor_never_moves_back(void)
{
    struct store_mem *s = store_mem_new();
    emit_many(s, 5, 0);
    check_applied(s, &(struct consumer_acknowledged){.consumer = "ledger", .position = 4});
    check_refused(s, &(struct consumer_acknowledged){.consumer = "ledger", .position = 3}, REFUSAL_position_behind, 4);
    CHECK_INT(cursor_of(s, "ledger").position, 4);
    store_mem_free(s);
}

void test_what_does_not_exist_yet_cannot_be_kept(void)
{
    struct store_mem *s = store_mem_new();
    emit_many(s, 1, 0);
    check_refused(s, &(struct consumer_acknowledged){.consumer = "ledger", .position = 2}, REFUSAL_position_unknown, 1);
    check_refused(s, &(struct consumer_acknowledged){.consumer = "ledger", .position = INT64_MAX},
                  REFUSAL_position_unknown, 1);
    /* nor what the acknowledgement itself would bring about */
    check_refused(s, &(struct consumer_acknowledged){"ledger", 2, "", 9, 0, 0}, REFUSAL_position_unknown, 1);
    store_mem_free(s);
}

void test_a_cursor_moves_a_bounded_way_at_a_time(void)
{
    struct store_mem *s = store_mem_new();
    emit_many(s, 0, 20001);
    check_refused(s, &(struct consumer_acknowledged){.consumer = "ledger", .position = 20001}, REFUSAL_position_far,
                  20000);
    check_applied(s, &(struct consumer_acknowledged){.consumer = "ledger", .position = 20000});
    check_applied(s, &(struct consumer_acknowledged){.consumer = "ledger", .position = 20001, .count = 20001});
    CHECK_INT(store_mem_followups(s), 20001);
    store_mem_free(s);
}

void test_types_are_fixed_by_the_first_acknowledgement(void)
{
    struct store_mem *s = store_mem_new();
    struct refusal why;
    struct consumer_acknowledged e = {"ledger", 0, "journal.", 0, 0, 0};
    check_applied(s, &e);
    check_applied(s, &e);
    value_code_set(e.types, sizeof e.types, "loan.");
    CHECK_INT(send(s, &e, &why), REFUSED);
    CHECK_INT(why.code, REFUSAL_types_fixed);
    CHECK_TEXT(why.field, "data.types");
    CHECK_TEXT(why.text, "journal.");
    value_code_set(e.consumer, sizeof e.consumer, "everything");
    value_code_set(e.types, sizeof e.types, "");
    check_applied(s, &e);
    value_code_set(e.types, sizeof e.types, "loan.");
    check_refused(s, &e, REFUSAL_types_fixed, 0);
    store_mem_free(s);
}

void test_there_are_64_cursors_and_no_more(void)
{
    struct store_mem *s = store_mem_new();
    struct consumer_acknowledged e = {.consumer = "c00"};
    for (int i = 0; i < 64; i++) {
        e.consumer[1] = (char)('0' + i / 10);
        e.consumer[2] = (char)('0' + i % 10);
        check_applied(s, &e);
    }
    check_applied(s, &e); /* an old one */
    e.consumer[0] = 'd';
    check_refused(s, &e, REFUSAL_cursors_full, 64);
    CHECK_INT(store_mem_rows(s, TABLE_cursor), 64);
    store_mem_free(s);
}
