/* Values of a policy file that are rows: bands, collateral, rates, classes, items, holidays, relief, rungs, accounts.
 */
#include "policy_parts.h"

#include "words.h"

#include <stdio.h>
#include <string.h>

enum { ROW_MAX = 200, PARTS = 4 };

typedef bool row_read(struct policy_reading *r, const char *key, char *row);

static char *trimmed(char *text)
{
    text += strspn(text, " \t");
    size_t len = strlen(text);
    while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
        text[--len] = '\0';
    return text;
}

/* The next piece before a mark, without blanks around it; NULL behind the last. */
static char *piece(char **rest, const char *mark)
{
    char *text = strsep(rest, mark);
    return text ? trimmed(text) : NULL;
}

static bool say_wrong(struct policy_reading *r, const char *say)
{
    policy_wrong(r, "%s", "%s", say);
    return false;
}

static bool shape_wrong(struct policy_reading *r, const char *key, const char *row, const char *example)
{
    policy_wrong(r, "%s: \"%s\" is no row of this kind; write it like %s", "%s: \"%s\" ไม่ใช่แถวแบบที่ใช้ได้ เขียนเช่น %s", key,
                 row, example);
    return false;
}

/* ---- bands: "0.00-500,000.00: 1" */

static bool band_read(struct policy_reading *r, const char *key, char *row, const char *example, int64_t range[2],
                      char **ret_value)
{
    char say[POLICY_SENTENCE_MAX], whole[ROW_MAX];
    snprintf(whole, sizeof whole, "%s", row);
    char *rest = row, *span = piece(&rest, ":"), *from = piece(&span, "-"), *to = piece(&span, "-");
    *ret_value = rest ? trimmed(rest) : NULL;
    range[1] = 0;
    if (!*ret_value || !(*ret_value)[0] || !from[0] || !to || span)
        return shape_wrong(r, key, whole, example);
    if (!policy_baht_parse(from, &range[0], say) || (to[0] && !policy_baht_parse(to, &range[1], say)))
        return say_wrong(r, say);
    if (to[0] && range[1] == 0) /* would be an open end */
        return shape_wrong(r, key, whole, example);
    return true;
}

static bool guarantors_read(struct policy_reading *r, const char *key, char *row)
{
    char say[POLICY_SENTENCE_MAX], *value;
    int64_t range[2], persons;
    uint32_t i;
    if (!band_read(r, key, row, "0.00-500,000.00: 1", range, &value))
        return false;
    if (!policy_count_parse(value, &persons, say))
        return say_wrong(r, say);
    struct guarantor_band *b = policy_element_add(r, "guarantor_bands", &i);
    if (b) {
        *b = (struct guarantor_band){.from_satang = range[0], .to_satang = range[1], .guarantors = (uint32_t)persons};
        value_code_set(b->product, sizeof b->product, r->section.of);
    }
    return b != NULL;
}

static bool shares_read(struct policy_reading *r, const char *key, char *row)
{
    char say[POLICY_SENTENCE_MAX], *value;
    int64_t range[2], monthly;
    uint32_t i;
    if (!band_read(r, key, row, "0.00-14,999.99: 500.00", range, &value))
        return false;
    if (!policy_baht_parse(value, &monthly, say))
        return say_wrong(r, say);
    struct share_band *b = policy_element_add(r, "share_bands", &i);
    if (b)
        *b = (struct share_band){range[0], range[1], monthly};
    return b != NULL;
}

/* ---- a word or date, then a percentage */

static bool pair_read(struct policy_reading *r, const char *key, char *row, const char *example, int64_t *ret_bp)
{
    char say[POLICY_SENTENCE_MAX], whole[ROW_MAX];
    size_t first = strcspn(row, " \t");
    snprintf(whole, sizeof whole, "%s", row);
    if (!row[first])
        return shape_wrong(r, key, whole, example);
    row[first] = '\0';
    if (!policy_percent_parse(trimmed(row + first + 1), ret_bp, say))
        return say_wrong(r, say);
    if (*ret_bp > 10000)
        return say_wrong(
            r, words_pick("more than 100 % makes no sense here; write a smaller share", "เกิน 100 % ใช้ไม่ได้ โปรดลดค่า"));
    return true;
}

