/* The books by day and month: each posting stands in them once, and in no month that was closed by then. */
#include "audit.h"

#include <stdlib.h>
#include <string.h>

struct day {
    struct ledger_day_key key;
    int64_t debit, credit; /* what no posting accounts for */
};

struct month {
    struct book_month_key key;
    struct book_month left;
};

struct shelf {
    const struct books *books;
    char *error;
    struct day *days;
    struct month *months;
    size_t days_count, months_count;
    uint32_t closed[64]; /* by what was told, the last one on top */
    size_t closed_count;
};

static void *room_for(void *memory, size_t count, size_t unit)
{
    memory = realloc(memory, (count + 1) * unit);
    if (!memory)
        abort();
    return memory;
}

static void shelf_fill(struct shelf *s)
{
    struct ledger_day_key day_key = {0};
    struct ledger_day day;
    struct book_month_key month_key = {0};
    struct book_month month;
    while (ledger_day_seek(s->books->txn, &day_key, true, &day)) {
        s->days = room_for(s->days, s->days_count, sizeof *s->days);
        s->days[s->days_count++] = (struct day){day_key, day.debit_satang, day.credit_satang};
    }
    while (book_month_seek(s->books->txn, &month_key, true, &month)) {
        s->months = room_for(s->months, s->months_count, sizeof *s->months);
        s->months[s->months_count++] = (struct month){month_key, month};
    }
}

static int day_compare(const void *a, const void *b)
{
    const struct ledger_day_key *x = &((const struct day *)a)->key, *y = &((const struct day *)b)->key;
    if (x->account != y->account)
        return x->account < y->account ? -1 : 1;
    return (x->booked_on > y->booked_on) - (x->booked_on < y->booked_on);
}

static struct month *month_of(struct shelf *s, uint32_t period)
{
    for (size_t i = 0; i < s->months_count; i++)
        if (s->months[i].key.period == period)
            return &s->months[i];
    return NULL;
}

static bool posting_take(struct shelf *s, uint64_t position, const struct store_mem_followup *f)
{
    const struct journal_posting_requested *p = &f->body.journal_posting_requested;
    uint32_t period = value_period_of(f->effective_date);
    uint32_t closed = s->closed_count > 0 ? s->closed[s->closed_count - 1] : 0;
    struct month *m = month_of(s, period);
    if (period <= closed)
        return audit_wrong(s->error, "posting %llu is booked in a month that was closed",
                           (unsigned long long)p->posting_no);
    if (p->value_date != 0 && (value_period_of(p->value_date) > closed || period != closed + 1))
        return audit_wrong(s->error, "posting %llu was moved from an open month, or too far",
                           (unsigned long long)p->posting_no);
    for (uint32_t i = 0; i < p->lines_count; i++) {
        struct day wanted = {.key = {p->lines[i].account, f->effective_date}};
        struct day *d = s->days ? bsearch(&wanted, s->days, s->days_count, sizeof wanted, day_compare) : NULL;
        if (!d)
            return audit_wrong(s->error, "posting %llu stands on no day of the ledger",
                               (unsigned long long)p->posting_no);
        d->debit -= p->lines[i].debit_satang;
        d->credit -= p->lines[i].credit_satang;
    }
    if (!m || m->left.position < position)
        return audit_wrong(s->error, "posting %llu stands in no month of the books", (unsigned long long)p->posting_no);
    m->left.debit_satang -= p->total_satang;
    m->left.credit_satang -= p->total_satang;
    m->left.postings--;
    return true;
}

static void state_take(struct shelf *s, const struct period_state_changed *c)
{
    uint32_t top = s->closed_count > 0 ? s->closed[s->closed_count - 1] : 0;
    if (c->kind == close_kind_absent)
        s->closed_count--;
    else if (c->period > top && s->closed_count < sizeof s->closed / sizeof *s->closed)
        s->closed[s->closed_count++] = c->period;
}

static bool all_accounted(const struct shelf *s)
{
    for (size_t i = 0; i < s->days_count; i++)
        if (s->days[i].debit != 0 || s->days[i].credit != 0)
            return audit_wrong(s->error, "account %u, day %d: the ledger's day is not the sum of its postings",
                               s->days[i].key.account, s->days[i].key.booked_on);
    for (size_t i = 0; i < s->months_count; i++) {
        const struct book_month *m = &s->months[i].left;
        if (m->debit_satang != 0 || m->credit_satang != 0 || m->postings != 0)
            return audit_wrong(s->error, "the books of a month are not the sum of its postings");
        if (m->closed != close_kind_absent && strcmp(m->prepared_by, m->checked_by) == 0)
            return audit_wrong(s->error, "the books of a month were closed by one person alone");
    }
    return true;
}

bool audit_ledger_days(const struct books *b, char error[AUDIT_ERROR_MAX])
{
    static struct store_mem_followup f;
    struct shelf s = {.books = b, .error = error};
    bool good = true;
    shelf_fill(&s);
    for (uint64_t position = 1; good && b->followup(b->of, position, &f); position++) {
        if (f.id == EVENT_journal_posting_requested)
            good = posting_take(&s, position, &f);
        else if (f.id == EVENT_period_state_changed)
            state_take(&s, &f.body.period_state_changed);
    }
    good = good && all_accounted(&s);
    free(s.days);
    free(s.months);
    return good;
}
