#include "../journal/notify.h"
#include "../rules/money.h"
#include "settle_parts.h"

#include <string.h>

enum { ITEMS = bill_item_refund };

/* ---- what his lines say */

static bool file_of(struct settling *s, const struct result_line_key *line, struct result_file *ret)
{
    struct result_file_key key = payroll_file_key(line->unit_code, line->period, line->file_ref);
    return result_file_get(s->t, &key, ret);
}

static bool line_counts(struct settling *s, const struct result_line_key *line)
{
    struct result_file f;
    if (!s->file_known || memcmp(s->file_key.file_ref, line->file_ref, sizeof line->file_ref) != 0) {
        s->file_known = true;
        s->file_key = payroll_file_key(line->unit_code, line->period, line->file_ref);
        s->file_counts = file_of(s, line, &f) && payroll_file_counts(&f);
    }
    return s->file_counts;
}

static struct suspense suspense_of(const struct settling *s, const struct result_line_key *key,
                                   const struct result_line *line)
{
    struct member_key member_key;
    struct member member;
    struct suspense item = {.amount_satang = line->collected_satang, .seq = line->seq, .period = key->period};
    memcpy(item.unit_code, key->unit_code, sizeof item.unit_code);
    memcpy(item.member_no, key->member_no, sizeof item.member_no);
    memcpy(member_key.member_no, key->member_no, sizeof member_key.member_no);
    item.reason = member_get(s->t, &member_key, &member) ? suspense_reason_not_billed : suspense_reason_unknown_member;
    return item;
}

static void line_suspend(struct settling *s, const struct result_line_key *key, struct result_line *line)
{
    struct suspense item = suspense_of(s, key, line);
    struct cause because = cause_of("suspense", 0);
    cause_add_seq(&because, line->seq);
    cause_add_fact(&because, fact_line_no, key->line_no, 0);
    line->suspense_no = payroll_suspend(s->t, &item, s->date, &because);
    result_line_put(s->t, key, line);
    s->month.suspense_satang = money_add(s->month.suspense_satang, line->collected_satang);
    s->month.deducted_satang = money_add(s->month.deducted_satang, line->collected_satang);
}

static void line_unsuspend(struct settling *s, const struct result_line_key *key, struct result_line *line)
{
    struct suspense item = suspense_of(s, key, line);
    struct cause because = cause_of("file_revoked", 0);
    cause_add_seq(&because, s->asked_by);
    payroll_unsuspend(s->t, line->suspense_no, &item, s->date, &because);
    line->suspense_no = 0;
    result_line_put(s->t, key, line);
    s->month.suspense_satang = money_sub(s->month.suspense_satang, line->collected_satang);
    s->month.deducted_satang = money_sub(s->month.deducted_satang, line->collected_satang);
}

/* Sums of plain numbers may be equal for other lines: 5 and 8, 6 and 7. */
static uint64_t mix(uint64_t seq)
{
    seq *= UINT64_C(0x9E3779B97F4A7C15);
    seq ^= seq >> 32;
    return seq * UINT64_C(0xD6E8FEB86659FD93);
}

/* Of several lines, the furthest by file and line is the one cited, and of several reasons the one listed first in the
 * contract counts: both whatever the order in which they come. */
static void line_count(struct payer *p, const struct result_line_key *key, const struct result_line *line)
{
    p->lines++;
    p->lines_satang = money_add(p->lines_satang, line->collected_satang);
    p->lines_sum = (p->lines_sum + mix(line->seq)) & INT64_MAX;
    p->line_no = key->line_no;
    p->result_seq = line->seq;
    p->itemised = p->itemised || line->items > 0;
    if (line->reason != reason_absent && (p->reason == reason_absent || line->reason < p->reason))
        p->reason = (enum reason)line->reason;
}

static bool line_next(const struct payer *p, struct txn *t, struct result_line_key *key, struct result_line *ret)
{
    return result_line_seek(t, key, true, ret) && key->period == p->key.period &&
           memcmp(key->unit_code, p->key.unit_code, sizeof key->unit_code) == 0 &&
           memcmp(key->member_no, p->key.member_no, sizeof key->member_no) == 0;
}