static bool collateral_read(struct policy_reading *r, const char *key, char *row)
{
    char say[POLICY_SENTENCE_MAX];
    int64_t bp;
    uint8_t kind;
    uint32_t i;
    if (!pair_read(r, key, row, "real_estate 80 %", &bp))
        return false;
    if (!policy_word_parse(schema_enum_named("collateral_kind"), row, &kind, say))
        return say_wrong(r, say);
    struct collateral_rule *c = policy_element_add(r, "collaterals", &i);
    if (c) {
        *c = (struct collateral_rule){.kind = kind, .cover_bp = (int32_t)bp};
        value_code_set(c->product, sizeof c->product, r->section.of);
    }
    return c != NULL;
}

static bool rate_read(struct policy_reading *r, const char *key, char *row)
{
    char say[POLICY_SENTENCE_MAX];
    int64_t bp;
    int32_t day;
    uint32_t i;
    if (!pair_read(r, key, row, "2024-07-01 5.75 %", &bp))
        return false;
    r->dates_read = true;
    if (!policy_day_parse(row, r->file->calendar, &day, say))
        return say_wrong(r, say);
    struct product_rate *p = policy_element_add(r, "rates", &i);
    if (p) {
        *p = (struct product_rate){.from_day = day, .rate_bp = (int32_t)bp};
        value_code_set(p->product, sizeof p->product, r->section.of);
    }
    return p != NULL;
}

/* ---- whole settings of a list */

/* "over 3; 20 %; npl" */
static bool class_read(struct policy_reading *r, const char *key, char *value)
{
    static const char example[] = "substandard = over 3; 20 %; npl";
    char say[POLICY_SENTENCE_MAX], whole[ROW_MAX];
    int64_t months, bp;
    uint8_t class;
    uint32_t i;
    snprintf(whole, sizeof whole, "%s", value);
    char *rest = value, *over = piece(&rest, ";"), *share = piece(&rest, ";"), *npl = piece(&rest, ";");
    if (!policy_word_parse(schema_enum_named("loan_class"), key, &class, say))
        return say_wrong(r, say);
    if (strncmp(over, "over ", 5) != 0 || !share || (npl && strcmp(npl, "npl") != 0) || rest)
        return shape_wrong(r, key, whole, example);
    if (!policy_count_parse(trimmed(over + 5), &months, say) || !policy_percent_parse(share, &bp, say))
        return say_wrong(r, say);
    struct class_bound *c = policy_element_add(r, "classes", &i);
    if (c)
        *c = (struct class_bound){class, (uint32_t)months, bp > INT32_MAX ? INT32_MAX : (int32_t)bp, npl != NULL};
    return c != NULL;
}

/* "relapse = substandard" */
static bool trigger_read(struct policy_reading *r, const char *key, char *value)
{
    char say[POLICY_SENTENCE_MAX];
    uint8_t rule, class;
    uint32_t i;
    if (!policy_word_parse(schema_enum_named("class_rule"), key, &rule, say) ||
        !policy_word_parse(schema_enum_named("loan_class"), value, &class, say))
        return say_wrong(r, say);
    struct class_trigger *c = policy_element_add(r, "class_triggers", &i);
    if (c)
        *c = (struct class_trigger){rule, class};
    return c != NULL;
}

/* "2567 = 20 %", the year in the calendar of the file. */
static bool phase_read(struct policy_reading *r, const char *key, char *value)
{
    char say[POLICY_SENTENCE_MAX], day[ROW_MAX];
    int64_t bp;
    int32_t first;
    uint32_t i;
    r->dates_read = true;
    snprintf(day, sizeof day, "%s-01-01", key);
    if (!policy_day_parse(day, r->file->calendar, &first, say) || !policy_percent_parse(value, &bp, say))
        return say_wrong(r, say);
    struct provision_phase *p = policy_element_add(r, "provision_phases", &i);
    if (p)
        *p = (struct provision_phase){(uint32_t)value_civil(first).year, bp > INT32_MAX ? INT32_MAX : (int32_t)bp};
    return p != NULL;
}

