/* Dividends of random members against a naive model that knows no table: it keeps each payment and counts its months
 * one by one. Shares are bought, paid back to who has left, and taken back with the line that paid them, on any day,
 * before and behind the year too. Usage: dividends SEED [ROUNDS] */
#include "../support/coop.h"
#include "../support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEMBERS = 6, PAYMENTS_MAX = 64, YEAR = 2024, MONTHS = 12, LINE = 240 };

struct person {
    char no[12];
    struct {
        int32_t day;
        int64_t satang;
    } payments[PAYMENTS_MAX];
    int count;
    bool left;
    int32_t left_on;
};

static struct model {
    struct person people[MEMBERS];
    uint32_t cut_off_day;
    bool monthly;
    int documents;
} model;

static uint32_t state;

static uint32_t dice(uint32_t n)
{
    state = state * 1664525 + 1013904223;
    return (uint32_t)(((uint64_t)state * n) >> 32);
}

static void day_text(int32_t day, char out[VALUE_TEXT_MAX])
{
    value_day_print(day, out);
}

static void paid(struct person *p, int32_t day, int64_t satang)
{
    if (p->count < PAYMENTS_MAX) {
        p->payments[p->count].day = day;
        p->payments[p->count++].satang = satang;
    }
}

/* ---- the naive model: of each payment, the months of the year in which it counts */

static int months_counted(int32_t day)
{
    int months = 0;
    for (int m = 1; m <= MONTHS; m++) {
        int32_t first = value_day(YEAR, m, 1);
        /* By month: paid before it began. By cut-off day: paid on that day of it, or before. */
        months += model.cut_off_day == 0 ? day < first : day < first + (int32_t)model.cut_off_day;
    }
    return months;
}

static int64_t half_up(__int128_t numerator, __int128_t denominator)
{
    bool below = numerator < 0;
    __int128_t size = below ? -numerator : numerator;
    int64_t rounded = (int64_t)((2 * size + denominator) / (2 * denominator));
    return below ? -rounded : rounded;
}

static int64_t expected(const struct person *p, int32_t rate_bp)
{
    __int128_t sum = 0, by_months[MONTHS + 1] = {0};
    int64_t rounded = 0;
    for (int i = 0; i < p->count; i++) {
        int months = months_counted(p->payments[i].day);
        __int128_t part = (__int128_t)p->payments[i].satang * rate_bp * months;
        sum += part;
        by_months[months] += part;
    }
    for (int m = 0; m <= MONTHS; m++)
        rounded += half_up(by_months[m], 120000);
    if (!model.monthly)
        return half_up(sum, 120000);
    return rounded < 0 ? 0 : rounded;
}

/* The most that can be paid back on a day: the least that he ever holds from then on, day by day. */
static int64_t refundable(const struct person *p, int32_t day)
{
    int64_t least = INT64_MAX;
    for (int32_t d = day; d <= day + 400; d++) {
        int64_t held = 0;
        for (int i = 0; i < p->count; i++)
            held += p->payments[i].day <= d ? p->payments[i].satang : 0;
        least = held < least ? held : least;
    }
    return least;
}

/* ---- what happens */

static void buy(struct coop *c, struct person *p, int32_t day)
{
    char line[LINE], text[VALUE_TEXT_MAX];
    int64_t satang = dice(4) ? 1 + (int64_t)dice(200) : 1 + (int64_t)dice(100000000);
    day_text(day, text);
    snprintf(line, sizeof line, "%s share.purchased member_no=%s amount=%lld.%02lld channel=counter document_no=D-%d",
             text, p->no, (long long)(satang / 100), (long long)(satang % 100), ++model.documents);
    enum verdict done = coop_send(c, line);
    CHECK(done == APPLIED || p->left_on > 0); /* who was taken back buys from that day on */
    if (done == APPLIED)
        paid(p, day, satang);
}

static void pay_back(struct coop *c, struct person *p, int32_t day)
{
    char line[LINE], text[VALUE_TEXT_MAX];
    int64_t most = refundable(p, day), satang = dice(2) ? most : 1 + (int64_t)dice((uint32_t)(most % 1000000) + 2);
    day_text(day, text);
    if (satang == 0)
        return;
    snprintf(line, sizeof line, "%s share.refunded member_no=%s amount=%lld.%02lld document_no=D-%d", text, p->no,
             (long long)(satang / 100), (long long)(satang % 100), ++model.documents);
    bool may = satang <= most && day >= p->left_on;
    CHECK_INT(coop_send(c, line), may ? APPLIED : REFUSED);
    if (may)
        paid(p, day, -satang);
}