void settle_lines_read(struct settling *s, struct payer *p)
{
    struct result_line_key key = payroll_line_key(p->key.unit_code, p->key.period, p->key.member_no);
    struct result_line line;
    while (line_next(p, s->t, &key, &line)) {
        bool counts = line_counts(s, &key);
        if (line.suspense_no > 0) {
            struct result_file f;
            if (!counts && file_of(s, &key, &f) && f.state != file_state_open)
                line_unsuspend(s, &key, &line);
        } else if (counts && p->bill.lines > 0) {
            line_count(p, &key, &line);
        } else if (counts && line.collected_satang > 0) {
            line_suspend(s, &key, &line);
        }
    }
}

/* ---- how it is split */

/* What the units' own breakdown still gives to each item without naming a contract. */
struct given {
    int64_t left[ITEMS + 1];
};

/* Walks the breakdown of all the member's lines that count. */
static int64_t given_sum(struct settling *s, const struct payer *p, enum bill_item item, const char *contract_no)
{
    struct result_line_key key = payroll_line_key(p->key.unit_code, p->key.period, p->key.member_no);
    struct result_line line;
    int64_t sum = 0;
    while (line_next(p, s->t, &key, &line)) {
        struct result_item_key at = {.period = key.period, .line_no = key.line_no};
        struct result_item row;
        if (line.suspense_no > 0 || !line_counts(s, &key))
            continue;
        memcpy(at.unit_code, key.unit_code, sizeof at.unit_code);
        memcpy(at.member_no, key.member_no, sizeof at.member_no);
        memcpy(at.file_ref, key.file_ref, sizeof at.file_ref);
        for (at.place = 1; at.place <= line.items && result_item_get(s->t, &at, &row); at.place++)
            if (item == bill_item_absent || (row.item == item && strcmp(row.contract_no, contract_no) == 0))
                sum = money_add(sum, row.amount_satang);
    }
    return sum;
}

static void given_begin(struct settling *s, const struct payer *p, struct given *g)
{
    memset(g, 0, sizeof *g);
    for (int item = bill_item_share; p->itemised && item <= ITEMS; item++)
        g->left[item] = given_sum(s, p, (enum bill_item)item, "");
}

/* What the unit gives to this line: what it says of its contract, and of its item as far as it is asked for. More than
 * is asked for by name is over. */
static int64_t given_take(struct settling *s, const struct payer *p, struct given *g, const struct bill_line *line,
                          int64_t *ret_over)
{
    int64_t billed = settle_billed(line);
    *ret_over = 0;
    if (!p->itemised || line->credit)
        return 0;
    int64_t named = line->contract_no[0] ? given_sum(s, p, (enum bill_item)line->item, line->contract_no) : 0;
    int64_t take = money_min(named, billed);
    *ret_over = money_sub(named, take);
    int64_t more = money_min(g->left[line->item], money_sub(billed, take));
    g->left[line->item] = money_sub(g->left[line->item], more);
    return money_add(take, more);
}

/* The member's money, and what of the lines it is for. */
struct split {
    int64_t credits;
    int64_t arrears_left,
        current_left; /* of what has no item: for the arrears and the current part of the lines to come */
};

/* Arrears come before current parts over all items. So the money is split before the lines are walked: first what all
 * arrears take, the rest for current parts; each share is then used up in the order of deduction. Credits are taken
 * first, and what the unit itself gave to an item goes there. */
static struct split money_split(struct settling *s, struct payer *p)
{
    struct bill_line_key key;
    struct bill_line line;
    struct split d = {0};
    struct given g;
    int64_t arrears = 0, current = 0, over = 0;
    given_begin(s, p, &g);
    for (uint32_t place = 1; place <= p->bill.lines && settle_line_at(s, p, place, &key, &line); place++) {
        if (line.credit) {
            d.credits = money_add(d.credits, p->open ? 0 : settle_billed(&line));
            continue;
        }
        p->last_place = place;
        int64_t given = given_take(s, p, &g, &line, &over);
        int64_t arrears_open = money_max(0, money_sub(line.arrears_satang, given));
        arrears = money_add(arrears, arrears_open);
        current = money_add(current, money_sub(money_sub(settle_billed(&line), given), arrears_open));
    }
    int64_t itemised = p->itemised ? given_sum(s, p, bill_item_absent, "") : 0;
    int64_t free_satang = money_add(money_sub(p->lines_satang, itemised), money_add(p->bill.matched_satang, d.credits));
    d.arrears_left = d.current_left = free_satang;
    if (free_satang < money_add(arrears, current)) {
        d.arrears_left = money_min(arrears, free_satang);
        d.current_left = money_sub(free_satang, d.arrears_left);
    }
    return d;
}