/* "1" or "9 credit" */
static bool item_read(struct policy_reading *r, const char *key, char *value)
{
    char say[POLICY_SENTENCE_MAX], whole[ROW_MAX];
    int64_t priority;
    uint8_t item;
    uint32_t i;
    snprintf(whole, sizeof whole, "%s", value);
    char *rest = value, *number = piece(&rest, " "), *credit = rest ? trimmed(rest) : NULL;
    if (!policy_word_parse(schema_enum_named("bill_item"), key, &item, say))
        return say_wrong(r, say);
    if (credit && strcmp(credit, "credit") != 0)
        return shape_wrong(r, key, whole, "refund = 1 credit");
    if (!policy_count_parse(number, &priority, say))
        return say_wrong(r, say);
    if (priority == 0)
        return shape_wrong(r, key, whole, "share = 1");
    struct deduction_order *o = policy_element_add(r, "items", &i);
    if (o)
        *o = (struct deduction_order){item, (uint32_t)priority, credit != NULL};
    return o != NULL;
}

/* The name of a holiday is for those who read the file. */
static bool holiday_read(struct policy_reading *r, const char *key, char *value)
{
    char say[POLICY_SENTENCE_MAX];
    int32_t day;
    uint32_t i;
    (void)value;
    r->dates_read = true;
    if (!policy_day_parse(key, r->file->calendar, &day, say))
        return say_wrong(r, say);
    struct holiday *h = policy_element_add(r, "holidays", &i);
    if (h)
        h->day = day;
    return h != NULL;
}

/* 12 = 3 times; 25 %; 50,000.00 */
static bool relief_read(struct policy_reading *r, const char *key, char *value)
{
    static const char example[] = "12 = 3 times; 25 %; 50,000.00";
    char say[POLICY_SENTENCE_MAX], whole[ROW_MAX];
    int64_t months, multiple, bp, most;
    uint32_t i;
    snprintf(whole, sizeof whole, "%s", value);
    char *rest = value, *times = piece(&rest, ";"), *share = piece(&rest, ";"), *amount = piece(&rest, ";");
    char *number = piece(&times, " ");
    if (!amount || rest || !times || strcmp(trimmed(times), "times") != 0)
        return shape_wrong(r, key, whole, example);
    if (!policy_count_parse(key, &months, say) || !policy_count_parse(number, &multiple, say) ||
        !policy_percent_parse(share, &bp, say) || !policy_baht_parse(amount, &most, say))
        return say_wrong(r, say);
    if (most == 0)
        return shape_wrong(r, key, whole, example);
    struct relief_tier *t = policy_element_add(r, "relief_tiers", &i);
    if (t)
        *t = (struct relief_tier){(uint32_t)months, (uint32_t)multiple, bp > INT32_MAX ? INT32_MAX : (int32_t)bp, most};
    return t != NULL;
}

/* "notice guarantor", then what cures and what follows, each where it is not the usual. */
static bool rung_words(struct ladder_rung *rung, char *act, char *rest, char say[POLICY_SENTENCE_MAX])
{
    char *word, *audience = act;
    const char *what = piece(&audience, " ");
    uint8_t cure = 0, missed = 0;
    if (!policy_word_parse(schema_enum_named("rung_act"), what, &rung->act, say) ||
        !policy_word_parse(schema_enum_named("step_audience"), audience ? trimmed(audience) : "", &rung->audience, say))
        return false;
    while ((word = piece(&rest, ";"))) {
        if (!cure && policy_word_parse(schema_enum_named("rung_cure"), word, &cure, say))
            continue;
        if (missed || !policy_word_parse(schema_enum_named("rung_miss"), word, &missed, say))
            return false;
    }
    rung->cure = cure ? cure : (uint8_t)rung_cure_all_paid;
    rung->missed = missed ? missed : (uint8_t)rung_miss_again;
    return true;
}

static bool months_parse(char *text, uint32_t *ret, char say[POLICY_SENTENCE_MAX])
{
    int64_t months = 0;
    char *rest = text;
    if (strcmp(text, "behind") != 0 && !policy_count_parse(piece(&rest, " "), &months, say))
        return false;
    *ret = (uint32_t)months;
    return true;
}

/* first-letter = member_short; 1 month; 15 days; notice member; next_rung */
static bool rung_read(struct policy_reading *r, const char *key, char *value)
{
    static const char example[] = "first-letter = member_short; 1 month; 15 days; notice member; next_rung";
    char say[POLICY_SENTENCE_MAX], whole[ROW_MAX];
    struct ladder_rung rung = {0};
    int64_t days;
    uint32_t i;
    snprintf(whole, sizeof whole, "%s", value);
    char *rest = value, *cause = piece(&rest, ";"), *months = piece(&rest, ";"), *time = piece(&rest, ";"),
         *act = piece(&rest, ";");
    if (!act || strlen(key) >= sizeof rung.rung || !value_code_valid((const uint8_t *)key, strlen(key)))
        return shape_wrong(r, key, whole, example);
    if (!policy_word_parse(schema_enum_named("ladder_cause"), cause, &rung.cause, say) ||
        !months_parse(months, &rung.from_months, say) || !policy_count_parse(piece(&time, " "), &days, say) ||
        !rung_words(&rung, act, rest, say))
        return say_wrong(r, say);
    value_code_set(rung.rung, sizeof rung.rung, key);
    rung.days = (uint32_t)days;
    struct ladder_rung *added = policy_element_add(r, "ladder", &i);
    if (added)
        *added = rung;
    return added != NULL;
}

