#include "../../handlers/handler.h"
#include "../../handlers/share/shares.h"
#include "stream_parts.h"

#include <stdio.h>
#include <string.h>

/* ---- the end of the year, and shares of who has left */

static uint32_t last_year(struct txn *t)
{
    return (uint32_t)value_civil(handler_day_closed(t) + 1).year - 1;
}

/* Somebody who has left and holds shares; mostly all that he can be paid. */
static void refund_mend(struct stream *s, struct txn *t, struct event *e)
{
    struct share_refunded *r = &e->body.share_refunded;
    struct member_key key = {0};
    struct member member;
    while (member_seek(t, &key, true, &member)) {
        if (member.left_on == 0 || member.share_balance_satang == 0)
            continue;
        memcpy(r->member_no, key.member_no, sizeof r->member_no);
        if (stream_dice(s, 2))
            break;
    }
    r->channel = stream_dice(s, 3) ? channel_absent : (uint8_t)(channel_counter + stream_dice(s, 2));
    snprintf(r->prepared_by, sizeof r->prepared_by, "officer-07");
    snprintf(r->checked_by, sizeof r->checked_by, "officer-%02u", (unsigned)(1 + stream_dice(s, 8)));
    int64_t most = shares_refundable(t, r->member_no, e->envelope.effective_date);
    if (most > 0)
        r->amount_satang = stream_dice(s, 4) ? most : 1 + (int64_t)stream_dice(s, (uint64_t)most + 1);
}

void stream_policy_year(struct stream *s, struct policy_published *p)
{
    p->dividend_cut_off_day = (uint32_t)stream_dice(s, 3) * 14;
    p->dividend_max_bp = 1000;
    p->league_fee_max_bp = 500;
    p->league_fee_max_satang = stream_dice(s, 4) ? VALUE_MONEY_MAX : 3000000;
    p->bonus_max_bp = 500;
}

/* Parts in the order of the words, the first a tenth and a little more, the last what is left. */
static void allocation_mend(struct stream *s, struct txn *t, struct profit_allocation_approved *a)
{
    static const int64_t nets[] = {1, 100, 1000000, 123456789, 99999999999};
    int64_t left = nets[stream_dice(s, sizeof nets / sizeof *nets)];
    a->year = last_year(t);
    a->net_profit_satang = left;
    a->lines_count = 0;
    for (uint8_t item = allocation_item_reserve; item <= allocation_item_other_fund && left > 0; item++) {
        bool last = item == allocation_item_other_fund;
        bool fund = item == allocation_item_equalisation; /* what the share capital allows is little */
        int64_t amount = last                              ? left
                         : item == allocation_item_reserve ? left / 10 + 1
                                                           : left / (20 + (int64_t)stream_dice(s, 30));
        if (fund && amount > 10000)
            amount = 10000;
        bool rated = item == allocation_item_dividend || item == allocation_item_patronage;
        if (amount > 0)
            a->lines[a->lines_count++] =
                (struct allocation_line){.item = item,
                                         .amount_satang = amount,
                                         .rate_bp = rated ? 100 * (1 + (int32_t)stream_dice(s, 10)) : 0,
                                         .group = (uint8_t)stream_dice(s, 6)};
        left -= amount;
    }
}

static void rate_mend(struct txn *t, enum allocation_item item, uint32_t *year, int32_t *rate_bp)
{
    struct allocation_part_key key = {.year = last_year(t), .allocation_item = (uint8_t)item};
    struct allocation_part part;
    *year = key.year;
    if (allocation_part_get(t, &key, &part))
        *rate_bp = part.rate_bp;
}

void stream_mend_year(struct stream *s, struct txn *t, struct event *e)
{
    switch (e->desc->id) {
    case EVENT_share_refunded:
        refund_mend(s, t, e);
        break;
    case EVENT_profit_allocation_approved:
        allocation_mend(s, t, &e->body.profit_allocation_approved);
        break;
    case EVENT_dividend_approved:
        rate_mend(t, allocation_item_dividend, &e->body.dividend_approved.year, &e->body.dividend_approved.rate_bp);
        break;
    case EVENT_patronage_approved:
        rate_mend(t, allocation_item_patronage, &e->body.patronage_approved.year, &e->body.patronage_approved.rate_bp);
        break;
    case EVENT_income_year_reported:
        e->body.income_year_reported.year = last_year(t);
        break;
    default:
        break;
    }
}
