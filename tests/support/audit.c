#include "audit.h"

#include "../../handlers/state/records.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ACCOUNTS_MAX = 64 };

struct counted {
    char contract_no[24]; /* "": free */
    int32_t to;
};

struct audit {
    const struct books *books;
    char *error;
    int64_t debit[ACCOUNTS_MAX], credit[ACCOUNTS_MAX]; /* of every posting */
    uint64_t posting_no, receipt_no, suspense_no;
    struct receipt *receipts; /* by number; those up to receipt_no are made out */
    size_t receipts_room;
    struct counted *counted; /* up to which day each contract's interest was billed; by a hash of its number */
    size_t counted_count, counted_room;
};

struct receipt {
    int64_t amount_satang;
    bool cancelled;
};

bool audit_wrong(char *error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(error, AUDIT_ERROR_MAX, format, args);
    va_end(args);
    return false;
}

static bool audit_posting(struct audit *a, uint64_t position, const struct journal_posting_requested *p)
{
    int64_t debits = 0, credits = 0;
    if (p->posting_no != ++a->posting_no)
        return audit_wrong(a->error, "follow-up %llu: posting %llu does not follow %llu", (unsigned long long)position,
                           (unsigned long long)p->posting_no, (unsigned long long)a->posting_no - 1);
    for (uint32_t i = 0; i < p->lines_count; i++) {
        const struct posting_line *line = &p->lines[i];
        debits += line->debit_satang;
        credits += line->credit_satang;
        a->debit[line->account] += line->debit_satang;
        a->credit[line->account] += line->credit_satang;
        if ((line->debit_satang > 0) == (line->credit_satang > 0) || line->debit_satang < 0 || line->credit_satang < 0)
            return audit_wrong(a->error, "posting %llu: a side must be a debit or a credit",
                               (unsigned long long)p->posting_no);
        if (line->balance_satang != a->debit[line->account] - a->credit[line->account])
            return audit_wrong(a->error, "posting %llu: the balance after it is not the sum of all postings",
                               (unsigned long long)p->posting_no);
    }
    if (debits != credits || debits != p->total_satang || debits == 0)
        return audit_wrong(a->error, "posting %llu does not balance", (unsigned long long)p->posting_no);
    return true;
}

/* Whatever is of collection must name the policy; and what was compared, where something was. Costs of a suit are
 * booked, not told. */
static bool is_told_why(const struct store_mem_followup *f)
{
    static const struct {
        const char *text;
        bool type, compares;
    } told[] = {
#define TYPE(prefix, compares) {prefix, true, compares},
#define BECAUSE(rule, compares) {rule, false, compares},
#include "../../tools/collections.def"
    };
    const char *type = schema_event((uint16_t)f->id)->name;
    for (size_t i = 0; i < sizeof told / sizeof *told && f->id != EVENT_journal_posting_requested; i++) {
        bool is_told = told[i].type ? strncmp(type, told[i].text, strlen(told[i].text)) == 0
                                    : strcmp(f->cause.rule, told[i].text) == 0;
        if (is_told && (f->cause.policy == 0 || (told[i].compares && f->cause.facts_count == 0)))
            return false;
    }
    return true;
}

static bool audit_cause(struct audit *a, uint64_t position, const struct store_mem_followup *f)
{
    if (!schema_rule(f->cause.rule))
        return audit_wrong(a->error, "follow-up %llu: no rule is called \"%s\"", (unsigned long long)position,
                           f->cause.rule);
    if (!is_told_why(f))
        return audit_wrong(a->error,
                           "follow-up %llu (%s, rule %s): its cause names no policy, or nothing that was compared",
                           (unsigned long long)position, schema_event((uint16_t)f->id)->name, f->cause.rule);
    for (uint32_t i = 0; i < f->cause.because_count; i++) {
        const struct reference *r = &f->cause.because[i];
        if (r->position >= position || r->seq > f->seq || (r->position == 0) == (r->seq == 0))
            return audit_wrong(a->error, "follow-up %llu: its cause lies in the future, or is none",
                               (unsigned long long)position);
    }
    return true;
}

/* ---- receipts: without gaps, never used again once cancelled, always standing at what was told last */

