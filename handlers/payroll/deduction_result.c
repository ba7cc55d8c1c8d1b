#include "payroll.h"

#include "../journal/posting.h"
#include "../rules/money.h"

#include <string.h>

/* A line is only kept here; what it pays is decided when its file counts (settle.c), so the order of lines decides
 * nothing. Bills may still be in the making when lines come. Whether a member is billed by this unit is known once its
 * cover sheet is out; before, only somebody who is no member at all is parked, and settlement parks whoever turned out
 * not to be billed. */

/* So that neither a line nor a member's month is a long event. unverified default */
enum { LINES_LOOKED_AT = 16, LINES_ITEMISED_MAX = 100 };

static bool member_exists(struct txn *t, const char member_no[12])
{
    struct member_key key;
    struct member member;
    memcpy(key.member_no, member_no, sizeof key.member_no);
    return member_get(t, &key, &member);
}

static bool is_billed(struct txn *t, const struct payroll_deduction_result *e)
{
    struct bill_key key = {.period = e->period};
    struct bill bill;
    memcpy(key.unit_code, e->unit_code, sizeof key.unit_code);
    memcpy(key.member_no, e->member_no, sizeof key.member_no);
    return bill_get(t, &key, &bill);
}

static void park(struct txn *t, const struct happening *h, const struct payroll_deduction_result *e,
                 enum suspense_reason reason, struct result_line *line, struct refusal *why)
{
    struct suspense item = {
        .amount_satang = e->collected_satang, .seq = h->seq, .period = e->period, .reason = (uint8_t)reason};
    struct cause because = cause_of("suspense", 0);
    memcpy(item.unit_code, e->unit_code, sizeof item.unit_code);
    memcpy(item.member_no, e->member_no, sizeof item.member_no);
    cause_add_fact(&because, fact_line_no, e->line_no, 0);
    line->suspense_no = payroll_suspend(t, &item, h->effective_date, &because);
    refusal_set(why, REFUSAL_none, NULL, schema_word_text(schema_enum_named("suspense_reason"), item.reason), 0, 0);
}

static bool breakdown_adds_up(const struct payroll_deduction_result *e, struct refusal *why)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < e->items_count; i++) {
        if (e->items[i].amount_satang > MONEY_EVENT_MAX) {
            refuse_text(why, REFUSAL_amount_overflow, "data.items", NULL);
            return false;
        }
        sum = money_add(sum, e->items[i].amount_satang);
    }
    if (e->items_count == 0 || sum == e->collected_satang)
        return true;
    refuse_value(why, REFUSAL_breakdown_mismatch, "data.items", sum, e->collected_satang);
    return false;
}

static void breakdown_keep(struct txn *t, const struct result_line_key *line, const struct payroll_deduction_result *e)
{
    for (uint32_t i = 0; i < e->items_count; i++) {
        struct result_item_key key = {.period = line->period, .line_no = line->line_no, .place = i + 1};
        struct result_item row = {.amount_satang = e->items[i].amount_satang, .item = e->items[i].item};
        memcpy(key.unit_code, line->unit_code, sizeof key.unit_code);
        memcpy(key.member_no, line->member_no, sizeof key.member_no);
        memcpy(key.file_ref, line->file_ref, sizeof key.file_ref);
        memcpy(row.contract_no, e->items[i].contract_no, sizeof row.contract_no);
        result_item_put(t, &key, &row);
    }
}

static bool line_next(struct txn *t, const struct payroll_deduction_result *e, struct result_line_key *key,
                      struct result_line *ret)
{
    return result_line_seek(t, key, true, ret) && key->period == e->period &&
           strcmp(key->unit_code, e->unit_code) == 0 && strcmp(key->member_no, e->member_no) == 0;
}

/* Whether another file of this unit and month, one that was not taken back, has the member with the same amount: if
 * nearly all lines of a file have, it is held when it is closed. Of each other file a few lines are looked at. */
static bool is_told_elsewhere(struct txn *t, const struct payroll_deduction_result *e)
{
    struct result_line_key key = payroll_line_key(e->unit_code, e->period, e->member_no);
    struct result_line line;
    struct result_file f;
    char file_ref[16] = "";
    uint32_t looked = 0;
    while (line_next(t, e, &key, &line)) {
        struct result_file_key file = payroll_file_key(e->unit_code, e->period, key.file_ref);
        bool other = strcmp(key.file_ref, e->file_ref) != 0;
        looked = strcmp(key.file_ref, file_ref) == 0 ? looked + 1 : 1;
        memcpy(file_ref, key.file_ref, sizeof file_ref);
        if (other && line.collected_satang == e->collected_satang && result_file_get(t, &file, &f) &&
            f.state != file_state_revoked && f.state != file_state_discarded)
            return true;
        if (!other || looked == LINES_LOOKED_AT)
            key.line_no = UINT32_MAX; /* on to the next file */
    }
    return false;
}

