#include "ledger_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { PART_BYTES = 150 }; /* of an account's name: room is left for the kind and what makes it another's */

static const struct {
    const char *name, *extension, *main_name;
    const char *kinds[ACCOUNT_KINDS];
} formats[] = {
    {"hledger", ".journal", "main.journal", {"assets", "liabilities", "equity", "revenues", "expenses"}},
    {"beancount", ".beancount", "main.beancount", {"Assets", "Liabilities", "Equity", "Income", "Expenses"}},
    {"csv", ".csv", "accounts.csv", {"asset", "liability", "capital", "income", "expense"}},
};

static void add(struct buffer *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(struct buffer *out, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    buffer_add_text(out, text);
}

enum ledger_format ledger_format_named(const char *name)
{
    int f = 0;
    while (f < LEDGER_FORMATS && strcmp(formats[f].name, name) != 0)
        f++;
    return (enum ledger_format)f;
}

const char *ledger_format_name(enum ledger_format f)
{
    return formats[f].name;
}

const char *ledger_extension(enum ledger_format f)
{
    return formats[f].extension;
}

const char *ledger_main_name(enum ledger_format f)
{
    return formats[f].main_name;
}

/* ---- accounts */

static bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* A part of an account's name has a code in front, because beancount takes no part that begins with a Thai letter; it
 * knows no other signs than "-", and a capital in front. In hledger two blanks end a name and ":" parts it. */
static void part_make(enum ledger_format f, const struct chart_entry *e, char out[LEDGER_NAME_MAX])
{
    size_t n = 0;
    char text[LEDGER_NAME_MAX];
    snprintf(text, sizeof text, "%s%s%s", e->code, e->listed ? " " : "", e->listed ? e->title : "");
    for (const char *c = text; *c && n + 1 < LEDGER_NAME_MAX; c++) {
        char to = *c;
        if (f == LEDGER_BEANCOUNT && !is_letter_or_digit(to))
            to = '-';
        else if ((unsigned char)to < 0x20 || to == ':' || to == ';' || to == '"')
            to = '-';
        if (n > 0 && (to == ' ' || to == '-') && out[n - 1] == to)
            continue;
        out[n++] = to;
    }
    while (n > 0 && (out[n - 1] == ' ' || out[n - 1] == '-'))
        n--;
    out[n] = '\0';
    if (f == LEDGER_BEANCOUNT && out[0] >= 'a' && out[0] <= 'z')
        out[0] = (char)(out[0] - 'a' + 'A');
}

static bool name_taken(const struct ledger_accounts *a, const char *name)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (strcmp(a->rows[i].name, name) == 0)
            return true;
    return false;
}

/* The title without what would end a quoted text. */
static void title_make(const char *from, char out[LEDGER_NAME_MAX])
{
    snprintf(out, LEDGER_NAME_MAX, "%s", from);
    for (char *c = out; *c; c++)
        if (*c == '"' || *c == '\\' || (unsigned char)*c < 0x20)
            *c = '\'';
}

void ledger_account_add(enum ledger_format f, const struct chart_entry *e, struct ledger_accounts *a)
{
    struct ledger_account *row = &a->rows[a->count];
    char part[LEDGER_NAME_MAX];
    part_make(f, e, part);
    int part_len = (int)(strlen(part) > PART_BYTES ? value_utf8_whole(part, PART_BYTES) : strlen(part));
    row->is = e->is;
    title_make(e->title, row->title);
    if (f == LEDGER_CSV)
        snprintf(row->name, sizeof row->name, "%s", e->code);
    else
        snprintf(row->name, sizeof row->name, "%s:%.*s", formats[f].kinds[e->is->kind], part_len, part);
    if (name_taken(a, row->name)) {
        size_t len = strlen(row->name);
        snprintf(row->name + len, sizeof row->name - len, "-%u", (unsigned)e->is->role);
    }
    a->count++;
}

const struct ledger_account *ledger_account_of(const struct ledger_accounts *a, enum account role)
{
    for (uint32_t i = 0; i < a->count; i++)
        if (a->rows[i].is->role == role)
            return &a->rows[i];
    return NULL;
}

/* ---- postings */

/* "-5936.99" */
static const char *amount(int64_t satang, char out[VALUE_TEXT_MAX])
{
    uint64_t n = satang < 0 ? 0 - (uint64_t)satang : (uint64_t)satang;
    snprintf(out, VALUE_TEXT_MAX, "%s%llu.%02u", satang < 0 ? "-" : "", (unsigned long long)(n / 100),
             (unsigned)(n % 100));
    return out;
}

/* What only a correction has, or what came after its month was closed. */
static void late_text(const struct ledger_posting *p, const char *before, const char *quote, struct buffer *out)
{
    char text[VALUE_TEXT_MAX];
    if (p->body.corrects_seq > 0)
        add(out, "%scorrects: %llu", before, (unsigned long long)p->body.corrects_seq);
    if (p->body.corrects_period != 0) {
        value_period_print(p->body.corrects_period, text);
        add(out, "%scorrects_period: %s%s%s", before, quote, text, quote);
    }
    if (p->body.value_date != 0) {
        value_day_print(p->body.value_date, text);
        add(out, "%svalue_date: %s", before, text);
    }
}