static bool receipt_new(struct audit *a, uint64_t position, uint64_t receipt_no, int64_t amount_satang)
{
    if (receipt_no != ++a->receipt_no)
        return audit_wrong(a->error, "follow-up %llu: receipt %llu leaves a gap", (unsigned long long)position,
                           (unsigned long long)receipt_no);
    if (receipt_no >= a->receipts_room) {
        a->receipts_room = a->receipts_room * 2 + 64;
        a->receipts = realloc(a->receipts, a->receipts_room * sizeof *a->receipts);
        if (!a->receipts)
            abort();
    }
    a->receipts[receipt_no] = (struct receipt){.amount_satang = amount_satang};
    return true;
}

static bool receipt_changed(struct audit *a, uint64_t position, uint64_t receipt_no, int64_t old_satang,
                            int64_t new_satang)
{
    if (receipt_no == 0 || receipt_no > a->receipt_no)
        return audit_wrong(a->error, "follow-up %llu: there is no receipt %llu", (unsigned long long)position,
                           (unsigned long long)receipt_no);
    struct receipt *r = &a->receipts[receipt_no];
    if (r->cancelled || r->amount_satang != old_satang)
        return audit_wrong(a->error, "follow-up %llu: receipt %llu does not stand at %lld satang",
                           (unsigned long long)position, (unsigned long long)receipt_no, (long long)old_satang);
    r->amount_satang = new_satang;
    r->cancelled = new_satang == 0;
    return true;
}

static bool audit_receipt(struct audit *a, uint64_t position, const struct store_mem_followup *f)
{
    const union event_body *b = &f->body;
    if (f->id == EVENT_payroll_bill_line_issued && !b->payroll_bill_line_issued.credit)
        return receipt_new(a, position, b->payroll_bill_line_issued.receipt_no,
                           b->payroll_bill_line_issued.amount_satang);
    if (f->id == EVENT_payroll_receipt_adjusted)
        return receipt_changed(a, position, b->payroll_receipt_adjusted.receipt_no,
                               b->payroll_receipt_adjusted.old_satang, b->payroll_receipt_adjusted.new_satang);
    if (f->id == EVENT_payroll_receipt_cancelled)
        return receipt_changed(a, position, b->payroll_receipt_cancelled.receipt_no,
                               b->payroll_receipt_cancelled.old_satang, 0);
    if (f->id != EVENT_payroll_receipt_issued)
        return true;
    const struct payroll_receipt_issued *issued = &b->payroll_receipt_issued;
    if (issued->replaces_no == 0 || issued->replaces_no > a->receipt_no || !a->receipts[issued->replaces_no].cancelled)
        return audit_wrong(a->error, "follow-up %llu: receipt %llu replaces one that stands",
                           (unsigned long long)position, (unsigned long long)issued->receipt_no);
    return receipt_new(a, position, issued->receipt_no, issued->amount_satang);
}

static struct counted *counted_place(struct counted *in, size_t room, const char *contract_no)
{
    size_t at = 5381;
    for (const char *c = contract_no; *c; c++)
        at = at * 33 ^ (unsigned char)*c;
    for (at %= room; in[at].contract_no[0] && strcmp(in[at].contract_no, contract_no) != 0;)
        at = (at + 1) % room;
    return &in[at];
}

static void counted_grow(struct audit *a)
{
    size_t room = a->counted_room * 2 + 64;
    struct counted *wider = calloc(room, sizeof *wider);
    if (!wider)
        abort();
    for (size_t i = 0; i < a->counted_room; i++)
        if (a->counted[i].contract_no[0])
            *counted_place(wider, room, a->counted[i].contract_no) = a->counted[i];
    free(a->counted);
    a->counted = wider;
    a->counted_room = room;
}

/* A day's interest is billed once: what one bill counts begins where the one before ended, or later, where a payment in
 * between was charged up to its day. */
static bool audit_interest(struct audit *a, uint64_t position, const struct payroll_bill_line_issued *line)
{
    if (line->calc_to == 0)
        return true;
    if (a->counted_count * 2 >= a->counted_room)
        counted_grow(a);
    struct counted *c = counted_place(a->counted, a->counted_room, line->contract_no);
    if (!c->contract_no[0]) {
        memcpy(c->contract_no, line->contract_no, sizeof c->contract_no);
        c->to = line->calc_from;
        a->counted_count++;
    }
    if (line->calc_from < c->to || line->calc_to < line->calc_from)
        return audit_wrong(a->error, "follow-up %llu: contract %s is charged twice for the same days",
                           (unsigned long long)position, line->contract_no);
    c->to = line->calc_to;
    return true;
}