/* Each itemised line is walked once for each line of the bill. */
static bool breakdowns_are_many(struct txn *t, const struct payroll_deduction_result *e)
{
    struct result_line_key key = payroll_line_key(e->unit_code, e->period, e->member_no);
    struct result_line line;
    uint32_t lines = 0;
    while (e->items_count > 0 && lines < LINES_ITEMISED_MAX && line_next(t, e, &key, &line))
        lines++;
    return lines == LINES_ITEMISED_MAX;
}

static struct result_row_key row_key(const struct payroll_deduction_result *e)
{
    struct result_row_key key = {.period = e->period, .line_no = e->line_no};
    memcpy(key.unit_code, e->unit_code, sizeof key.unit_code);
    memcpy(key.file_ref, e->file_ref, sizeof key.file_ref);
    return key;
}

static enum verdict check(struct txn *t, const struct payroll_deduction_result *e, const struct result_file *file,
                          struct refusal *why)
{
    struct result_row_key key = row_key(e);
    struct result_row known;
    if (file->state != file_state_open && file->state != file_state_counting)
        return refuse_all(why,
                          payroll_file_counts(file) || file->state == file_state_held ? REFUSAL_file_closed
                                                                                      : REFUSAL_file_revoked,
                          "data.file_ref", e->unit_code, e->period, 0);
    if (result_row_get(t, &key, &known))
        return refuse_all(why, REFUSAL_line_exists, "data.line_no", e->unit_code, e->line_no, 0);
    if (e->collected_satang > money_sub(MONEY_EVENT_MAX, file->lines_satang))
        return refuse_text(why, REFUSAL_amount_overflow, "data.collected_satang", NULL);
    return breakdown_adds_up(e, why) ? APPLIED : REFUSED;
}

static void line_number_take(struct txn *t, const struct payroll_deduction_result *e)
{
    struct result_row_key key = row_key(e);
    struct result_row row;
    memcpy(row.member_no, e->member_no, sizeof row.member_no);
    result_row_put(t, &key, &row);
}

/* Somebody who is not billed here: his money waits in suspense at once. */
static enum verdict unmatched(struct txn *t, const struct happening *h, const struct payroll_deduction_result *e,
                              struct result_line *line, struct refusal *why)
{
    struct unit_bill_key key = payroll_unit_bill_key(e->unit_code, e->period);
    struct unit_bill month = {.state = unit_bill_state_billing};
    bool member = member_exists(t, e->member_no);
    unit_bill_get(t, &key, &month);
    if (e->collected_satang == 0 || (member && month.bill_position == 0))
        return APPLIED;
    if (!posting_admit(t, e->collected_satang))
        return refuse_text(why, REFUSAL_amount_overflow, "data.collected_satang", NULL);
    park(t, h, e, member ? suspense_reason_not_billed : suspense_reason_unknown_member, line, why);
    month.suspense_satang = money_add(month.suspense_satang, e->collected_satang);
    month.deducted_satang = money_add(month.deducted_satang, e->collected_satang);
    unit_bill_put(t, &key, &month);
    return PARKED;
}

enum verdict handle_payroll_deduction_result(struct txn *t, const struct happening *h,
                                             const struct payroll_deduction_result *e, struct refusal *why)
{
    struct result_file_key file_key = payroll_file_key(e->unit_code, e->period, e->file_ref);
    struct result_line_key key = payroll_line_key(e->unit_code, e->period, e->member_no);
    struct unit_bill month;
    struct result_file file;
    struct result_line line = {
        .collected_satang = e->collected_satang, .seq = h->seq, .items = e->items_count, .reason = e->reason};
    enum verdict verdict = APPLIED;
    memcpy(key.file_ref, e->file_ref, sizeof key.file_ref);
    key.line_no = e->line_no;
    if (!payroll_unit_bill_find(t, e->unit_code, e->period, &month, why))
        return REFUSED;
    if (!payroll_file_find(t, &file_key, &month, &file, why))
        return REFUSED;
    if (check(t, e, &file, why) == REFUSED)
        return REFUSED;
    if (breakdowns_are_many(t, e))
        return refuse_all(why, REFUSAL_lines_full, "data.items", e->member_no, 0, LINES_ITEMISED_MAX);
    if (!is_billed(t, e))
        verdict = unmatched(t, h, e, &line, why);
    if (verdict == REFUSED)
        return REFUSED;
    if (verdict == PARKED)
        file.suspense_satang = money_add(file.suspense_satang, e->collected_satang);
    file.equal_lines += is_told_elsewhere(t, e);
    file.lines++;
    file.lines_satang = money_add(file.lines_satang, e->collected_satang);
    result_file_put(t, &file_key, &file);
    result_line_put(t, &key, &line);
    line_number_take(t, e);
    breakdown_keep(t, &key, e);
    return verdict;
}
