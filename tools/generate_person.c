/* One member: what he earns, owes and lets be deducted. */
#include "generate_society.h"

#include "../handlers/rules/interest.h"
#include "../handlers/rules/working_week.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BAHT = 100,
    SIGMA_INCOME = 4500,
    INCOME_LEAST = 9000,
    INCOME_MOST = 120000,
    MEDIAN_OFFICER = 28000,
    MEDIAN_CONTRACT = 15000,
    MEDIAN_PENSION = 22000,
    CONTRACT_PERCENT = 24, /* of those who are not pensioners: a fifth of all */
    RETIRED = 60,
    UNEVEN_SATANG = 1234500, /* half of it is rounded up, so less is left for the last instalment */
    OVERRIDE_PERCENT = 62,   /* of income deducted; above it a resolution is named, needed or not */
};

/* Each throw about a member has its own number. */
enum throw { THROW_associate, THROW_contract, THROW_age, THROW_joined, THROW_share, THROW_target, THROW_day };

static const struct society_product products[] = {
    {"emergency", loan_kind_emergency, 12, 600},     {"ordinary", loan_kind_ordinary, 150, 600},
    {"ordinary-2562", loan_kind_ordinary, 150, 625}, {"development", loan_kind_ordinary, 150, 475},
    {"special", loan_kind_special, 360, 550},        {"housing", loan_kind_special, 360, 450},
};

const struct society_product *society_product(uint32_t i)
{
    return i < sizeof products / sizeof *products ? &products[i] : NULL;
}

static const char *const titles[] = {"นาย", "นาง", "นางสาว"};
static const char *const names[] = {"สมชาย", "สมหญิง", "วิชัย",  "มาลี", "ประเสริฐ", "สุดา",  "อนันต์", "พรทิพย์",
                                    "กิตติ",   "น้ำฝน",  "ณัฐพล", "อรุณี", "ธนากร",   "จันทร์", "ปรีชา", "วรรณา"};
static const char *const surnames[] = {"ใจดี",    "ศรีสุข",  "ทองแท้", "บุญมา",   "แก้วใส", "พรหมดี",  "วงศ์ไทย",
                                       "รักเรียน", "สุขสันต์", "มีทรัพย์", "แสงทอง", "คงมั่น",  "จันทร์งาม"};
#define ONE_OF(words, number) (words)[(number) % (sizeof(words) / sizeof *(words))]

const char *society_title(uint32_t number)
{
    return ONE_OF(titles, number);
}

const char *society_name(uint32_t number)
{
    return ONE_OF(names, number / 3);
}

const char *society_surname(uint32_t number)
{
    return ONE_OF(surnames, number / 7);
}

static uint64_t throw(const struct society *c, const struct person *p, enum throw what)
{
    return dice(c->seed, STREAM_person, (uint64_t)p->index << 8 | what);
}

