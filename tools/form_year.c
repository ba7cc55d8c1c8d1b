#include "reports.h"

#include "../handlers/member/year.h"
#include "../handlers/rules/ratio.h"
#include "words.h"

#include <string.h>

static void year_cell(struct form *f, uint32_t year)
{
    form_number(f, (int64_t)year + (words_thai() ? 543 : 0));
}

static void known_number(struct form *f, bool known, int64_t number)
{
    if (known)
        form_number(f, number);
    else
        form_text(f, "-");
}

static void known_money(struct form *f, bool known, int64_t satang)
{
    if (known)
        form_money(f, satang);
    else
        form_text(f, "-");
}

/* ---- overdue loans */

static void overdue_row(struct form *f, const char *english, const char *thai, int64_t satang, int64_t loans,
                        int64_t principal)
{
    form_words(f, english, thai);
    form_number(f, loans);
    form_money(f, satang);
    form_percent(f, satang, principal);
}

int form_npl(const struct form_data *d, struct form *f)
{
    const struct award_year *s = &d->years[0].sums;
    if (!d->years[0].measured)
        return 0;
    form_table(f, 4);
    form_words(f, "months overdue", "ค้างชำระ");
    form_words(f, "loans", "สัญญา");
    form_words(f, "principal", "เงินต้น (บาท)");
    form_words(f, "% of principal", "ร้อยละของเงินต้น");
    overdue_row(f, "over 3", "เกิน 3 เดือน", s->over_3_satang, s->over_3_loans, s->principal_satang);
    overdue_row(f, "over 6", "เกิน 6 เดือน", s->over_6_satang, s->over_6_loans, s->principal_satang);
    overdue_row(f, "over 12", "เกิน 12 เดือน", s->over_12_satang, s->over_12_loans, s->principal_satang);
    overdue_row(f, "over 3 up to 6", "เกิน 3 ถึง 6 เดือน", s->over_3_satang - s->over_6_satang,
                (int64_t)s->over_3_loans - s->over_6_loans, s->principal_satang);
    overdue_row(f, "over 6 up to 12", "เกิน 6 ถึง 12 เดือน", s->over_6_satang - s->over_12_satang,
                (int64_t)s->over_6_loans - s->over_12_loans, s->principal_satang);
    overdue_row(f, "all loans", "เงินให้กู้ทั้งหมด", s->principal_satang, s->loans, s->principal_satang);
    form_note(f, "The first three count every loan beyond their months; the next two each loan once.",
              "สามแถวแรกนับสะสมทุกสัญญาที่เกินกำหนด สองแถวถัดไปนับสัญญาละครั้ง");
    return 0;
}

/* ---- meetings */

enum { MONTHS = 12 };

struct meetings {
    uint32_t first;
    struct {
        uint32_t held, required, present;
    } months[2][MONTHS];
};

static void meeting_keep(void *context, const struct ask_row *row)
{
    struct meetings *m = context;
    const struct meeting_key *key = (const void *)row->key;
    const struct meeting *held = (const void *)row->value;
    uint32_t month = value_period_of(key->held_on) - m->first;
    int body = key->resolving_body == resolving_body_board ? 0 : 1;
    if (month >= MONTHS)
        return;
    m->months[body][month].held++;
    m->months[body][month].required += held->required;
    m->months[body][month].present += held->present;
}

/* The year is all who came of all who were to come, never the mean of its months. */
static void body_list(const struct meetings *m, int body, struct form *f)
{
    uint32_t held = 0, required = 0, present = 0;
    form_table(f, 5);
    form_words(f, body == 0 ? "board" : "loan committee", body == 0 ? "คณะกรรมการดำเนินการ" : "คณะกรรมการเงินกู้");
    form_words(f, "meetings", "ครั้ง");
    form_words(f, "to come", "ต้องเข้าประชุม");
    form_words(f, "came", "เข้าประชุม");
    form_words(f, "%", "ร้อยละ");
    for (uint32_t i = 0; i < MONTHS; i++) {
        char text[VALUE_TEXT_MAX];
        if (m->months[body][i].held == 0)
            continue;
        value_period_print(m->first + i, text);
        form_text(f, text);
        form_number(f, m->months[body][i].held);
        form_number(f, m->months[body][i].required);
        form_number(f, m->months[body][i].present);
        form_percent(f, m->months[body][i].present, m->months[body][i].required);
        held += m->months[body][i].held;
        required += m->months[body][i].required;
        present += m->months[body][i].present;
    }
    form_words(f, "year", "ทั้งปี");
    form_number(f, held);
    form_number(f, required);
    form_number(f, present);
    form_percent(f, present, required);
}

