/* ledger_text.h - postings as plain-text accounting: hledger, beancount and CSV. Words only; which file they stand in
 * is for ledger_files.h. The same posting gives the same bytes, always. */
#ifndef TOOLS_LEDGER_TEXT_H
#define TOOLS_LEDGER_TEXT_H

#include "chart.h"

enum ledger_format { LEDGER_HLEDGER, LEDGER_BEANCOUNT, LEDGER_CSV, LEDGER_FORMATS };

enum { LEDGER_NAME_MAX = 192 };

/* What an account role is called in a ledger, from its first day to its last. */
struct ledger_account {
    const struct account_desc *is;
    char name[LEDGER_NAME_MAX];  /* as postings name it */
    char title[LEDGER_NAME_MAX]; /* for people */
};

struct ledger_accounts {
    struct ledger_account rows[ACCOUNT_ROLES];
    uint32_t count;
};

struct ledger_posting {
    uint64_t position, seq;
    char date[VALUE_TEXT_MAX], rule[sizeof((struct cause *)0)->rule];
    struct journal_posting_requested body;
};

/* "hledger"; LEDGER_FORMATS if there is no such. */
enum ledger_format ledger_format_named(const char *name);
const char *ledger_format_name(enum ledger_format f);
/* "2024-01.journal", and the file that declares the accounts and includes all periods. */
const char *ledger_extension(enum ledger_format f);
const char *ledger_main_name(enum ledger_format f);

/* What the chart calls an account, in the signs that the format allows. Two roles never get one name. */
void ledger_account_add(enum ledger_format f, const struct chart_entry *e, struct ledger_accounts *a);
/* NULL: it is not there. */
const struct ledger_account *ledger_account_of(const struct ledger_accounts *a, enum account role);

/* What a period's file begins with. */
void ledger_begin_text(enum ledger_format f, struct buffer *out);
/* One posting; all its accounts must be there. Each of its lines tells one side, behind heading lines. */
void ledger_posting_text(enum ledger_format f, const struct ledger_accounts *a, const struct ledger_posting *p,
                         struct buffer *out);
/* The main file up to its list of periods, and one of these. */
void ledger_main_text(enum ledger_format f, const struct ledger_accounts *a, struct buffer *out);
void ledger_include_text(enum ledger_format f, const char *period, struct buffer *out);

#endif