static int64_t clip(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

static bool is_pensioner(const struct society *c, const struct person *p)
{
    return c->unit_calendar[p->unit] == CALENDAR_pension;
}

/* Working from 22 to 60, in the middle 43; joined at 29. */
static void ages_set(const struct society *c, struct person *p)
{
    enum { MEAN = 43, DEVIATION = 9, YOUNGEST = 22, OLDEST = 85, JOIN_MEAN = 29, JOIN_DEVIATION = 4 };
    uint64_t roll = throw(c, p, THROW_age);
    int64_t age = is_pensioner(c, p)
                      ? dice_between(roll, RETIRED, OLDEST)
                      : clip(MEAN + (int64_t)DEVIATION * dice_normal(roll) / 10000, YOUNGEST, RETIRED - 1);
    int64_t joined = clip(JOIN_MEAN + (int64_t)JOIN_DEVIATION * dice_normal(throw(c, p, THROW_joined)) / 10000,
                          YOUNGEST - 2, age - 1);
    int32_t today = value_period_first_day(c->from - 1);
    p->birth_date = today - (int32_t)(age * 1461 / 4) - (int32_t)dice_below(throw(c, p, THROW_day), 365);
    p->join_date = p->birth_date + (int32_t)(joined * 1461 / 4) + (int32_t)dice_below(throw(c, p, THROW_day), 365);
}

static void income_set(const struct society *c, struct person *p)
{
    bool contract = dice_below(throw(c, p, THROW_contract), 100) < CONTRACT_PERCENT;
    int64_t median = is_pensioner(c, p) ? MEDIAN_PENSION : contract ? MEDIAN_CONTRACT : MEDIAN_OFFICER;
    int64_t income = dice_lognormal(dice(c->seed, STREAM_income, p->index), median, SIGMA_INCOME);
    p->income_satang = clip(income, INCOME_LEAST, INCOME_MOST) / 10 * 10 * BAHT;
    if (p->role == ROLE_band_edge)
        p->income_satang = 15000 * BAHT;
    if (p->role == ROLE_exactly_30)
        p->income_satang = 30000 * BAHT;
}

/* Bands of income: up to 14,999 baht 500, from 15,000 on 700, 200 more with every 5,000, above 50,000 2,100. */
static int64_t share_of(int64_t income_satang)
{
    int64_t income = income_satang / BAHT;
    if (income < 15000)
        return 500 * BAHT;
    return income > 50000 ? 2100 * BAHT : clip(700 + (income - 15000) / 5000 * 200, 700, 1900) * BAHT;
}

/* ---- standing orders */

static void orders_set(const struct society *c, struct person *p)
{
    static const struct {
        enum bill_item item;
        uint32_t percent;
        int64_t least, most; /* baht, in tens */
    } kinds[] = {{bill_item_deposit, 36, 10, 200},
                 {bill_item_insurance, 20, 15, 45},
                 {bill_item_welfare, 3, 5, 5},
                 {bill_item_funeral, 22, 10, 20}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        uint64_t roll = dice(c->seed, STREAM_order, (uint64_t)p->index << 8 | i);
        if (dice_below(roll, 100) < kinds[i].percent)
            p->orders[kinds[i].item] = dice_between(roll & 0xFFFF, kinds[i].least, kinds[i].most) * 10 * BAHT;
    }
}

/* ---- loans */

static uint64_t loan_throw(const struct society *c, const struct person *p, uint32_t loan, uint32_t what)
{
    return dice(c->seed, STREAM_loan, (uint64_t)p->index << 8 | loan << 4 | what);
}

static uint32_t loans_of(const struct society *c, const struct person *p)
{
    uint64_t rank = dice_shuffle(dice(c->seed, STREAM_borrower, 0), p->index, c->profile->members);
    if (p->role == ROLE_two_of_a_kind)
        return 2;
    if (p->role != ROLE_none)
        return p->role != ROLE_guarantor && p->role != ROLE_letter_number && p->role != ROLE_band_edge;
    uint64_t percent = rank * 100 / c->borrowers;
    return percent < 55 ? 1 : percent < 88 ? 2 : percent < 98 ? 3 : percent < 100 ? 4 : 0;
}

static const struct society_product *product_of(const struct society *c, const struct person *p, uint32_t loan)
{
    static const uint16_t weights[] = {30, 45, 10, 10, 3, 2}; /* emergency 30, ordinary 65, special 5 % */
    if (p->role == ROLE_last_instalment)
        return &products[0];
    if (p->role != ROLE_none)
        return &products[1];
    return &products[dice_choose(loan_throw(c, p, loan, 0), weights, sizeof weights / sizeof *weights)];
}

static int64_t amount_of(const struct society *c, const struct person *p, uint32_t loan, enum loan_kind kind)
{
    static const struct {
        int64_t median, most; /* baht */
        int32_t sigma;
    } sizes[] = {[loan_kind_emergency] = {15000, 300000, 6000},
                 [loan_kind_ordinary] = {600000, 2000000, 6500},
                 [loan_kind_special] = {1500000, 5000000, 5000}};
    int64_t amount = dice_lognormal(loan_throw(c, p, loan, 1), sizes[kind].median, sizes[kind].sigma);
    return (amount < sizes[kind].most ? amount : sizes[kind].most) / 100 * 100 * BAHT;
}

static uint32_t instalments_of(const struct society *c, const struct person *p, uint32_t loan,
                               const struct society_product *of)
{
    uint64_t roll = loan_throw(c, p, loan, 2);
    if (p->role == ROLE_last_instalment)
        return 2;
    switch (of->kind) {
    case loan_kind_emergency:
        return (uint32_t)dice_between(roll, 3, 12);
    case loan_kind_special:
        return (uint32_t)dice_between(roll, 240, 360);
    default: /* a few longer than the cap, by resolution */
        return (uint32_t)dice_between(roll, 120, dice_below(roll, 100) < 97 ? 150 : 240);
    }
}

static int64_t first_instalment(const struct person_loan *l)
{
    struct interest_terms terms = {.rounding = rounding_half_up};
    return instalment_first(l->method, l->amount_satang, l->instalments, l->rate_bp, SOCIETY_INSTALMENT_STEP_SATANG,
                            &terms);
}

/* Special loans wait for the week's meeting, the others are decided on any day. */
static void dates_set(const struct society *c, const struct person *p, uint32_t loan, struct person_loan *l)
{
    int32_t first = value_period_first_day(c->from - 1);
    l->filed_on = first + 2 + (int32_t)dice_below(loan_throw(c, p, loan, 3), 5);
    l->decided_on = l->filed_on + 1;
    if (l->kind == loan_kind_special) {
        l->decided_on = week_next(first + 2, SOCIETY_COMMITTEE_WEEKDAY);
        l->filed_on = l->filed_on < l->decided_on ? l->filed_on : l->decided_on - 1;
    }
    l->paid_on = first + 9 + (int32_t)dice_below(loan_throw(c, p, loan, 4), 18);
    if (p->role == ROLE_paid_out_on_bill_day)
        l->paid_on = calendar_bill(&calendars[CALENDAR_local], c->from);
}

static void payer_set(const struct society *c, const struct person *p, uint32_t loan, struct person_loan *l)
{
    enum { ONE_OF_SO_MANY = 400 };
    uint64_t roll = loan_throw(c, p, loan, 5);
    uint32_t size = society_unit_members(c, p->unit), other = c->unit_begin[p->unit] + dice_below(roll << 16, size);
    if (p->role == ROLE_guarantor_pays)
        society_member_no(c, society_role_index(c, ROLE_guarantor), l->payer_no);
    else if (p->unit != c->story_unit && l->kind == loan_kind_ordinary && dice_below(roll, ONE_OF_SO_MANY) == 0 &&
             other != p->index)
        society_member_no(c, other, l->payer_no);
}

/* S-2566-000123-1 */
static void names_set(const struct person *p, uint32_t loan, struct person_loan *l)
{
    static const char letters[] = {[loan_kind_emergency] = 'E', [loan_kind_ordinary] = 'S', [loan_kind_special] = 'P'};
    char name[20];
    snprintf(name, sizeof name, "%04d-%06u-%u", (value_civil(l->paid_on).year + 543) % 10000, p->number % 10000000,
             loan % SOCIETY_LOANS_MAX + 1);
    snprintf(l->contract_no, sizeof l->contract_no, "%c-%s", letters[l->kind], name);
    snprintf(l->application_no, sizeof l->application_no, "A-%s", name);
}

/* room: what may still be deducted; a loan that asks for more is made smaller. */
static void loan_set(const struct society *c, struct person *p, uint32_t loan, int64_t room_satang)
{
    static const int64_t least[] = {
        [loan_kind_emergency] = 3000 * BAHT, [loan_kind_ordinary] = 20000 * BAHT, [loan_kind_special] = 200000 * BAHT};
    struct person_loan *l = &p->loans[loan];
    const struct society_product *of = product_of(c, p, loan);
    l->product = of->product;
    l->kind = of->kind;
    l->rate_bp = of->rate_bp;
    l->instalments = instalments_of(c, p, loan, of);
    l->method = dice_below(loan_throw(c, p, loan, 6), 10) < 6 ? loan_method_equal_total : loan_method_equal_principal;
    if (p->role == ROLE_last_instalment)
        l->method = loan_method_equal_principal;
    l->purpose = 1 + dice_below(loan_throw(c, p, loan, 7), 6);
    l->amount_satang = p->role == ROLE_last_instalment ? UNEVEN_SATANG : amount_of(c, p, loan, of->kind);
    l->first_satang = first_instalment(l);
    if (l->first_satang > room_satang && p->role != ROLE_last_instalment) {
        int64_t share = clip(room_satang * 10000 / l->first_satang, 0, 10000);
        l->amount_satang = clip(l->amount_satang / 100 * share / 10000 * 100, least[of->kind], INT64_MAX);
        l->first_satang = first_instalment(l);
    }
    dates_set(c, p, loan, l);
    payer_set(c, p, loan, l);
    names_set(p, loan, l);
    l->overridden = l->instalments > of->max_instalments;
}

/* What is deducted from a member is 45 % of his income, more or less: the loans first, and what other creditors and the
 * state take makes up for the rest. */
static void loans_set(const struct society *c, struct person *p)
{
    enum { MEAN = 45, DEVIATION = 18, LEAST = 12, MOST = 95 };
    int64_t target = clip(MEAN + (int64_t)DEVIATION * dice_normal(throw(c, p, THROW_target)) / 10000, LEAST, MOST);
    int64_t left = p->income_satang * target / 100 - p->share_satang, used = p->share_satang;
    p->loans_count = loans_of(c, p);
    for (uint32_t i = 0; i < p->loans_count; i++) {
        loan_set(c, p, i, left);
        left -= p->loans[i].first_satang;
    }
    p->other_satang = clip(left, 0, INT64_MAX) / BAHT * BAHT;
    if (p->role == ROLE_exactly_30)
        p->other_satang = clip(p->income_satang / 10 * 7 - used - p->loans[0].first_satang, 0, INT64_MAX);
    used += p->other_satang;
    for (uint32_t i = 0; i < p->loans_count; i++) {
        used += p->loans[i].first_satang;
        p->loans[i].overridden |= p->role != ROLE_exactly_30 && used > p->income_satang / 100 * OVERRIDE_PERCENT;
    }
}

void society_person(const struct society *c, uint32_t index, struct person *ret)
{
    memset(ret, 0, sizeof *ret);
    ret->index = index;
    ret->unit = society_unit_of(c, index);
    ret->role = society_role(c, index);
    society_member_no(c, index, ret->member_no);
    ret->number = (uint32_t)strtoul(ret->member_no, NULL, 10);
    ret->kind = strchr(ret->member_no, 'A') ? member_kind_associate : member_kind_ordinary;
    ages_set(c, ret);
    income_set(c, ret);
    ret->share_satang = share_of(ret->income_satang);
    if (ret->role == ROLE_none && dice_below(throw(c, ret, THROW_share), 100) < 5)
        ret->share_satang = 0; /* stopped paying for shares, as may who has paid long enough */
    orders_set(c, ret);
    loans_set(c, ret);
}