int form_attendance(const struct form_data *d, struct form *f)
{
    struct meetings m = {.first = value_period_of(year_last_day(d->years[0].year - 1) + 1)};
    int status = ask_rows(d->ask, TABLE_meeting, (struct bytes){0}, meeting_keep, &m);
    body_list(&m, 0, f);
    body_list(&m, 1, f);
    return status;
}

/* ---- members */

int form_members(const struct form_data *d, struct form *f)
{
    form_table(f, 6);
    form_words(f, "year", "ปี");
    form_words(f, "ordinary", "สามัญ");
    form_words(f, "associate", "สมทบ");
    form_words(f, "all", "รวม");
    form_words(f, "eligible", "ผู้มีสิทธิเป็นสมาชิก");
    form_words(f, "ordinary of eligible %", "ร้อยละของผู้มีสิทธิ");
    for (int i = 0; i < FORM_YEARS; i++) {
        const struct form_year *y = &d->years[i];
        int64_t ordinary, associate, eligible = y->figures[figure_kind_eligible_persons];
        enum figure_kind missing;
        bool known = form_members_count(y, &ordinary, &associate, &missing);
        year_cell(f, y->year);
        known_number(f, known, ordinary);
        known_number(f, known, associate);
        known_number(f, known, ordinary + associate);
        known_number(f, y->reported[figure_kind_eligible_persons], eligible);
        form_percent(f, ordinary, known ? eligible : 0);
    }
    for (int i = 0; i < FORM_YEARS; i++) {
        int64_t ordinary, associate;
        enum figure_kind missing;
        if (!form_members_count(&d->years[i], &ordinary, &associate, &missing))
            form_missing(f, missing, d->years[i].year);
        if (!d->years[i].reported[figure_kind_eligible_persons])
            form_missing(f, figure_kind_eligible_persons, d->years[i].year);
    }
    return 0;
}

/* ---- ratios */

struct ratio {
    enum figure_kind part, whole;
    const char *document, *english, *thai;
};

/* Those that the form names, and no others: the matrix of its part 2 (6) defines none. */
static const struct ratio ratios[] = {
    {figure_kind_external_borrowings, figure_kind_own_capital, "2: 4", "borrowed from outside, of the own capital",
     "เงินกู้ยืมภายนอกต่อทุนของสหกรณ์"},
    {figure_kind_liquid_assets, figure_kind_member_deposits, "2: 7", "liquid assets, of the members' deposits",
     "สินทรัพย์สภาพคล่องต่อเงินรับฝาก"},
    {figure_kind_public_benefit_allocated, figure_kind_net_profit, "4",
     "allocated to the public-benefit fund, of the net profit", "จัดสรรเป็นทุนสาธารณประโยชน์ต่อกำไรสุทธิ"},
    {figure_kind_public_benefit_spent, figure_kind_public_benefit_allocated, "4",
     "spent of what was allocated to the public-benefit fund", "จ่ายจากทุนสาธารณประโยชน์ที่จัดสรร"},
    {figure_kind_league_fee_paid, figure_kind_league_fee_allocated, "1: 13",
     "league fee paid, of what was allocated to it", "ค่าบำรุงสันนิบาตที่จ่ายต่อที่จัดสรร"},
};

static void ratio_row(struct form *f, const struct ratio *r, const struct form_year *y)
{
    bool known = y->reported[r->part] && y->reported[r->whole];
    form_text(f, r->document);
    form_words(f, r->english, r->thai);
    year_cell(f, y->year);
    known_money(f, y->reported[r->part], y->figures[r->part]);
    known_money(f, y->reported[r->whole], y->figures[r->whole]);
    form_percent(f, y->figures[r->part], known ? y->figures[r->whole] : 0);
}

int form_finance(const struct form_data *d, struct form *f)
{
    bool told[FORM_YEARS][figure_kind_members_in_business + 1] = {0};
    form_table(f, 6);
    form_words(f, "part", "ส่วน");
    form_words(f, "ratio", "อัตราส่วน");
    form_words(f, "year", "ปี");
    form_words(f, "amount", "จำนวน (บาท)");
    form_words(f, "of", "ต่อ (บาท)");
    form_words(f, "%", "ร้อยละ");
    for (size_t r = 0; r < sizeof ratios / sizeof *ratios; r++)
        for (int i = 0; i < FORM_YEARS; i++)
            ratio_row(f, &ratios[r], &d->years[i]);
    for (size_t r = 0; r < sizeof ratios / sizeof *ratios; r++)
        for (int i = 0; i < FORM_YEARS; i++) {
            const enum figure_kind both[] = {ratios[r].part, ratios[r].whole};
            for (int k = 0; k < 2; k++) {
                if (!d->years[i].reported[both[k]] && !told[i][both[k]])
                    form_missing(f, both[k], d->years[i].year);
                told[i][both[k]] = true;
            }
        }
    return 0;
}
