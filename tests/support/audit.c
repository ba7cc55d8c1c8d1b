#include "audit.h"

#include "../../handlers/state/records.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ACCOUNTS_MAX = 32, CONTRACTS_MAX = 256 };

struct audit {
    struct store_mem *store;
    char *error;
    int64_t debit[ACCOUNTS_MAX], credit[ACCOUNTS_MAX]; /* of every posting */
    uint64_t posting_no, receipt_no, suspense_no;
    struct receipt *receipts; /* by number; those up to receipt_no are made out */
    size_t receipts_room;
    struct counted {
        char contract_no[24];
        int32_t to;
    } counted[CONTRACTS_MAX]; /* up to which day each contract's interest was billed */
    uint32_t counted_count;
};

struct receipt {
    int64_t amount_satang;
    bool cancelled;
};

__attribute__((format(printf, 2, 3))) static bool wrong(struct audit *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(a->error, AUDIT_ERROR_MAX, format, args);
    va_end(args);
    return false;
}

static bool audit_posting(struct audit *a, uint64_t position, const struct journal_posting_requested *p)
{
    int64_t debits = 0, credits = 0;
    if (p->posting_no != ++a->posting_no)
        return wrong(a, "follow-up %llu: posting %llu does not follow %llu", (unsigned long long)position,
                     (unsigned long long)p->posting_no, (unsigned long long)a->posting_no - 1);
    for (uint32_t i = 0; i < p->lines_count; i++) {
        const struct posting_line *line = &p->lines[i];
        debits += line->debit_satang;
        credits += line->credit_satang;
        a->debit[line->account] += line->debit_satang;
        a->credit[line->account] += line->credit_satang;
        if ((line->debit_satang > 0) == (line->credit_satang > 0) || line->debit_satang < 0 || line->credit_satang < 0)
            return wrong(a, "posting %llu: a side must be a debit or a credit", (unsigned long long)p->posting_no);
        if (line->balance_satang != a->debit[line->account] - a->credit[line->account])
            return wrong(a, "posting %llu: the balance after it is not the sum of all postings",
                         (unsigned long long)p->posting_no);
    }
    if (debits != credits || debits != p->total_satang || debits == 0)
        return wrong(a, "posting %llu does not balance", (unsigned long long)p->posting_no);
    return true;
}

/* Whatever says that somebody is late, and each rung of the ladder, must name the policy and what was compared. */
static bool is_of_the_ladder(const struct store_mem_followup *f)
{
    static const char *const types[] = {"loan.delinquency_changed",
                                        "loan.classified",
                                        "member.npl_",
                                        "collection.",
                                        "mediation.",
                                        "employer.",
                                        "legal."};
    static const char *const rules[] = {"delinquency",       "npl_class",        "ladder_opened",  "mediate_first",
                                        "mediation_outcome", "agreement_breach", "agreement_kept", "cured",
                                        "legal_last"};
    const char *type = schema_event((uint16_t)f->id)->name;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strncmp(type, types[i], strlen(types[i])) == 0)
            return true;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strcmp(f->cause.rule, rules[i]) == 0)
            return f->id != EVENT_journal_posting_requested; /* costs of a suit are booked, not told */
    return false;
}

static bool audit_cause(struct audit *a, uint64_t position, const struct store_mem_followup *f)
{
    if (!schema_rule(f->cause.rule))
        return wrong(a, "follow-up %llu: no rule is called \"%s\"", (unsigned long long)position, f->cause.rule);
    if (is_of_the_ladder(f) && (f->cause.policy == 0 || f->cause.facts_count == 0))
        return wrong(a, "follow-up %llu (%s, rule %s): its cause names no policy, or nothing that was compared",
                     (unsigned long long)position, schema_event((uint16_t)f->id)->name, f->cause.rule);
    for (uint32_t i = 0; i < f->cause.because_count; i++) {
        const struct reference *r = &f->cause.because[i];
        if (r->position >= position || r->seq > f->seq || (r->position == 0) == (r->seq == 0))
            return wrong(a, "follow-up %llu: its cause lies in the future, or is none", (unsigned long long)position);
    }
    return true;
}

/* ---- receipts: without gaps, never used again once cancelled, always standing at what was told last */

