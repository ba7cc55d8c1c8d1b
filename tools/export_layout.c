/* Which columns a unit's bill has, and what stands in them. Units read Thai, whatever the officer's language is. */
#include "export.h"

#include "words.h"

#include <string.h>

static const char *const item_names[] = {"",       "ค่าหุ้น",     "เงินกู้ฉุกเฉิน",  "เงินกู้สามัญ",  "เงินกู้พิเศษ",
                                         "เงินฝาก", "เบี้ยประกัน", "เงินสวัสดิการ", "เงินฌาปนกิจ", "เงินรอจ่ายคืน"};
static const char *const part_names[PROFILE_PARTS] = {
    [PROFILE_PART_principal] = "เงินต้น",        [PROFILE_PART_interest] = "ดอกเบี้ย",  [PROFILE_PART_contract] = "สัญญา",
    [PROFILE_PART_first_contract] = "สัญญาแรก", [PROFILE_PART_loan_type] = "ประเภท", [PROFILE_PART_instalment] = "งวดที่",
    [PROFILE_PART_balance] = "คงเหลือ",
};
static const char *const placed_names[PROFILE_PLACED] = {
    [PROFILE_member_no] = "เลขทะเบียนสมาชิก",
    [PROFILE_collected] = "ยอดหัก",
    [PROFILE_reason] = "เหตุผล",
    [PROFILE_date] = "วันที่",
    [PROFILE_period] = "งวด",
    [PROFILE_unit] = "รหัสหน่วยงาน",
    [PROFILE_row_key] = "ลำดับของแถว",
    [PROFILE_title] = "คำนำหน้า",
    [PROFILE_name] = "ชื่อ-สกุล",
    [PROFILE_surname] = "นามสกุล",
    [PROFILE_unit_name] = "ชื่อหน่วยงาน",
    [PROFILE_receipt_no] = "เลขที่ใบเสร็จ",
};

const char *export_item_name(uint8_t bill_item)
{
    return bill_item < sizeof item_names / sizeof *item_names ? item_names[bill_item] : "";
}

static uint8_t bill_item_of(int item)
{
    const char *name = profile_item_name((enum profile_item)item);
    return schema_word(schema_enum_named("bill_item"), name, strlen(name));
}

static int item_of(int field)
{
    return field < PROFILE_PLACED ? -1 : (field - PROFILE_PLACED) / PROFILE_PARTS;
}

static int part_of(int field)
{
    return (field - PROFILE_PLACED) % PROFILE_PARTS;
}

/* ---- columns */

/* The profile's own word for the field, otherwise ours. */
static const char *named(const struct profile *p, int field)
{
    for (uint32_t i = 0; i < p->headings.count; i++)
        if (p->headings.at[i].value == field)
            return p->headings.at[i].text;
    return NULL;
}

static void heading_set(const struct profile *p, int field, struct export_column *c)
{
    const char *own = named(p, field);
    if (own)
        snprintf(c->heading, sizeof c->heading, "%s", own);
    else if (field < PROFILE_PLACED)
        snprintf(c->heading, sizeof c->heading, "%s", placed_names[field]);
    else
        snprintf(c->heading, sizeof c->heading, "%s%s%s", item_names[bill_item_of(item_of(field))],
                 part_of(field) ? " " : "", part_of(field) ? part_names[part_of(field)] : "");
}

static void field_add(struct export_layout *l, int field)
{
    struct export_column *c = &l->columns[l->count++];
    *c = (struct export_column){.field = field};
    heading_set(l->profile, field, c);
}

static void extra_add(struct export_layout *l, enum export_extra extra, int field, const char *heading)
{
    struct export_column *c = &l->columns[l->count++];
    *c = (struct export_column){.extra = extra, .field = field};
    snprintf(c->heading, sizeof c->heading, "%s", heading);
}