/* interest_income = 4101 ดอกเบี้ยรับเงินให้กู้ */
static bool account_read(struct policy_reading *r, const char *key, char *value)
{
    char say[POLICY_SENTENCE_MAX], whole[ROW_MAX];
    uint8_t account;
    uint32_t i;
    snprintf(whole, sizeof whole, "%s", value);
    char *rest = value, *code = piece(&rest, " "), *title = rest ? trimmed(rest) : "";
    if (!policy_word_parse(schema_enum_named("account"), key, &account, say))
        return say_wrong(r, say);
    if (strlen(code) >= sizeof((struct chart_account *)0)->code ||
        !value_code_valid((const uint8_t *)code, strlen(code)) ||
        strlen(title) >= sizeof((struct chart_account *)0)->title ||
        !value_title_valid((const uint8_t *)title, strlen(title)))
        return shape_wrong(r, key, whole, "interest_income = 4101 Interest on loans");
    struct chart_account *c = policy_element_add(r, "chart", &i);
    if (c) {
        c->account = account;
        value_code_set(c->code, sizeof c->code, code);
        value_code_set(c->title, sizeof c->title, title);
    }
    return c != NULL;
}

/* ---- which section has which */

static const struct rows {
    const char *section, *key; /* key NULL: any; it is part of the row */
    const char *list;
    row_read *read;
} all_rows[] = {
    {"product", "guarantors", "guarantor_bands", guarantors_read},
    {"product", "collateral", "collaterals", collateral_read},
    {"product", "rate_from", "rates", rate_read},
    {"shares", "bands", "share_bands", shares_read},
    {"classes", NULL, "classes", class_read},
    {"deduction", NULL, "items", item_read},
    {"holidays", NULL, "holidays", holiday_read},
    {"relief", NULL, "relief_tiers", relief_read},
    {"class_triggers", NULL, "class_triggers", trigger_read},
    {"provision", NULL, "provision_phases", phase_read},
    {"ladder", NULL, "ladder", rung_read},
    {"chart", NULL, "chart", account_read},
};

const char *const *policy_rows_keys(const char *section)
{
    static const char *keys[sizeof all_rows / sizeof *all_rows + 1];
    size_t n = 0;
    for (size_t i = 0; i < sizeof all_rows / sizeof *all_rows; i++)
        if (strcmp(all_rows[i].section, section) == 0 && all_rows[i].key)
            keys[n++] = all_rows[i].key;
    keys[n] = NULL;
    return keys;
}

bool policy_rows_read(struct policy_reading *r, const char *key, const char *value)
{
    char copy[ROW_MAX], *rest = copy, *row;
    const struct rows *found = NULL;
    for (size_t i = 0; i < sizeof all_rows / sizeof *all_rows; i++)
        if (strcmp(all_rows[i].section, r->section.name) == 0 &&
            (!all_rows[i].key || strcmp(all_rows[i].key, key) == 0))
            found = &all_rows[i];
    if (!found)
        return false;
    snprintf(copy, sizeof copy, "%s", value);
    if (!trimmed(copy)[0] && !(found->list && strcmp(found->list, "holidays") == 0)) {
        policy_wrong(r, "%s has no value; write one, or leave the line out", "%s ไม่มีค่า โปรดระบุหรือตัดบรรทัดออก", key);
    } else if (!found->key && r->more) {
        policy_wrong(r, "%s is written on one line; do not indent what is a setting of its own",
                     "%s เขียนในบรรทัดเดียว อย่าย่อหน้าหากเป็นค่ากำหนดใหม่", key);
    } else if (!found->key) {
        found->read(r, key, trimmed(copy));
    } else {
        while ((row = piece(&rest, ";")))
            if (row[0])
                found->read(r, key, row);
    }
    return true;
}