/* A correction counts the days anew: the next bill asks for those of a payment that was not made then. */
static void count_anew(struct audit *a, const char *contract_no)
{
    struct counted *c = a->counted_room > 0 ? counted_place(a->counted, a->counted_room, contract_no) : NULL;
    if (c && c->contract_no[0])
        c->to = 0;
}

static bool audit_followups(struct audit *a)
{
    static struct store_mem_followup f;
    for (uint64_t position = 1; a->books->followup(a->books->of, position, &f); position++) {
        if (!audit_cause(a, position, &f))
            return false;
        if (f.id == EVENT_journal_posting_requested && !audit_posting(a, position, &f.body.journal_posting_requested))
            return false;
        if (!audit_receipt(a, position, &f))
            return false;
        if (f.id == EVENT_kpi_computed && !audit_kpi(position, &f.body.kpi_computed, a->error))
            return false;
        if (f.id == EVENT_loan_corrected)
            count_anew(a, f.body.loan_corrected.contract_no);
        if (f.id == EVENT_payroll_bill_line_issued && !audit_interest(a, position, &f.body.payroll_bill_line_issued))
            return false;
        if (f.id == EVENT_payroll_suspense_created && f.body.payroll_suspense_created.suspense_no != ++a->suspense_no)
            return audit_wrong(a->error, "follow-up %llu: suspense item %llu leaves a gap",
                               (unsigned long long)position,
                               (unsigned long long)f.body.payroll_suspense_created.suspense_no);
    }
    return true;
}

/* The trial balance, and that the ledger is the sum of the postings. */
static bool audit_ledger(struct audit *a)
{
    struct txn *t = a->books->txn;
    struct ledger_key key = {0};
    struct ledger row;
    int64_t total = 0;
    for (bool more = ledger_seek(t, &key, false, &row); more; more = ledger_seek(t, &key, true, &row)) {
        const char *name = schema_word_text(schema_enum_named("account"), key.account);
        total += row.debit_satang - row.credit_satang;
        if (row.debit_satang != a->debit[key.account] || row.credit_satang != a->credit[key.account])
            return audit_wrong(a->error, "account %s: the ledger is not the sum of the postings", name);
    }
    return total == 0 || audit_wrong(a->error, "the trial balance is out by %lld satang", (long long)total);
}

/* ---- registers: their sums, debit positive, against the control account */

static bool agree(struct audit *a, enum account account, int64_t sum)
{
    int64_t balance = a->debit[account] - a->credit[account];
    if (balance == sum)
        return true;
    return audit_wrong(a->error, "account %s stands at %lld satang, its register at %lld",
                       schema_word_text(schema_enum_named("account"), (uint8_t)account), (long long)balance,
                       (long long)sum);
}

static bool audit_loans(struct audit *a)
{
    static const enum account accounts[] = {
        [loan_kind_emergency] = account_loan_emergency,
        [loan_kind_ordinary] = account_loan_ordinary,
        [loan_kind_special] = account_loan_special,
    };
    struct txn *t = a->books->txn;
    struct loan_key key = {0};
    struct loan row;
    int64_t sums[4] = {0}, written_off = 0, recovered = 0, allowance = 0, accrued = 0, costs = 0;
    for (bool more = loan_seek(t, &key, false, &row); more; more = loan_seek(t, &key, true, &row)) {
        sums[row.kind] += row.principal_satang;
        if (row.principal_satang < 0 || row.principal_satang > row.disbursed_satang || row.billed_interest_satang < 0 ||
            row.billed_principal_satang < 0 || row.billed_principal_satang > row.principal_satang)
            return audit_wrong(a->error, "loan %s: principal or billed amounts are out of bounds", key.contract_no);
        const char *broken = audit_loan_state(t, &key, &row);
        if (broken)
            return audit_wrong(a->error, "loan %s: %s", key.contract_no, broken);
        written_off += row.written_off_satang;
        recovered += row.recovered_satang;
        allowance -= row.provision_satang;
        accrued += row.accrued_satang;
        costs += row.costs_satang;
    }
    for (int kind = loan_kind_emergency; kind <= loan_kind_special; kind++)
        if (!agree(a, accounts[kind], sums[kind]))
            return false;
    return agree(a, account_bad_debt_expense, written_off) && agree(a, account_bad_debt_recovered, -recovered) &&
           agree(a, account_allowance, allowance) && agree(a, account_provision_expense, -allowance) &&
           agree(a, account_interest_receivable, accrued) && agree(a, account_legal_advance, costs);
}