/* A file whose columns are found by their headings: what a unit's officer needs to see, and what the import reads. */
static void headed_begin(struct export_layout *l)
{
    static const int last[] = {PROFILE_collected, PROFILE_reason, PROFILE_date, PROFILE_period};
    const struct profile *p = l->profile;
    extra_add(l, EXPORT_NUMBER, -1, "ลำดับ");
    if (named(p, PROFILE_unit))
        field_add(l, PROFILE_unit);
    field_add(l, PROFILE_member_no);
    for (int field = PROFILE_row_key; field < PROFILE_PLACED; field++)
        if (field == PROFILE_name || named(p, field))
            field_add(l, field);
    for (int field = PROFILE_PLACED; field < PROFILE_FIELDS; field++)
        if (named(p, field))
            field_add(l, field);
    for (int item = 0; item < PROFILE_ITEMS; item++)
        if (!l->maps[item])
            extra_add(l, EXPORT_SHOWN, item, item_names[bill_item_of(item)]);
    extra_add(l, EXPORT_CREDIT, -1, item_names[bill_item_refund]);
    extra_add(l, EXPORT_CONTRACTS, -1, "สัญญาที่เรียกเก็บ");
    if (!named(p, PROFILE_receipt_no))
        extra_add(l, EXPORT_RECEIPTS, -1, "เลขที่ใบเสร็จ");
    extra_add(l, EXPORT_BILLED, -1, "ยอดเรียกเก็บ");
    for (size_t i = 0; i < sizeof last / sizeof *last; i++)
        if (p->calendar != CALENDAR_NONE || (last[i] != PROFILE_date && last[i] != PROFILE_period))
            field_add(l, last[i]);
}

/* A file whose columns have fixed places: exactly those. */
static void placed_begin(struct export_layout *l)
{
    const struct profile *p = l->profile;
    bool fixed = p->format == PROFILE_FIXED;
    for (int field = 0; field < PROFILE_FIELDS; field++) {
        uint32_t from = p->places[field].from;
        if (from == 0)
            continue;
        struct export_column *c = &l->columns[fixed ? l->count : from - 1];
        while (!fixed && l->count < from)
            l->columns[l->count++] = (struct export_column){.field = -1};
        l->count += fixed;
        *c = (struct export_column){.field = field, .place = p->places[field]};
        heading_set(p, field, c);
    }
}

static bool has_field(const struct export_layout *l, int field)
{
    return l->profile->has_places ? l->profile->places[field].from > 0 : named(l->profile, field) != NULL;
}

void export_layout_begin(struct export_layout *l, const struct profile *p)
{
    *l = (struct export_layout){.profile = p};
    for (int item = 0; item < PROFILE_ITEMS; item++) {
        for (int part = PROFILE_PART_amount; part <= PROFILE_PART_interest; part++)
            l->maps[item] |= has_field(l, profile_item_field((enum profile_item)item, (enum profile_part)part));
        l->has_items |= l->maps[item];
        l->sums_contracts[item] =
            has_field(l, profile_item_field((enum profile_item)item, PROFILE_PART_first_contract));
        l->wants_loans |= has_field(l, profile_item_field((enum profile_item)item, PROFILE_PART_balance)) ||
                          has_field(l, profile_item_field((enum profile_item)item, PROFILE_PART_loan_type));
    }
    l->has_total =
        (!p->has_places || has_field(l, PROFILE_collected)) && (!l->has_items || p->total_rule == PROFILE_TOTAL_TOTAL);
    if (p->has_places)
        placed_begin(l);
    else
        headed_begin(l);
}

/* ---- a member */

/* What lowers the bill has no column: the last items in the order of the profile carry it, as if the rest of them alone
 * were asked for. The order of deduction takes the same. */
static void lower(const struct export_layout *l, struct export_member *m, int64_t excess_satang)
{
    for (int item = PROFILE_ITEMS - 1; item >= 0 && excess_satang > 0; item--) {
        struct export_item *i = &m->items[item];
        int64_t part = i->amount_satang < excess_satang ? i->amount_satang : excess_satang;
        if (!l->maps[item])
            continue;
        i->amount_satang -= part;
        excess_satang -= part;
        if (i->interest_satang > i->amount_satang)
            i->interest_satang = i->amount_satang;
    }
}

bool export_layout_fit(const struct export_layout *l, struct export_member *m, struct export_cover *cover)
{
    int64_t listed = 0;
    bool sums = false;
    for (int item = 0; item < PROFILE_ITEMS; item++) {
        listed += l->maps[item] ? m->items[item].amount_satang : 0;
        sums |= l->sums_contracts[item] && m->items[item].contracts > 1;
    }
    cover->summed += sums;
    if (!l->has_items)
        return true;
    if (listed > m->billed_satang) {
        cover->lowered++;
        lower(l, m, listed - m->billed_satang);
    }
    if (listed >= m->billed_satang)
        return true;
    cover->unlisted++;
    if (l->has_total)
        return true;
    char billed[VALUE_TEXT_MAX], missing[VALUE_TEXT_MAX];
    value_baht_print(m->billed_satang, billed);
    value_baht_print(m->billed_satang - listed, missing);
    words_complain(
        "unit %s, member %s: of the %s baht billed, %s are for items that this layout has no column for, and no "
        "total that could hold them; the unit would deduct too little: take another profile",
        "หน่วยงาน %s สมาชิก %s: ยอดเรียกเก็บ %s บาท มี %s บาทเป็นรายการที่รูปแบบนี้ไม่มีช่อง และไม่มียอดรวมที่รับได้ "
        "หน่วยงานจะหักขาด โปรดใช้โปรไฟล์อื่น",
        cover->unit_code, m->member_no, billed, missing);
    return false;
}

