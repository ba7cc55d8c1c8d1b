#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../tools/export.h"
#include "../../support/test.h"

#include <string.h>

static int field(enum profile_item item, enum profile_part part)
{
    return profile_item_field(item, part);
}

/* A layout with columns: member, share, ordinary principal and interest, its first contract, a total. */
static struct profile layout_of(enum profile_total_rule rule, bool total)
{
    struct profile p = {.total_rule = rule, .has_places = true, .separator = ','};
    p.places[PROFILE_member_no].from = 1;
    p.places[field(PROFILE_ITEM_share, PROFILE_PART_amount)].from = 2;
    p.places[field(PROFILE_ITEM_ordinary, PROFILE_PART_principal)].from = 3;
    p.places[field(PROFILE_ITEM_ordinary, PROFILE_PART_interest)].from = 4;
    p.places[field(PROFILE_ITEM_ordinary, PROFILE_PART_first_contract)].from = 5;
    p.places[PROFILE_collected].from = total ? 6 : 0;
    return p;
}

static struct export_member member_of(int64_t share, int64_t ordinary, int64_t interest, int64_t billed)
{
    struct export_member m = {.member_no = "000011", .row = 1, .billed_satang = billed};
    m.items[PROFILE_ITEM_share].amount_satang = share;
    m.items[PROFILE_ITEM_ordinary] =
        (struct export_item){.amount_satang = ordinary, .interest_satang = interest, .contracts = 2};
    return m;
}

static int64_t listed(const struct export_member *m)
{
    return m->items[PROFILE_ITEM_share].amount_satang + m->items[PROFILE_ITEM_ordinary].amount_satang;
}

void test_items_never_add_up_to_more_than_the_bill(void)
{
    struct profile p = layout_of(PROFILE_TOTAL_TOTAL, true);
    struct export_layout l;
    export_layout_begin(&l, &p);
    for (int64_t billed = 0; billed <= 900; billed += 50) {
        struct export_cover cover = {.period = value_period(2024, 1)};
        struct export_member m = member_of(500, 400, 100, billed);
        CHECK(export_layout_fit(&l, &m, &cover));
        CHECK_INT(listed(&m), billed);
        CHECK(m.items[PROFILE_ITEM_ordinary].interest_satang <= m.items[PROFILE_ITEM_ordinary].amount_satang);
        CHECK_INT(cover.summed, 1);
        CHECK_INT(cover.lowered, billed < 900);
    }
}

void test_what_has_no_column_stands_in_the_total_or_is_refused(void)
{
    static const struct {
        enum profile_total_rule rule;
        bool total, fits;
    } cases[] = {{PROFILE_TOTAL_TOTAL, true, true},
                 {PROFILE_TOTAL_EXACT, true, false},
                 {PROFILE_TOTAL_COLUMNS, true, false},
                 {PROFILE_TOTAL_COLUMNS, false, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct profile p = layout_of(cases[i].rule, cases[i].total);
        struct export_layout l;
        struct export_cover cover = {.unit_code = "0417", .period = value_period(2024, 1)};
        struct export_member m = member_of(500, 400, 100, 1000);
        export_layout_begin(&l, &p);
        CHECK(export_layout_fit(&l, &m, &cover) == cases[i].fits);
        CHECK_INT(cover.unlisted, 1);
        m = member_of(500, 400, 100, 900);
        CHECK(export_layout_fit(&l, &m, &cover));
        CHECK_INT(cover.unlisted, 1);
    }
}

void test_several_contracts_are_named_as_first_and_never_as_target(void)
{
    struct profile p = layout_of(PROFILE_TOTAL_TOTAL, true);
    struct export_layout l;
    struct export_cover cover = {.period = value_period(2024, 1)};
    struct export_member m = member_of(500, 400, 100, 900);
    struct export_cell cell;
    struct export_column target = {.field = field(PROFILE_ITEM_ordinary, PROFILE_PART_contract)};
    strcpy(m.items[PROFILE_ITEM_ordinary].first_contract, "S-1");
    export_layout_begin(&l, &p);
    export_layout_cell(&l, &l.columns[4], &m, &cover, &cell);
    CHECK_TEXT(cell.text, "S-1");
    export_layout_cell(&l, &target, &m, &cover, &cell);
    CHECK_TEXT(cell.text, "");
    m.items[PROFILE_ITEM_ordinary].contracts = 1;
    export_layout_cell(&l, &target, &m, &cover, &cell);
    CHECK_TEXT(cell.text, "S-1");
}