static void change(struct coop *c, struct person *p, int32_t day)
{
    char line[LINE], text[VALUE_TEXT_MAX];
    day_text(day, text);
    if (!p->left && dice(8)) {
        buy(c, p, day);
        return;
    }
    if (p->left && dice(3)) {
        pay_back(c, p, day);
        return;
    }
    snprintf(line, sizeof line, "%s member.%s member_no=%s%s", text, p->left ? "readmitted" : "left", p->no,
             p->left ? "" : " cause=resigned");
    if (coop_send(c, line) != APPLIED)
        return;
    p->left = !p->left;
    p->left_on = day;
}

static void begin(struct coop *c)
{
    char words[LINE];
    model.cut_off_day = dice(2) ? 1 + dice(28) : 0;
    model.monthly = dice(2);
    snprintf(words, sizeof words, "dividend_cut_off_day=%u dividend_round_monthly=%s", model.cut_off_day,
             model.monthly ? "true" : "false");
    coop_begin_with(c, words);
    for (int i = 0; i < MEMBERS; i++) {
        char line[LINE];
        struct person *p = &model.people[i];
        *p = (struct person){0};
        snprintf(p->no, sizeof p->no, "M%d", i);
        snprintf(line, sizeof line,
                 "2023-11-01 member.registered member_no=%s kind=ordinary unit_code=0417 income=30,000.00", p->no);
        CHECK_INT(coop_send(c, line), APPLIED);
    }
}

static void check(struct coop *c, int32_t rate_bp)
{
    struct store_mem_followup f;
    int64_t sum = 0, told[MEMBERS] = {0};
    for (uint64_t at = 1; store_mem_followup(c->store, at, &f); at++)
        for (int i = 0; i < MEMBERS; i++)
            if (f.id == EVENT_dividend_computed && strcmp(f.body.dividend_computed.member_no, model.people[i].no) == 0)
                told[i] = f.body.dividend_computed.amount_satang;
    for (int i = 0; i < MEMBERS; i++) {
        int64_t amount = expected(&model.people[i], rate_bp);
        if (!CHECK_INT(told[i], amount))
            printf("# %s, cut-off day %u, %s\n", model.people[i].no, model.cut_off_day,
                   model.monthly ? "rounded monthly" : "rounded once");
        sum += amount;
    }
    CHECK(coop_latest(c, EVENT_profit_allocation_used, &f));
    CHECK_INT(f.body.profit_allocation_used.owed_satang, sum);
}

static void round_play(void)
{
    struct coop c;
    char line[LINE];
    int32_t rate_bp = 1 + (int32_t)dice(1000);
    begin(&c);
    for (int month = 1; month <= 14; month++) { /* two months behind the year */
        int32_t first = value_day(YEAR + (month - 1) / 12, 1 + (month - 1) % 12, 1);
        for (int n = (int)dice(5); n > 0; n--)
            change(&c, &model.people[dice(MEMBERS)], first + (int32_t)dice(28) - (month > 1 ? (int32_t)dice(60) : 0));
        if (month % 3 == 0 || month == 14) {
            char text[VALUE_TEXT_MAX];
            day_text(first + 27, text);
            coop_close_to(&c, text);
        }
    }
    snprintf(line, sizeof line,
             "2025-03-20 profit.allocation_approved year=2024 net_profit=100,000.00 document_no=AGM-1 "
             "lines[0].item=reserve lines[0].amount=50,000.00 lines[1].item=dividend lines[1].amount=50,000.00 "
             "lines[1].rate=%d.%02d%%",
             rate_bp / 100, rate_bp % 100);
    CHECK_INT(coop_send(&c, line), APPLIED);
    snprintf(line, sizeof line, "2025-03-20 dividend.approved year=2024 rate=%d.%02d%% document_no=AGM-1",
             rate_bp / 100, rate_bp % 100);
    CHECK_INT(coop_send(&c, line), APPLIED);
    check(&c, rate_bp);
    coop_end(&c);
}

static uint64_t seed, rounds;

static void test_dividends_are_those_of_the_naive_model(void)
{
    for (uint64_t i = 0; i < rounds; i++) {
        state = (uint32_t)(seed * 1000003 + i);
        round_play();
    }
}

int main(int argc, char **argv)
{
    seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    rounds = argc > 2 ? strtoull(argv[2], NULL, 10) : 30;
    test_run("dividends are those of the naive model", test_dividends_are_those_of_the_naive_model);
    return test_status();
}
