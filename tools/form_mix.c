#include "reports.h"

#include "../handlers/member/year.h"
#include "../handlers/rules/ratio.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

void form_rounding(struct form *f, int64_t shown, uint32_t before, uint32_t after)
{
    form_words(f, "rounding difference", "ผลต่างจากการปัดเศษ");
    while (before-- > 0)
        form_text(f, "");
    form_shown(f, RATIO_WHOLE - shown);
    while (after-- > 0)
        form_text(f, "");
}

/* ---- deposits */

static void kinds_list(const struct form_data *d, struct form *f)
{
    static const char *const english[] = {"", "savings", "special savings", "fixed"};
    static const char *const thai[] = {"", "ออมทรัพย์", "ออมทรัพย์พิเศษ", "ประจำ"};
    int64_t total, shown = 0;
    uint32_t accounts = 0;
    form_deposits_sum(&d->years[0], &total);
    form_table(f, 5);
    form_words(f, "kind", "ประเภท");
    form_words(f, "amount", "จำนวนเงิน (บาท)");
    form_words(f, "%", "ร้อยละ");
    form_words(f, "accounts", "บัญชี");
    form_words(f, "depositors", "ผู้ฝาก (คน)");
    for (int kind = deposit_kind_savings; kind <= deposit_kind_fixed; kind++) {
        const struct deposit_year *row = &d->years[0].deposits[kind];
        form_words(f, english[kind], thai[kind]);
        form_money(f, row->balance_satang);
        form_percent(f, row->balance_satang, total);
        form_number(f, row->accounts);
        form_number(f, row->depositors);
        accounts += row->accounts;
        shown += total > 0 ? ratio_shown(row->balance_satang, total) : 0;
    }
    form_rounding(f, total > 0 ? shown : RATIO_WHOLE, 1, 2);
    form_words(f, "all, each person once", "รวม นับผู้ฝากไม่ซ้ำคน");
    form_money(f, total);
    form_percent(f, total, total);
    form_number(f, accounts);
    form_number(f, d->years[0].sums.depositors);
}

int form_deposits(const struct form_data *d, struct form *f)
{
    if (d->years[0].measured)
        kinds_list(d, f);
    form_table(f, 3);
    form_words(f, "year", "ปี");
    form_words(f, "deposits", "เงินรับฝาก (บาท)");
    form_words(f, "depositors", "ผู้ฝาก (คน)");
    for (int i = 0; i < FORM_YEARS; i++) {
        int64_t satang;
        form_number(f, (int64_t)d->years[i].year + (words_thai() ? 543 : 0));
        if (form_deposits_sum(&d->years[i], &satang))
            form_money(f, satang);
        else
            form_text(f, "-");
        if (d->years[i].measured)
            form_number(f, d->years[i].sums.depositors);
        else
            form_text(f, "-");
    }
    return 0;
}

/* ---- loans granted in the year */

struct case_row {
    char group[VALUE_TEXT_MAX]; /* product, or the purpose's number */
    char member_no[12];
    int64_t satang;
};

struct granted {
    struct buffer rows; /* struct case_row */
    int32_t first, last;
    bool purposes;
};

/* What was granted and not given up: an approval that lapsed or was withdrawn is no loan. */
static void case_keep(void *context, const struct ask_row *row)
{
    struct granted *g = context;
    const struct application *a = (const void *)row->value;
    struct case_row kept = {.satang = a->granted_satang};
    bool stands = a->state == application_state_scheduled || a->state == application_state_disbursed;
    if (!stands || a->decided_on < g->first || a->decided_on > g->last)
        return;
    if (g->purposes)
        value_integer_print(a->purpose, kept.group);
    else
        memcpy(kept.group, a->product, sizeof kept.group);
    memcpy(kept.member_no, a->member_no, sizeof kept.member_no);
    buffer_add(&g->rows, &kept, sizeof kept);
}

static int by_group_and_member(const void *left, const void *right)
{
    const struct case_row *a = left, *b = right;
    int order = strcmp(a->group, b->group);
    return order ? order : strcmp(a->member_no, b->member_no);
}

static void group_name(struct form *f, const char *group, bool purposes)
{
    static const char *const english[] = {"repay an old contract",      "repay outsiders", "household",
                                          "house, land, car, computer", "education",       "other"};
    static const char *const thai[] = {
        "ชำระหนี้สัญญาเดิม", "ชำระหนี้ภายนอก", "ใช้จ่ายในครัวเรือน", "ซื้อทรัพย์สิน บ้าน ที่ดิน รถ คอมพิวเตอร์", "การศึกษา", "อื่น ๆ"};
    int purpose = purposes ? atoi(group) : 0;
    if (purpose >= 1 && purpose <= 6)
        form_words(f, english[purpose - 1], thai[purpose - 1]);
    else
        form_text(f, group);
}

/* Cases and, as the guide counts them, members: each once in a group, whatever he was granted in it. */
static void groups_list(const struct granted *g, struct form *f)
{
    const struct case_row *rows = (const void *)g->rows.at;
    size_t count = g->rows.len / sizeof *rows;
    int64_t total = 0, shown = 0;
    for (size_t i = 0; i < count; i++)
        total += rows[i].satang;
    for (size_t i = 0; i < count;) {
        int64_t satang = 0, members = 0;
        size_t at = i;
        for (; i < count && strcmp(rows[i].group, rows[at].group) == 0; i++) {
            satang += rows[i].satang;
            members += i == at || strcmp(rows[i].member_no, rows[i - 1].member_no) != 0;
        }
        group_name(f, rows[at].group, g->purposes);
        form_money(f, satang);
        form_percent(f, satang, total);
        form_number(f, (int64_t)(i - at));
        form_number(f, members);
        shown += total > 0 ? ratio_shown(satang, total) : 0;
    }
    form_rounding(f, total > 0 ? shown : RATIO_WHOLE, 1, 2);
    form_words(f, "all", "รวม");
    form_money(f, total);
    form_percent(f, total, total);
    form_number(f, (int64_t)count);
    form_text(f, "");
}

static int granted_list(const struct form_data *d, struct form *f, bool purposes)
{
    struct granted g = {.first = year_last_day(d->years[0].year - 1) + 1,
                        .last = year_last_day(d->years[0].year),
                        .purposes = purposes};
    int status = ask_rows(d->ask, TABLE_application, (struct bytes){0}, case_keep, &g);
    if (status == 0 && g.rows.len > 0)
        qsort(g.rows.at, g.rows.len / sizeof(struct case_row), sizeof(struct case_row), by_group_and_member);
    form_table(f, 5);
    form_words(f, purposes ? "purpose" : "product", purposes ? "วัตถุประสงค์" : "ประเภทเงินกู้");
    form_words(f, "approved", "จำนวนเงินอนุมัติ (บาท)");
    form_words(f, "%", "ร้อยละ");
    form_words(f, "cases", "ราย (สัญญา)");
    form_words(f, "members", "สมาชิก (คน)");
    groups_list(&g, f);
    buffer_free(&g.rows);
    return status;
}

int form_purposes(const struct form_data *d, struct form *f)
{
    return granted_list(d, f, true);
}

int form_products(const struct form_data *d, struct form *f)
{
    return granted_list(d, f, false);
}