/* ---- cells */

static void amount_set(struct export_cell *c, int64_t satang)
{
    c->amount = true;
    c->satang = satang;
}

static void number_set(struct export_cell *c, uint64_t number)
{
    if (number > 0)
        snprintf(c->text, sizeof c->text, "%llu", (unsigned long long)number);
}

static int year_of(const struct export_layout *l, int year)
{
    return year + (l->profile->calendar == CALENDAR_BE ? CELL_BUDDHIST_YEARS : 0);
}

static void day_set(const struct export_layout *l, struct export_cell *c, int32_t day)
{
    struct civil d = value_civil(day);
    if (day > 0)
        snprintf(c->text, sizeof c->text, "%02d/%02d/%04d", d.day, d.month, year_of(l, d.year));
}

static void item_set(const struct export_item *i, int part, struct export_cell *c)
{
    switch ((enum profile_part)part) {
    case PROFILE_PART_amount:
        amount_set(c, i->amount_satang);
        break;
    case PROFILE_PART_principal:
        amount_set(c, i->amount_satang - i->interest_satang);
        break;
    case PROFILE_PART_interest:
        amount_set(c, i->interest_satang);
        break;
    case PROFILE_PART_balance:
        amount_set(c, i->balance_satang);
        break;
    case PROFILE_PART_contract: /* the money of several must not go to one of them */
        if (i->contracts == 1)
            snprintf(c->text, sizeof c->text, "%s", i->first_contract);
        break;
    case PROFILE_PART_first_contract:
        snprintf(c->text, sizeof c->text, "%s", i->first_contract);
        break;
    case PROFILE_PART_loan_type:
        snprintf(c->text, sizeof c->text, "%s", i->loan_type);
        break;
    case PROFILE_PART_instalment:
        number_set(c, i->instalment);
        break;
    case PROFILE_PARTS:
        break;
    }
}

static void placed_set(const struct export_layout *l, int field, const struct export_member *m,
                       const struct export_cover *cover, struct export_cell *c)
{
    struct civil first = value_civil(value_period_first_day(cover->period));
    switch ((enum profile_placed)field) {
    case PROFILE_member_no:
        snprintf(c->text, sizeof c->text, "%s", m->member_no);
        break;
    case PROFILE_collected:
        amount_set(c, m->billed_satang);
        break;
    case PROFILE_date:
        day_set(l, c, cover->due_date);
        break;
    case PROFILE_period:
        snprintf(c->text, sizeof c->text, "%04d%02d", year_of(l, first.year), first.month);
        break;
    case PROFILE_unit:
        snprintf(c->text, sizeof c->text, "%s", cover->unit_code);
        break;
    case PROFILE_row_key:
        number_set(c, m->row);
        break;
    case PROFILE_receipt_no:
        number_set(c, m->first_receipt);
        break;
    case PROFILE_reason:
    case PROFILE_title: /* names are not in the daemon */
    case PROFILE_name:
    case PROFILE_surname:
    case PROFILE_unit_name:
    case PROFILE_PLACED:
        break;
    }
}

void export_layout_cell(const struct export_layout *l, const struct export_column *column,
                        const struct export_member *m, const struct export_cover *cover, struct export_cell *ret)
{
    ret->amount = false;
    ret->text[0] = '\0';
    switch (column->extra) {
    case EXPORT_FIELD:
        if (column->field >= PROFILE_PLACED)
            item_set(&m->items[item_of(column->field)], part_of(column->field), ret);
        else if (column->field >= 0)
            placed_set(l, column->field, m, cover, ret);
        break;
    case EXPORT_NUMBER:
        number_set(ret, m->row);
        break;
    case EXPORT_SHOWN:
        amount_set(ret, m->items[column->field].amount_satang);
        break;
    case EXPORT_CREDIT:
        amount_set(ret, -m->credit_satang);
        break;
    case EXPORT_CONTRACTS:
        snprintf(ret->text, sizeof ret->text, "%s", m->contracts);
        break;
    case EXPORT_RECEIPTS:
        snprintf(ret->text, sizeof ret->text, "%s", m->receipts);
        break;
    case EXPORT_BILLED:
        amount_set(ret, m->billed_satang);
        break;
    }
}