static struct line_share share_of(struct settling *s, const struct payer *p, struct split *d, struct given *g,
                                  const struct bill_line *line)
{
    struct line_share share = {0};
    if (line->credit) {
        share.collected_satang = p->open ? 0 : settle_billed(line);
        return share;
    }
    int64_t given = given_take(s, p, g, line, &share.over_satang);
    int64_t arrears_open = money_max(0, money_sub(line->arrears_satang, given));
    int64_t current_open = money_sub(money_sub(settle_billed(line), given), arrears_open);
    int64_t arrears = money_min(d->arrears_left, arrears_open), current = money_min(d->current_left, current_open);
    d->arrears_left = money_sub(d->arrears_left, arrears);
    d->current_left = money_sub(d->current_left, current);
    share.collected_satang = money_add(given, money_add(arrears, current));
    return share;
}

/* ---- the month */

static void notice_short(const struct settling *s, const struct payer *p)
{
    char period[VALUE_TEXT_MAX];
    if (p->told_short == 0)
        return;
    int64_t asked = money_add(p->settled_satang, p->short_satang);
    struct cause because = cause_of("correct_collected", s->policy.version);
    cause_add_position(&because, p->told_short);
    cause_add_fact(&because, fact_collected_satang, p->settled_satang, asked);
    value_period_print(p->key.period, period);
    notify(s->t, s->date,
           &(struct notice){.template = template_payment_short,
                            .audience = audience_member,
                            .recipient_ref = p->key.member_no,
                            .subject_ref = period,
                            .amount_satang = p->short_satang,
                            .due_date = s->date <= s->cycle.cut_off_date ? s->cycle.cut_off_date : 0},
           &because);
}

/* What is over in all is what came less what the lines took; a part of it the unit named for an item, the rest is told
 * at the last line. */
static void lines_settle(struct settling *s, struct payer *p, int64_t came_satang, struct split d)
{
    struct bill_line_key key;
    struct bill_line line;
    struct given g;
    int64_t left = came_satang, named_over = 0;
    given_begin(s, p, &g);
    for (uint32_t place = 1; place <= p->bill.lines && settle_line_at(s, p, place, &key, &line); place++) {
        struct line_share share = share_of(s, p, &d, &g, &line);
        if (!line.credit) {
            left = money_sub(left, share.collected_satang);
            named_over = money_add(named_over, share.over_satang);
        }
        if (place == p->last_place && share.collected_satang == settle_billed(&line))
            share.over_satang = money_add(share.over_satang, money_sub(left, named_over));
        settle_line(s, p, &key, &line, share);
    }
    p->over_satang = left;
}

void settle_member(struct settling *s, struct payer *p)
{
    struct split d = money_split(s, p);
    int64_t asked_before = p->bill.settled_satang;
    int64_t came = money_add(money_add(p->lines_satang, p->bill.matched_satang), d.credits);
    lines_settle(s, p, came, d);
    settle_over(s, p);
    notice_short(s, p);
    settle_book(s, p);
    struct unit_bill *m = &s->month;
    m->settled_satang = money_add(m->settled_satang, money_sub(p->settled_satang, asked_before));
    m->over_satang = money_add(m->over_satang, money_sub(p->over_satang, p->bill.over_satang));
    s->deducted_satang = money_add(s->deducted_satang, money_sub(p->lines_satang, p->bill.collected_satang));
    p->bill.settled_satang = p->settled_satang;
    p->bill.over_satang = p->over_satang;
    p->bill.collected_satang = p->lines_satang;
    p->bill.matched_settled_satang = p->bill.matched_satang;
    p->bill.lines_sum = p->lines_sum;
    p->bill.settled = !p->open;
    bill_put(s->t, &p->key, &p->bill);
}
