/* export.h - the bill of a unit as a file that the unit fills in and sends back: one row a member, laid out by the
 * profile that its reply is imported with. Everything comes from the daemon's tables, in a stream. */
#ifndef TOOLS_EXPORT_H
#define TOOLS_EXPORT_H

#include "ask.h"
#include "outfile.h"
#include "profile.h"

#include "../handlers/state/records.h"

struct spreadsheet;

enum { EXPORT_ITEMS = 16, EXPORT_TEXT_MAX = 512, EXPORT_COLUMNS_MAX = ROW_CELLS_MAX };

/* What a member is billed for one item: all its contracts together. */
struct export_item {
    int64_t amount_satang, interest_satang; /* the rest of the amount is principal, and arrears */
    int64_t balance_satang;                 /* outstanding principal, before this month's payment */
    uint32_t contracts, instalment;
    char first_contract[24], loan_type[16]; /* of the first of them */
};

struct export_member {
    char member_no[12];
    uint32_t row;                           /* among the members, from 1 */
    struct export_item items[EXPORT_ITEMS]; /* by enum profile_item */
    int64_t credit_satang, billed_satang;   /* what lowers the bill; the bill, less that */
    uint64_t first_receipt;
    char receipts[EXPORT_TEXT_MAX], contracts[EXPORT_TEXT_MAX]; /* with blanks between */
};

/* Totals of one item, by enum bill_item: a cover sheet. Credits are negative. */
struct export_total {
    uint32_t lines;
    int64_t amount_satang;
};

struct export_cover {
    char unit_code[12];
    uint32_t period, members, lines;
    int32_t due_date;
    int64_t billed_satang;
    struct export_total totals[EXPORT_ITEMS];
    /* members of whom the layout does not tell all */
    uint32_t summed, lowered, unlisted;
};

/* ---- export_bill.c: what is billed */

struct export_bill {
    struct ask *lines, *loans; /* two connections: loans are asked for while lines are read */
    bool wants_loans;          /* the layout shows balances or types of loans */
    void (*member)(void *context, const struct export_member *m);
    void *context;
};
/* Visits every member of a unit's bill and adds up its cover. 0, or the exit status after it was said what is wrong. */
int export_bill_read(const struct export_bill *b, struct export_cover *cover);

/* ---- export_layout.c: how it is laid out */

struct export_cell {
    bool amount;
    int64_t satang;
    char text[EXPORT_TEXT_MAX];
};

enum export_extra {
    EXPORT_FIELD, /* the profile's own */
    EXPORT_NUMBER,
    EXPORT_SHOWN, /* the amount of an item whose column the import does not read */
    EXPORT_CREDIT,
    EXPORT_CONTRACTS,
    EXPORT_RECEIPTS,
    EXPORT_BILLED,
};

struct export_column {
    enum export_extra extra;
    int field; /* of a profile, -1: the column stays blank; EXPORT_SHOWN: the item */
    char heading[PROFILE_TEXT_MAX];
    struct profile_place place; /* fixed width */
};

struct export_layout {
    const struct profile *profile;
    uint32_t count;
    struct export_column columns[EXPORT_COLUMNS_MAX];
    bool maps[PROFILE_ITEMS]; /* items that the import reads */
    bool wants_loans, has_total, has_items, sums_contracts[PROFILE_ITEMS];
};
void export_layout_begin(struct export_layout *l, const struct profile *p);
/* The items as the layout tells them: they never add up to more than the bill. false: it cannot tell this bill, and it
 * was said why. */
bool export_layout_fit(const struct export_layout *l, struct export_member *m, struct export_cover *cover);
void export_layout_cell(const struct export_layout *l, const struct export_column *c, const struct export_member *m,
                        const struct export_cover *cover, struct export_cell *ret);
const char *export_item_name(uint8_t bill_item); /* in Thai, for files that units read */

/* ---- export_write.c: the file */

struct export_writer {
    const struct export_layout *layout;
    const struct export_cover *cover;
    struct outfile out;
    struct spreadsheet *book;
    struct buffer bytes; /* of the line in hand */
    uint32_t row;
    int64_t totals[EXPORT_COLUMNS_MAX]; /* by column */
    bool failed;                        /* it was said why */
};
int export_write_begin(struct export_writer *w, const char *path);
void export_write_member(struct export_writer *w, const struct export_member *m);
/* ok false: what there is of the file is removed. */
int export_write_end(struct export_writer *w, bool ok);

#endif
