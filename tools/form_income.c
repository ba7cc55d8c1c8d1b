#include "reports.h"

#include "words.h"

/* AT-09: income by kind, and the net profit spread over it, by the incomes themselves, as the daemon split it. What
 * rounding down leaves over goes to the largest remainders, and which got it is shown. */
struct parts {
    struct form *f;
    uint32_t year;
    bool adding; /* the first walk adds up, the second shows */
    int64_t income, profit, shares;
    bool any;
};

static void part_take(void *context, const struct ask_row *row)
{
    static const char *const english[] = {"", "loans to members", "loans to other cooperatives", "investments",
                                          "other"};
    static const char *const thai[] = {"", "ดอกเบี้ยเงินให้กู้สมาชิก", "ดอกเบี้ยเงินให้กู้สหกรณ์อื่น", "การลงทุน", "อื่น ๆ"};
    struct parts *p = context;
    const struct income_part_key *key = (const void *)row->key;
    const struct income_part *part = (const void *)row->value;
    if (key->year != p->year || key->income_kind > income_kind_other)
        return;
    p->any = true;
    if (p->adding) {
        p->income += part->amount_satang;
        p->profit += part->profit_satang;
        p->shares += part->part_bp;
        return;
    }
    form_words(p->f, english[key->income_kind], thai[key->income_kind]);
    form_money(p->f, part->amount_satang);
    form_shown(p->f, part->part_bp);
    form_text(p->f, part->part_up ? "+0.01" : "");
    form_money(p->f, part->profit_satang);
    form_text(p->f, part->profit_up ? "+0.01" : "");
}

int form_income(const struct form_data *d, struct form *f)
{
    struct parts p = {.f = f, .year = d->years[0].year, .adding = true};
    int status = ask_rows(d->ask, TABLE_income_part, (struct bytes){0}, part_take, &p);
    if (status != 0 || !p.any) {
        form_note(f, "Not reported: send income.year_reported with year %u.",
                  "ยังไม่ได้แจ้ง: โปรดส่ง income.year_reported ระบุ year %u", d->years[0].year);
        return status;
    }
    form_table(f, 6);
    form_words(f, "income", "รายได้");
    form_words(f, "amount", "จำนวนเงิน (บาท)");
    form_words(f, "%", "ร้อยละ");
    form_words(f, "of the remainder", "เศษที่จัดให้");
    form_words(f, "net profit", "กำไรสุทธิ (บาท)");
    form_words(f, "of the remainder", "เศษที่จัดให้");
    p.adding = false;
    status = ask_rows(d->ask, TABLE_income_part, (struct bytes){0}, part_take, &p);
    form_words(f, "all", "รวม");
    form_money(f, p.income);
    form_shown(f, p.shares);
    form_text(f, "");
    form_money(f, p.profit);
    form_text(f, "");
    return status;
}