static bool audit_members(struct audit *a)
{
    struct txn *t = a->books->txn;
    struct member_key key = {0};
    struct member row;
    int64_t shares = 0, refunds = 0, reclaims = 0;
    for (bool more = member_seek(t, &key, false, &row); more; more = member_seek(t, &key, true, &row)) {
        shares -= row.share_balance_satang;
        refunds -= row.refund_payable_satang + row.refund_billed_satang;
        reclaims += row.reclaim_satang;
        if (row.share_balance_satang < 0 || row.refund_payable_satang < 0 || row.refund_billed_satang < 0 ||
            row.reclaim_satang < 0)
            return audit_wrong(a->error, "member %s: shares, and what is owed back, are never negative", key.member_no);
    }
    return agree(a, account_share_capital, shares) && agree(a, account_refund_payable, refunds) &&
           agree(a, account_other_receivable, reclaims);
}

/* ---- a unit's month against its lines (domain invariants: billed = settled + shortfall; settled + over + suspense =
 * what the unit says it deducted, credits and money matched by officers) */

struct month_sums {
    int64_t asked, settled, over, credits, matched, collected;
};

static bool audit_bill(struct audit *a, const struct bill_key *of, const struct bill *bill, struct month_sums *sums)
{
    struct txn *t = a->books->txn;
    struct bill_line_key key = {.period = of->period};
    struct bill_line line;
    int64_t settled = 0;
    memcpy(key.unit_code, of->unit_code, sizeof key.unit_code);
    memcpy(key.member_no, of->member_no, sizeof key.member_no);
    for (key.place = 1; key.place <= bill->lines && bill_line_get(t, &key, &line); key.place++) {
        int64_t billed = line.arrears_satang + line.interest_satang + line.principal_satang;
        if (line.collected_satang < 0 || line.collected_satang > billed)
            return audit_wrong(a->error, "member %s: a bill line took more than was billed", key.member_no);
        if ((line.result == line_result_absent && line.collected_satang > 0) ||
            (line.result == line_result_none) != (line.result != line_result_absent && line.collected_satang == 0))
            return audit_wrong(a->error, "member %s: a bill line's result is not what was collected", key.member_no);
        if (!line.credit && line.result == line_result_none && !line.cancelled)
            return audit_wrong(a->error, "member %s: nothing was collected and the receipt stands", key.member_no);
        if (line.credit) {
            sums->credits += line.collected_satang;
            continue;
        }
        sums->asked += billed;
        settled += line.collected_satang;
    }
    if (settled != bill->settled_satang)
        return audit_wrong(a->error, "member %s: the bill is not the sum of its lines", key.member_no);
    sums->settled += settled;
    sums->over += bill->over_satang;
    sums->matched += bill->matched_settled_satang;
    sums->collected += bill->collected_satang;
    return true;
}

static bool audit_month(struct audit *a, const struct unit_bill_key *of, const struct unit_bill *month)
{
    struct txn *t = a->books->txn;
    struct bill_key key = {.period = of->period};
    struct bill bill;
    struct month_sums sums = {0};
    memcpy(key.unit_code, of->unit_code, sizeof key.unit_code);
    while (bill_seek(t, &key, true, &bill) && key.period == of->period && strcmp(key.unit_code, of->unit_code) == 0)
        if (!audit_bill(a, &key, &bill, &sums))
            return false;
    if (sums.asked != month->asked_satang || sums.settled != month->settled_satang || sums.over != month->over_satang)
        return audit_wrong(a->error, "unit %s: its month is not the sum of its bills", of->unit_code);
    if (month->deducted_satang != sums.collected + month->suspense_satang)
        return audit_wrong(a->error, "unit %s: what it deducted is not settled or in suspense", of->unit_code);
    if (sums.settled + sums.over != sums.collected + sums.credits + sums.matched)
        return audit_wrong(a->error, "unit %s: what its lines took is not what came", of->unit_code);
    return true;
}

static bool audit_months(struct audit *a)
{
    struct txn *t = a->books->txn;
    struct unit_bill_key key = {0};
    struct unit_bill month;
    if (handler_has_work(t))
        return true; /* a month is whole when its work is done */
    while (unit_bill_seek(t, &key, true, &month))
        if (!audit_month(a, &key, &month))
            return false;
    return true;
}