static void hledger_text(const struct ledger_accounts *a, const struct ledger_posting *p, struct buffer *out)
{
    char text[VALUE_TEXT_MAX];
    const struct journal_posting_requested *b = &p->body;
    add(out, "\n%s (%llu)%s%s  ; position: %llu, event: %llu", p->date, (unsigned long long)b->posting_no,
        b->document_no[0] ? " " : "", b->document_no, (unsigned long long)p->position, (unsigned long long)p->seq);
    if (p->rule[0])
        add(out, ", rule: %s", p->rule);
    late_text(p, ", ", "", out);
    buffer_add_text(out, "\n");
    for (uint32_t i = 0; i < b->lines_count; i++) {
        const struct posting_line *l = &b->lines[i];
        add(out, "    %s  %s THB%s%s\n", ledger_account_of(a, l->account)->name,
            amount(l->debit_satang - l->credit_satang, text), l->sub_ref[0] ? "  ; sub: " : "", l->sub_ref);
    }
}

static void beancount_text(const struct ledger_accounts *a, const struct ledger_posting *p, struct buffer *out)
{
    char text[VALUE_TEXT_MAX];
    const struct journal_posting_requested *b = &p->body;
    add(out, "\n%s * \"%s%llu\"\n  posting: %llu\n  position: %llu\n  event: %llu", p->date,
        b->document_no[0] ? "" : "posting ", (unsigned long long)b->posting_no, (unsigned long long)b->posting_no,
        (unsigned long long)p->position, (unsigned long long)p->seq);
    if (b->document_no[0])
        add(out, "\n  document: \"%s\"", b->document_no);
    if (p->rule[0])
        add(out, "\n  rule: \"%s\"", p->rule);
    late_text(p, "\n  ", "\"", out);
    buffer_add_text(out, "\n");
    for (uint32_t i = 0; i < b->lines_count; i++) {
        const struct posting_line *l = &b->lines[i];
        add(out, "  %s  %s THB\n", ledger_account_of(a, l->account)->name,
            amount(l->debit_satang - l->credit_satang, text));
        if (l->sub_ref[0])
            add(out, "    sub: \"%s\"\n", l->sub_ref);
    }
}

static void csv_text(const struct ledger_accounts *a, const struct ledger_posting *p, struct buffer *out)
{
    char debit[VALUE_TEXT_MAX], credit[VALUE_TEXT_MAX], period[VALUE_TEXT_MAX] = "", day[VALUE_TEXT_MAX] = "";
    const struct journal_posting_requested *b = &p->body;
    if (b->corrects_period)
        value_period_print(b->corrects_period, period);
    if (b->value_date)
        value_day_print(b->value_date, day);
    for (uint32_t i = 0; i < b->lines_count; i++) {
        const struct posting_line *l = &b->lines[i];
        add(out, "%s,%llu,%s,%s,%s,%s,%s,%llu,%llu,%s,%s,%s\n", p->date, (unsigned long long)b->posting_no,
            b->document_no, ledger_account_of(a, l->account)->name, amount(l->debit_satang, debit),
            amount(l->credit_satang, credit), l->sub_ref, (unsigned long long)p->position, (unsigned long long)p->seq,
            p->rule, period, day);
    }
}

void ledger_begin_text(enum ledger_format f, struct buffer *out)
{
    if (f == LEDGER_CSV)
        buffer_add_text(out, "date,posting_no,document_no,account,debit,credit,sub_ref,position,event,rule,"
                             "corrects_period,value_date\n");
    else
        buffer_add_text(out,
                        "; Written by coopctl sink ledger, which adds to it and notices when anybody else does.\n");
}

void ledger_posting_text(enum ledger_format f, const struct ledger_accounts *a, const struct ledger_posting *p,
                         struct buffer *out)
{
    if (f == LEDGER_HLEDGER)
        hledger_text(a, p, out);
    else if (f == LEDGER_BEANCOUNT)
        beancount_text(a, p, out);
    else
        csv_text(a, p, out);
}

/* ---- the main file */

static void account_text(enum ledger_format f, const struct ledger_account *a, struct buffer *out)
{
    static const char types[ACCOUNT_KINDS] = {'A', 'L', 'E', 'R', 'X'};
    if (f == LEDGER_HLEDGER)
        add(out, "account %s  ; type: %c, role: %s\n", a->name, types[a->is->kind], account_role_name(a->is->role));
    else if (f == LEDGER_BEANCOUNT)
        add(out, "1900-01-01 open %s THB\n  title: \"%s\"\n  role: \"%s\"\n", a->name, a->title,
            account_role_name(a->is->role));
    else
        add(out, "%s,\"%s\",%s,%s\n", a->name, a->title, account_kind_name(a->is->kind),
            account_role_name(a->is->role));
}

void ledger_main_text(enum ledger_format f, const struct ledger_accounts *a, struct buffer *out)
{
    if (f == LEDGER_CSV)
        buffer_add_text(out, "account,title,kind,role\n");
    else
        buffer_add_text(
            out, "; Written by coopctl sink ledger, and written anew when a month begins: put what is yours into\n"
                 "; a file that includes this one.\n");
    if (f == LEDGER_HLEDGER)
        buffer_add_text(out, "commodity 1000.00 THB\n");
    if (f == LEDGER_BEANCOUNT)
        buffer_add_text(out, "option \"operating_currency\" \"THB\"\n1900-01-01 commodity THB\n");
    for (uint32_t i = 0; i < a->count; i++)
        account_text(f, &a->rows[i], out);
}

void ledger_include_text(enum ledger_format f, const char *period, struct buffer *out)
{
    if (f == LEDGER_HLEDGER)
        add(out, "include %s%s\n", period, formats[f].extension);
    if (f == LEDGER_BEANCOUNT)
        add(out, "include \"%s%s\"\n", period, formats[f].extension);
}
