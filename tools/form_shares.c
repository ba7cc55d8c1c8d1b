#include "reports.h"

#include "../handlers/rules/money.h"
#include "../handlers/rules/ratio.h"
#include "../proto/codec.h"
#include "words.h"

/* On the screen the list goes down to who passes half, but no farther than this. */
enum { SCREEN_ROWS = 40 };

struct list {
    struct form *f;
    const struct form_year *y;
    bool every_row;
    uint32_t rank;
    int64_t sum_satang, shown;
    uint32_t hidden;
    int64_t hidden_satang;
};

static void holder_add(void *context, const struct ask_row *row)
{
    struct list *l = context;
    const struct share_holder_key *key = (const void *)row->key;
    int64_t satang = ((const struct share_holder *)(const void *)row->value)->shares_satang;
    int64_t total = l->y->sums.shares_satang, shown = ratio_shown(satang, total);
    l->rank++;
    l->sum_satang += satang;
    l->shown += shown;
    if (!l->every_row && l->rank > SCREEN_ROWS) {
        l->hidden++;
        l->hidden_satang += satang;
        return;
    }
    form_number(l->f, l->rank);
    form_text(l->f, key->member_no);
    form_money(l->f, satang);
    form_shown(l->f, shown);
    form_money(l->f, l->sum_satang);
    form_shown(l->f, ratio_shown(l->sum_satang, total));
}

static void ends(struct list *l)
{
    struct form *f = l->f;
    if (l->hidden > 0) {
        form_text(f, "");
        form_words(f, "others", "รายอื่น");
        form_money(f, l->hidden_satang);
        form_percent(f, l->hidden_satang, l->y->sums.shares_satang);
        form_money(f, l->sum_satang);
        form_percent(f, l->sum_satang, l->y->sums.shares_satang);
    }
    form_text(f, "");
    form_words(f, "rounding difference of the column", "ผลต่างจากการปัดเศษของสดมภ์");
    form_text(f, "");
    form_shown(f, l->rank > 0 ? RATIO_WHOLE - l->shown : 0);
    form_text(f, "");
    form_text(f, "");
}

static int holders_list(const struct form_data *d, struct form *f)
{
    struct list l = {.f = f, .y = &d->years[0], .every_row = d->every_row};
    struct buffer key = {0};
    codec_put_map(&key, 1);
    codec_put_text(&key, "year");
    codec_put_integer(&key, l.y->year);
    form_table(f, 6);
    form_words(f, "rank", "ลำดับ");
    form_words(f, "member", "สมาชิก");
    form_words(f, "shares", "หุ้น (บาท)");
    form_words(f, "%", "ร้อยละ");
    form_words(f, "cumulative", "สะสม (บาท)");
    form_words(f, "cumulative %", "ร้อยละสะสม");
    int status = ask_rows(d->ask, TABLE_share_holder, buffer_bytes(&key), holder_add, &l);
    buffer_free(&key);
    ends(&l);
    return status;
}

static void years_list(const struct form_data *d, struct form *f)
{
    form_table(f, 6);
    form_words(f, "year", "ปี");
    form_words(f, "share capital", "ทุนเรือนหุ้น (บาท)");
    form_words(f, "members", "สมาชิกทั้งหมด");
    form_words(f, "average", "เฉลี่ยต่อสมาชิก (บาท)");
    form_words(f, "hold more than half", "ถือเกินครึ่ง (คน)");
    form_words(f, "they hold %", "ร้อยละที่ถือ");
    for (int i = 0; i < FORM_YEARS; i++) {
        const struct award_year *s = &d->years[i].sums;
        int64_t members = (int64_t)s->ordinary + s->associate;
        if (!d->years[i].measured)
            continue;
        form_number(f, (int64_t)d->years[i].year + (words_thai() ? 543 : 0));
        form_money(f, s->shares_satang);
        form_number(f, members);
        if (members > 0)
            form_money(f, money_divide((money_wide)s->shares_satang, (money_wide)members, rounding_half_up));
        else
            form_text(f, "-");
        form_number(f, s->half_holders);
        form_percent(f, s->half_satang, s->shares_satang);
    }
}

/* Strict both ways: what equality is, the guide does not say. */
static void compare_nation(const struct form_data *d, struct form *f)
{
    const struct form_year *y = &d->years[0];
    int64_t own = y->sums.shares_satang, nation = y->figures[figure_kind_national_share_capital];
    char text[VALUE_TEXT_MAX];
    value_baht_print(nation, text);
    if (!y->reported[figure_kind_national_share_capital])
        form_missing(f, figure_kind_national_share_capital, y->year);
    else if (own > nation)
        form_note(f, "More than the national average of %s baht.", "มากกว่าค่าเฉลี่ยทั้งประเทศ %s บาท", text);
    else if (own < nation)
        form_note(f, "Less than the national average of %s baht.", "น้อยกว่าค่าเฉลี่ยทั้งประเทศ %s บาท", text);
    else
        form_note(f, "Equal to the national average of %s baht, which the guide calls neither more nor less.",
                  "เท่ากับค่าเฉลี่ยทั้งประเทศ %s บาท ซึ่งคู่มือไม่ได้ระบุว่ามากกว่าหรือน้อยกว่า", text);
}

int form_shares(const struct form_data *d, struct form *f)
{
    const struct award_year *s = &d->years[0].sums;
    char held[VALUE_TEXT_MAX], share[VALUE_TEXT_MAX];
    if (!d->years[0].measured)
        return 0;
    value_baht_print(s->half_satang, held);
    value_baht_print(s->shares_satang > 0 ? ratio_shown(s->half_satang, s->shares_satang) : 0, share);
    form_note(f, "%u members hold more than half of the share capital: %s baht, %s %%.",
              "สมาชิก %u คนถือหุ้นรวมกันเกินครึ่งของทุนเรือนหุ้น: %s บาท ร้อยละ %s", s->half_holders, held, share);
    compare_nation(d, f);
    years_list(d, f);
    return holders_list(d, f);
}