static bool receipt_new(struct audit *a, uint64_t position, uint64_t receipt_no, int64_t amount_satang)
{
    if (receipt_no != ++a->receipt_no)
        return wrong(a, "follow-up %llu: receipt %llu leaves a gap", (unsigned long long)position,
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
        return wrong(a, "follow-up %llu: there is no receipt %llu", (unsigned long long)position,
                     (unsigned long long)receipt_no);
    struct receipt *r = &a->receipts[receipt_no];
    if (r->cancelled || r->amount_satang != old_satang)
        return wrong(a, "follow-up %llu: receipt %llu does not stand at %lld satang", (unsigned long long)position,
                     (unsigned long long)receipt_no, (long long)old_satang);
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
        return wrong(a, "follow-up %llu: receipt %llu replaces one that stands", (unsigned long long)position,
                     (unsigned long long)issued->receipt_no);
    return receipt_new(a, position, issued->receipt_no, issued->amount_satang);
}

/* A day's interest is billed once: what one bill counts begins where the one before ended, or later, where a payment in
 * between was charged up to its day. */
static bool audit_interest(struct audit *a, uint64_t position, const struct payroll_bill_line_issued *line)
{
    uint32_t i = 0;
    if (line->calc_to == 0)
        return true;
    while (i < a->counted_count && strcmp(a->counted[i].contract_no, line->contract_no) != 0)
        i++;
    if (i == a->counted_count) {
        if (i == CONTRACTS_MAX)
            return true;
        a->counted[a->counted_count++] = (struct counted){.to = line->calc_from};
        memcpy(a->counted[i].contract_no, line->contract_no, sizeof line->contract_no);
    }
    if (line->calc_from < a->counted[i].to || line->calc_to < line->calc_from)
        return wrong(a, "follow-up %llu: contract %s is charged twice for the same days", (unsigned long long)position,
                     line->contract_no);
    a->counted[i].to = line->calc_to;
    return true;
}

/* Nothing of nothing never passes, and what passes reaches the limit at least as it is shown. */
static bool audit_kpi(struct audit *a, uint64_t position, const struct kpi_computed *k)
{
    if (k->measurable == (k->denominator > 0) && !(k->passed && (!k->measurable || k->value < k->limit)))
        return true;
    return wrong(a, "follow-up %llu: a KPI passes that does not", (unsigned long long)position);
}

static bool audit_followups(struct audit *a)
{
    static struct store_mem_followup f;
    for (uint64_t position = 1; store_mem_followup(a->store, position, &f); position++) {
        if (!audit_cause(a, position, &f))
            return false;
        if (f.id == EVENT_journal_posting_requested && !audit_posting(a, position, &f.body.journal_posting_requested))
            return false;
        if (!audit_receipt(a, position, &f))
            return false;
        if (f.id == EVENT_kpi_computed && !audit_kpi(a, position, &f.body.kpi_computed))
            return false;
        if (f.id == EVENT_payroll_bill_line_issued && !audit_interest(a, position, &f.body.payroll_bill_line_issued))
            return false;
        if (f.id == EVENT_payroll_suspense_created && f.body.payroll_suspense_created.suspense_no != ++a->suspense_no)
            return wrong(a, "follow-up %llu: suspense item %llu leaves a gap", (unsigned long long)position,
                         (unsigned long long)f.body.payroll_suspense_created.suspense_no);
    }
    return true;
}

/* The trial balance, and that the ledger is the sum of the postings. */
static bool audit_ledger(struct audit *a)
{
    struct txn *t = store_mem_txn(a->store);
    struct ledger_key key = {0};
    struct ledger row;
    int64_t total = 0;
    for (bool more = ledger_seek(t, &key, false, &row); more; more = ledger_seek(t, &key, true, &row)) {
        const char *name = schema_word_text(schema_enum_named("account"), key.account);
        total += row.debit_satang - row.credit_satang;
        if (row.debit_satang != a->debit[key.account] || row.credit_satang != a->credit[key.account])
            return wrong(a, "account %s: the ledger is not the sum of the postings", name);
    }
    return total == 0 || wrong(a, "the trial balance is out by %lld satang", (long long)total);
}

/* ---- registers: their sums, debit positive, against the control account */

static bool agree(struct audit *a, enum account account, int64_t sum)
{
    int64_t balance = a->debit[account] - a->credit[account];
    if (balance == sum)
        return true;
    return wrong(a, "account %s stands at %lld satang, its register at %lld",
                 schema_word_text(schema_enum_named("account"), (uint8_t)account), (long long)balance, (long long)sum);
}

static bool audit_loans(struct audit *a)
{
    static const enum account accounts[] = {
        [loan_kind_emergency] = account_loan_emergency,
        [loan_kind_ordinary] = account_loan_ordinary,
        [loan_kind_special] = account_loan_special,
    };
    struct txn *t = store_mem_txn(a->store);
    struct loan_key key = {0};
    struct loan row;
    int64_t sums[4] = {0}, written_off = 0, recovered = 0, allowance = 0;
    for (bool more = loan_seek(t, &key, false, &row); more; more = loan_seek(t, &key, true, &row)) {
        sums[row.kind] += row.principal_satang;
        if (row.principal_satang < 0 || row.principal_satang > row.disbursed_satang || row.billed_interest_satang < 0 ||
            row.billed_principal_satang < 0 || row.billed_principal_satang > row.principal_satang)
            return wrong(a, "loan %s: principal or billed amounts are out of bounds", key.contract_no);
        const char *broken = audit_loan_state(t, &key, &row);
        if (broken)
            return wrong(a, "loan %s: %s", key.contract_no, broken);
        written_off += row.written_off_satang;
        recovered += row.recovered_satang;
        allowance -= row.provision_satang;
    }
    for (int kind = loan_kind_emergency; kind <= loan_kind_special; kind++)
        if (!agree(a, accounts[kind], sums[kind]))
            return false;
    return agree(a, account_bad_debt_expense, written_off) && agree(a, account_bad_debt_recovered, -recovered) &&
           agree(a, account_allowance, allowance) && agree(a, account_provision_expense, -allowance);
}

/* Unpaid instalments against what the loan says is billed. */
static bool audit_instalments(struct audit *a)
{
    struct txn *t = store_mem_txn(a->store);
    struct loan_key key = {0};
    struct loan loan;
    for (bool more = loan_seek(t, &key, false, &loan); more; more = loan_seek(t, &key, true, &loan)) {
        struct instalment_key open = {0};
        struct instalment row;
        int64_t interest = 0, principal = 0;
        memcpy(open.contract_no, key.contract_no, sizeof open.contract_no);
        for (bool found = instalment_seek(t, &open, false, &row);
             found && strcmp(open.contract_no, key.contract_no) == 0; found = instalment_seek(t, &open, true, &row)) {
            interest += row.interest_satang;
            principal += row.principal_satang;
        }
        if (interest > loan.billed_interest_satang || principal != loan.billed_principal_satang)
            return wrong(a, "loan %s: its open instalments do not add up to what is billed", key.contract_no);
    }
    return true;
}

static bool audit_members(struct audit *a)
{
    struct txn *t = store_mem_txn(a->store);
    struct member_key key = {0};
    struct member row;
    int64_t shares = 0, refunds = 0, reclaims = 0;
    for (bool more = member_seek(t, &key, false, &row); more; more = member_seek(t, &key, true, &row)) {
        shares -= row.share_balance_satang;
        refunds -= row.refund_payable_satang + row.refund_billed_satang;
        reclaims += row.reclaim_satang;
        if (row.share_balance_satang < 0 || row.refund_payable_satang < 0 || row.refund_billed_satang < 0 ||
            row.reclaim_satang < 0)
            return wrong(a, "member %s: shares, and what is owed back, are never negative", key.member_no);
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
    struct txn *t = store_mem_txn(a->store);
    struct bill_line_key key = {.period = of->period};
    struct bill_line line;
    int64_t settled = 0;
    memcpy(key.unit_code, of->unit_code, sizeof key.unit_code);
    memcpy(key.member_no, of->member_no, sizeof key.member_no);
    for (key.place = 1; key.place <= bill->lines && bill_line_get(t, &key, &line); key.place++) {
        int64_t billed = line.arrears_satang + line.interest_satang + line.principal_satang;
        if (line.collected_satang < 0 || line.collected_satang > billed)
            return wrong(a, "member %s: a bill line took more than was billed", key.member_no);
        if ((line.result == line_result_absent && line.collected_satang > 0) ||
            (line.result == line_result_none) != (line.result != line_result_absent && line.collected_satang == 0))
            return wrong(a, "member %s: a bill line's result is not what was collected", key.member_no);
        if (!line.credit && line.result == line_result_none && !line.cancelled)
            return wrong(a, "member %s: nothing was collected and the receipt stands", key.member_no);
        if (line.credit) {
            sums->credits += line.collected_satang;
            continue;
        }
        sums->asked += billed;
        settled += line.collected_satang;
    }
    if (settled != bill->settled_satang)
        return wrong(a, "member %s: the bill is not the sum of its lines", key.member_no);
    sums->settled += settled;
    sums->over += bill->over_satang;
    sums->matched += bill->matched_settled_satang;
    sums->collected += bill->collected_satang;
    return true;
}

static bool audit_month(struct audit *a, const struct unit_bill_key *of, const struct unit_bill *month)
{
    struct txn *t = store_mem_txn(a->store);
    struct bill_key key = {.period = of->period};
    struct bill bill;
    struct month_sums sums = {0};
    memcpy(key.unit_code, of->unit_code, sizeof key.unit_code);
    while (bill_seek(t, &key, true, &bill) && key.period == of->period && strcmp(key.unit_code, of->unit_code) == 0)
        if (!audit_bill(a, &key, &bill, &sums))
            return false;
    if (sums.asked != month->asked_satang || sums.settled != month->settled_satang || sums.over != month->over_satang)
        return wrong(a, "unit %s: its month is not the sum of its bills", of->unit_code);
    if (month->deducted_satang != sums.collected + month->suspense_satang)
        return wrong(a, "unit %s: what it deducted is not settled or in suspense", of->unit_code);
    if (sums.settled + sums.over != sums.collected + sums.credits + sums.matched)
        return wrong(a, "unit %s: what its lines took is not what came", of->unit_code);
    return true;
}

static bool audit_months(struct audit *a)
{
    struct txn *t = store_mem_txn(a->store);
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
    struct txn *t = store_mem_txn(a->store);
    struct unit_key key = {0};
    struct unit unit;
    struct suspense_key suspense_key = {0};
    struct suspense item;
    int64_t receivable = 0, suspense = 0;
    for (bool more = unit_seek(t, &key, false, &unit); more; more = unit_seek(t, &key, true, &unit)) {
        receivable += unit.receivable_satang;
        suspense -= unit.advance_satang;
        if (unit.receivable_satang < 0 || unit.advance_satang < 0)
            return wrong(a, "unit %s: what it owes is never negative", key.unit_code);
    }
    for (bool more = suspense_seek(t, &suspense_key, false, &item); more;
         more = suspense_seek(t, &suspense_key, true, &item))
        suspense -= item.amount_satang;
    return agree(a, account_unit_receivable, receivable) && agree(a, account_suspense, suspense);
}

/* All loan interest in the books was paid by somebody in some year; and what a year's patronage refund owes is booked.
 */
static bool audit_years(struct audit *a)
{
    struct txn *t = store_mem_txn(a->store);
    struct member_year_key key = {0};
    struct member_year paid;
    struct patronage_year_key year_key = {0};
    struct patronage_year year;
    int64_t interest = 0, refund = 0;
    while (member_year_seek(t, &key, true, &paid))
        interest -= paid.interest_paid_satang;
    while (patronage_year_seek(t, &year_key, true, &year))
        refund += year.amount_satang;
    return agree(a, account_interest_income, interest) && agree(a, account_patronage_payable, refund);
}

/* ---- what falls due: a row for each thing that waits for its day, never on a day that is closed */

static bool is_due(struct txn *t, int32_t on, enum due_kind kind, const char *ref, uint32_t no)
{
    struct due_key key = {.on = on, .kind = (uint8_t)kind, .no = no};
    struct due row;
    value_code_set(key.ref, sizeof key.ref, ref);
    return on > handler_day_closed(t) && due_get(t, &key, &row);
}

static bool audit_due_loans(struct audit *a)
{
    struct txn *t = store_mem_txn(a->store);
    struct instalment_key key = {0};
    struct instalment row;
    struct loan_key loan_key = {0};
    struct loan loan;
    while (instalment_seek(t, &key, true, &row)) {
        if (!row.missed && !is_due(t, row.late_on, due_kind_instalment, key.contract_no, (uint32_t)key.due_date))
            return wrong(a, "loan %s: an instalment is neither missed nor to be looked at", key.contract_no);
        if (row.interest_satang < 0 || row.principal_satang < 0 || row.interest_satang + row.principal_satang == 0)
            return wrong(a, "loan %s: an instalment is open with nothing to pay", key.contract_no);
    }
    while (loan_seek(t, &loan_key, true, &loan)) {
        uint32_t missed = 0;
        int64_t satang = 0;
        memset(&key, 0, sizeof key);
        memcpy(key.contract_no, loan_key.contract_no, sizeof key.contract_no);
        while (instalment_seek(t, &key, true, &row) && strcmp(key.contract_no, loan_key.contract_no) == 0) {
            missed += row.missed;
            satang += row.missed ? row.interest_satang + row.principal_satang : 0;
        }
        if (missed != loan.missed_instalments || satang != loan.missed_satang)
            return wrong(a, "loan %s: what was told of its arrears is not what is missed", loan_key.contract_no);
    }
    return true;
}

static bool audit_due_desk(struct audit *a)
{
    struct txn *t = store_mem_txn(a->store);
    struct suspense_key key = {0};
    struct suspense item;
    struct unit_key unit_key = {0};
    struct unit unit;
    struct unit_bill_key month_key = {0};
    struct unit_bill month;
    while (suspense_seek(t, &key, true, &item))
        if (!is_due(t, item.look_on, due_kind_suspense, NULL, (uint32_t)key.suspense_no))
            return wrong(a, "suspense %llu: nobody will look at it", (unsigned long long)key.suspense_no);
    while (unit_seek(t, &unit_key, true, &unit))
        if (unit.advance_satang > 0 && !is_due(t, unit.advance_look_on, due_kind_advance, unit_key.unit_code, 0))
            return wrong(a, "unit %s: nobody will look at its advance", unit_key.unit_code);
    while (unit_bill_seek(t, &month_key, true, &month)) {
        struct due_key due_key = {.on = month.chase_on, .kind = due_kind_unit_cut_off, .no = month_key.period};
        struct due row;
        value_code_set(due_key.ref, sizeof due_key.ref, month_key.unit_code);
        if (month.chase_on > 0 && !due_get(t, &due_key, &row))
            return wrong(a, "unit %s: nobody will look at its month", month_key.unit_code);
    }
    return true;
}

/* Every row stands for something that is there; where months are counted by calendar, a loan may have more. */
static bool audit_due_rows(struct audit *a)
{
    struct txn *t = store_mem_txn(a->store);
    struct due_key key = {0};
    struct due row;
    while (due_seek(t, &key, true, &row)) {
        struct suspense_key suspense_key = {key.no};
        struct suspense item;
        struct unit_bill_key month_key = {.period = key.no};
        struct unit_bill month;
        struct unit_key unit_key;
        struct unit unit;
        value_code_set(month_key.unit_code, sizeof month_key.unit_code,
                       key.kind == due_kind_unit_cut_off ? key.ref : NULL);
        value_code_set(unit_key.unit_code, sizeof unit_key.unit_code, key.kind == due_kind_advance ? key.ref : NULL);
        bool stands = true;
        if (key.kind == due_kind_suspense)
            stands = suspense_get(t, &suspense_key, &item) && item.look_on == key.on;
        if (key.kind == due_kind_unit_cut_off)
            stands = unit_bill_get(t, &month_key, &month) && month.chase_on == key.on;
        if (key.kind == due_kind_advance)
            stands = unit_get(t, &unit_key, &unit) && unit.advance_satang > 0 && unit.advance_look_on == key.on;
        if (!stands)
            return wrong(a, "a due row of %s was left over", key.ref);
    }
    return true;
}

static bool audit_due(struct audit *a)
{
    if (handler_has_work(store_mem_txn(a->store)))
        return true; /* a day may be half closed */
    return audit_due_loans(a) && audit_due_desk(a) && audit_due_rows(a);
}

bool audit_store(struct store_mem *s, char error[AUDIT_ERROR_MAX])
{
    struct audit a = {.store = s, .error = error};
    bool told = audit_followups(&a);
    free(a.receipts);
    return told && audit_ledger(&a) && audit_loans(&a) && audit_instalments(&a) && audit_members(&a) &&
           audit_units(&a) && audit_years(&a) && audit_months(&a) && audit_due(&a) && audit_road(s, error) &&
           audit_guarantors(s, error) && audit_clinics(s, error) && audit_cases(s, error) && audit_redo(s, error);
}
