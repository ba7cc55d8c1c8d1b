/* What stands of every loan is what comes out when it is derived anew from what was done to it. */
#include "audit.h"

#include "../../handlers/handler.h"
#include "../../handlers/loan/loan_redo.h"
#include "../../proto/codec.h"

#include <stdio.h>
#include <string.h>

/* Every row of a table whose key begins with the contract. */
static void rows_tell(struct txn *t, enum table number, const char *contract_no, struct buffer *out)
{
    const struct table_desc *d = table_desc(number);
    uint8_t key[TABLE_KEY_MAX] = {0};
    char prefix[24];
    _Alignas(8) uint8_t value[TABLE_VALUE_MAX], key_struct[TABLE_KEY_MAX * 2];
    value_code_set(prefix, sizeof prefix, contract_no);
    memcpy(key, prefix, sizeof prefix);
    for (bool more = txn_seek(t, number, key, false, value); more && memcmp(key, prefix, sizeof prefix) == 0;
         more = txn_seek(t, number, key, true, value)) {
        d->decode_key(key, key_struct);
        buffer_add_text(out, d->name);
        buffer_add_text(out, " ");
        codec_json(&d->key, key_struct, out);
        codec_json(&d->value, value, out);
        buffer_add_text(out, "\n");
    }
}

static void defaults_tell(struct txn *t, const char *contract_no, struct buffer *out)
{
    struct member_default_key key = {0};
    struct member_default row;
    while (member_default_seek(t, &key, true, &row))
        if (strcmp(key.contract_no, contract_no) == 0) {
            char day[VALUE_TEXT_MAX];
            value_day_print(key.due_date, day);
            buffer_add_text(out, "default of ");
            buffer_add_text(out, day);
            buffer_add_text(out, "\n");
        }
}

/* A case that is open stands by the ladder's own rule. */
static bool has_ground(const struct loan *loan, const struct loan_redo *redo)
{
    return loan->case_id[0] == '\0' || redo->climbed;
}

void audit_loan_rows(struct txn *t, const char *contract_no, struct buffer *out)
{
    static const enum table tables[] = {TABLE_loan, TABLE_instalment, TABLE_missed_instalment, TABLE_arrears_paid,
                                        TABLE_loan_fact};
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        rows_tell(t, tables[i], contract_no, out);
    defaults_tell(t, contract_no, out);
}

bool audit_redo(struct store_mem *s, char error[AUDIT_ERROR_MAX])
{
    struct txn *t = store_mem_txn(s);
    struct loan_key key = {0};
    struct loan loan;
    bool same = true;
    if (handler_has_work(t))
        return true; /* a day may be half closed */
    store_mem_begin_event(s, store_mem_last_seq(s) + 1);
    while (same && loan_seek(t, &key, true, &loan)) {
        struct buffer before = {0}, after = {0};
        if (!loan_redo_admitted(t, key.contract_no))
            continue;
        audit_loan_rows(t, key.contract_no, &before);
        struct loan_redo redo = {0};
        loan_redo(t, key.contract_no, &loan, &redo);
        audit_loan_rows(t, key.contract_no, &after);
        buffer_add(&before, "", 1);
        buffer_add(&after, "", 1);
        same = strcmp((const char *)before.at, (const char *)after.at) == 0;
        if (!same) {
            snprintf(error, AUDIT_ERROR_MAX, "loan %s: derived anew it is another", key.contract_no);
            printf("# stands:\n%s# derived:\n%s", (const char *)before.at, (const char *)after.at);
        }
        if (same && !has_ground(&loan, &redo)) {
            same = false;
            snprintf(error, AUDIT_ERROR_MAX, "loan %s: its case %s stands on nothing", key.contract_no, loan.case_id);
        }
        buffer_free(&before);
        buffer_free(&after);
    }
    store_mem_refuse(s);
    return same;
}