static bool audit_units(struct audit *a)
{
    struct txn *t = a->books->txn;
    struct unit_key key = {0};
    struct unit unit;
    struct suspense_key suspense_key = {0};
    struct suspense item;
    int64_t receivable = 0, suspense = 0;
    for (bool more = unit_seek(t, &key, false, &unit); more; more = unit_seek(t, &key, true, &unit)) {
        receivable += unit.receivable_satang;
        suspense -= unit.advance_satang;
        if (unit.receivable_satang < 0 || unit.advance_satang < 0)
            return audit_wrong(a->error, "unit %s: what it owes is never negative", key.unit_code);
    }
    for (bool more = suspense_seek(t, &suspense_key, false, &item); more;
         more = suspense_seek(t, &suspense_key, true, &item))
        suspense -= item.amount_satang;
    return agree(a, account_unit_receivable, receivable) && agree(a, account_suspense, suspense);
}

/* All loan interest in the books was paid in some year, or is accrued; a year's patronage refund is booked. */
static bool audit_years(struct audit *a)
{
    struct txn *t = a->books->txn;
    struct member_year_key key = {0};
    struct member_year paid;
    struct patronage_year_key year_key = {0};
    struct patronage_year year;
    int64_t interest = a->credit[account_interest_receivable] - a->debit[account_interest_receivable], refund = 0;
    while (member_year_seek(t, &key, true, &paid))
        interest -= paid.interest_paid_satang;
    while (patronage_year_seek(t, &year_key, true, &year))
        refund += year.amount_satang;
    return agree(a, account_interest_income, interest) &&
           agree(a, account_patronage_payable, refund - audit_allocated(t, allocation_item_patronage)) &&
           agree(a, account_dividend_payable, audit_dividends(t) - audit_allocated(t, allocation_item_dividend)) &&
           audit_year_end(t, a->error);
}

static bool audit_instalments_too(struct audit *a)
{
    return audit_instalments(a->books->txn, a->error);
}

static bool audit_shares_too(struct audit *a)
{
    return audit_shares(a->books->txn, a->error);
}

/* The groups, in this order: the sums of the first are what the next are compared with. */
static const struct {
    const char *name;
    bool (*holds)(struct audit *a); /* or one of these: */
    bool (*of_state)(struct txn *t, char error[AUDIT_ERROR_MAX]);
    bool (*of_books)(const struct books *b, char error[AUDIT_ERROR_MAX]);
} groups[] = {
    {"causes, postings, receipts and interest of every follow-up", audit_followups},
    {"the trial balance, and the ledger against its postings", audit_ledger},
    {"loans against their control accounts", audit_loans},
    {"instalments against their loans", audit_instalments_too},
    {"shares and what is owed to members against their accounts", audit_members},
    {"what was paid for shares by day against the members' shares", audit_shares_too},
    {"deposit accounts against their control accounts", .of_state = audit_deposits},
    {"what units owe, and suspense, against their accounts", audit_units},
    {"interest paid, dividend, patronage and allocations against their accounts", audit_years},
    {"units' months against their bills and lines", audit_months},
    {"what falls due is looked at, once", .of_state = audit_due},
    {"applications, queues, burdens and budgets", .of_state = audit_road},
    {"guarantors' notices", .of_state = audit_guarantors},
    {"cases of the clinics", .of_state = audit_clinics},
    {"steps, suits, promises and overrides of cases", .of_books = audit_cases},
    {"letters", .of_books = audit_letters},
    {"every follow-up can be read by its schema", .of_books = audit_readable},
    {"the books of days and months against their postings", .of_books = audit_ledger_days},
};

static bool group_holds(size_t i, struct audit *a)
{
    if (groups[i].of_state)
        return groups[i].of_state(a->books->txn, a->error);
    return groups[i].of_books ? groups[i].of_books(a->books, a->error) : groups[i].holds(a);
}

bool audit_books(const struct books *b, audit_tell *tell, void *context, char error[AUDIT_ERROR_MAX])
{
    struct audit a = {.books = b, .error = error};
    bool good = true;
    for (size_t i = 0; i < sizeof groups / sizeof *groups && (good || tell); i++) {
        bool holds = group_holds(i, &a);
        if (tell)
            tell(context, groups[i].name, holds ? NULL : error);
        good = good && holds;
    }
    free(a.receipts);
    free(a.counted);
    return good;
}
