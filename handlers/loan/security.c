#include "security.h"

#include "../rules/money.h"

#include <string.h>

static struct application_guarantor_key guarantor_key(const char *application_no, const char *ref)
{
    struct application_guarantor_key key;
    value_code_set(key.application_no, sizeof key.application_no, application_no);
    value_code_set(key.ref, sizeof key.ref, ref);
    return key;
}

static struct guarantor_of_key answers_key(const char *ref, const char *application_no)
{
    struct guarantor_of_key key;
    value_code_set(key.ref, sizeof key.ref, ref);
    value_code_set(key.application_no, sizeof key.application_no, application_no);
    return key;
}

static bool member_known(struct txn *t, const char *ref, struct member *ret)
{
    struct member_key key;
    if (strlen(ref) >= sizeof key.member_no)
        return false;
    value_code_set(key.member_no, sizeof key.member_no, ref);
    return member_get(t, &key, ret);
}

enum verdict security_may_answer(struct txn *t, const char *application_no, const char *borrower_no,
                                 const struct guarantor *g, struct refusal *why)
{
    struct application_guarantor known;
    struct member member;
    bool is_member = member_known(t, g->ref, &member);
    const char *field = "data.guarantors";
    if (strcmp(g->ref, borrower_no) == 0)
        return refuse_text(why, REFUSAL_guarantor_self, field, g->ref);
    if (security_guarantor(t, application_no, g->ref, &known))
        return refuse_text(why, REFUSAL_guarantor_twice, field, g->ref);
    if (g->kind == guarantor_kind_member && !is_member)
        return refuse_text(why, REFUSAL_member_unknown, field, g->ref);
    if (g->kind == guarantor_kind_member && member.left_on > 0)
        return refuse_text(why, REFUSAL_not_a_member, field, g->ref);
    if (g->kind != guarantor_kind_member && is_member)
        return refuse_text(why, REFUSAL_guarantor_is_member, field, g->ref);
    return APPLIED;
}

bool security_accepts(const struct policy_product *product, uint8_t kind)
{
    if (kind == guarantor_kind_family)
        return product->family_guarantors;
    if (kind == guarantor_kind_civil_servant)
        return product->civil_servant_guarantors;
    return kind == guarantor_kind_member;
}

static void answers_put(struct txn *t, const char *ref, const char *application_no, const char *borrower_no)
{
    struct guarantor_of_key key = answers_key(ref, application_no);
    struct guarantor_of row;
    value_code_set(row.member_no, sizeof row.member_no, borrower_no);
    guarantor_of_put(t, &key, &row);
}

void security_name(struct txn *t, const char *application_no, const char *borrower_no, const struct guarantor *g,
                   int32_t date)
{
    struct application_guarantor_key key = guarantor_key(application_no, g->ref);
    application_guarantor_put(t, &key, &(struct application_guarantor){.since = date, .kind = g->kind});
    answers_put(t, g->ref, application_no, borrower_no);
}

/* Whether an earlier row names the same borrower. Somebody answers for a handful at most. */
static bool counted_before(struct txn *t, const struct guarantor_of_key *of, const char *borrower_no)
{
    struct guarantor_of_key key = answers_key(of->ref, "");
    struct guarantor_of row;
    while (guarantor_of_seek(t, &key, true, &row) && strcmp(key.application_no, of->application_no) != 0)
        if (strcmp(row.member_no, borrower_no) == 0)
            return true;
    return false;
}

uint32_t security_borrowers(struct txn *t, const char *ref)
{
    struct guarantor_of_key key = answers_key(ref, "");
    struct guarantor_of row;
    uint32_t borrowers = 0;
    while (guarantor_of_seek(t, &key, true, &row) && strcmp(key.ref, ref) == 0)
        borrowers += !counted_before(t, &key, row.member_no);
    return borrowers;
}

void security_release(struct txn *t, const char *application_no)
{
    struct application_guarantor_key key = guarantor_key(application_no, "");
    struct application_guarantor row;
    while (application_guarantor_seek(t, &key, true, &row) && strcmp(key.application_no, application_no) == 0) {
        struct guarantor_of_key answers = answers_key(key.ref, application_no);
        guarantor_of_delete(t, &answers);
    }
}

void security_restore(struct txn *t, const char *application_no)
{
    struct application_guarantor_key key = guarantor_key(application_no, "");
    struct application_guarantor row;
    struct application_key application_key;
    struct application a;
    value_code_set(application_key.application_no, sizeof application_key.application_no, application_no);
    if (!application_get(t, &application_key, &a))
        return;
    while (application_guarantor_seek(t, &key, true, &row) && strcmp(key.application_no, application_no) == 0)
        answers_put(t, key.ref, application_no, a.member_no);
}

void security_substitute(struct txn *t, const char *application_no, const char *old_ref, const struct guarantor *g,
                         int32_t date)
{
    struct application_guarantor_key old = guarantor_key(application_no, old_ref);
    struct guarantor_of_key answers = answers_key(old_ref, application_no);
    struct guarantor_of row = {0};
    guarantor_of_get(t, &answers, &row);
    application_guarantor_delete(t, &old);
    guarantor_of_delete(t, &answers);
    security_name(t, application_no, row.member_no, g, date);
}

bool security_guarantor(struct txn *t, const char *application_no, const char *ref, struct application_guarantor *ret)
{
    struct application_guarantor_key key = guarantor_key(application_no, ref);
    return application_guarantor_get(t, &key, ret);
}

static struct guarantor_history_key history_key(const char *application_no, const char *ref)
{
    struct guarantor_history_key key;
    value_code_set(key.application_no, sizeof key.application_no, application_no);
    value_code_set(key.ref, sizeof key.ref, ref);
    return key;
}

struct guarantor_history guarantor_so_far(struct txn *t, const char *application_no, const char *ref)
{
    struct guarantor_history_key key = history_key(application_no, ref);
    struct guarantor_history row = {0};
    guarantor_history_get(t, &key, &row);
    return row;
}

/* What is taken back was paid while he answered for the loan, whether he still does so or not. */
static bool counts_for(struct txn *t, const char *application_no, const char *ref, int64_t principal_satang)
{
    struct application_guarantor row;
    struct guarantor_history_key key = history_key(application_no, ref);
    struct guarantor_history history;
    if (principal_satang < 0)
        return guarantor_history_get(t, &key, &history);
    return principal_satang > 0 && security_guarantor(t, application_no, ref, &row);
}

void guarantor_paid(struct txn *t, const struct loan *loan, const char *ref, int64_t principal_satang, int32_t date)
{
    struct guarantor_history_key key = history_key(loan->application_no, ref);
    struct guarantor_payment_key day = {.paid_on = date};
    struct guarantor_history row = guarantor_so_far(t, loan->application_no, ref);
    struct guarantor_payment paid = {0};
    if (!counts_for(t, loan->application_no, ref, principal_satang))
        return;
    if (row.paid_since == 0) {
        row.paid_since = date;
        row.debt_satang = loan->principal_satang;
    }
    row.paid_principal_satang = money_add(row.paid_principal_satang, principal_satang);
    if (row.paid_principal_satang <= 0)
        row.paid_since = 0;
    guarantor_history_put(t, &key, &row);
    memcpy(day.application_no, key.application_no, sizeof day.application_no);
    memcpy(day.ref, key.ref, sizeof day.ref);
    guarantor_payment_get(t, &day, &paid);
    paid.principal_satang = money_add(paid.principal_satang, principal_satang);
    guarantor_payment_put(t, &day, &paid);
}

int64_t guarantor_paid_between(struct txn *t, const char *application_no, const char *ref, int32_t from, int32_t to)
{
    struct guarantor_payment_key key = {.paid_on = from};
    struct guarantor_payment row;
    int64_t sum = 0;
    value_code_set(key.application_no, sizeof key.application_no, application_no);
    value_code_set(key.ref, sizeof key.ref, ref);
    while (guarantor_payment_seek(t, &key, true, &row) && strcmp(key.application_no, application_no) == 0 &&
           strcmp(key.ref, ref) == 0 && key.paid_on <= to)
        sum = money_add(sum, row.principal_satang);
    return money_max(sum, 0);
}

void guarantor_relieve(struct txn *t, const char *application_no, const char *ref)
{
    struct guarantor_history_key key = history_key(application_no, ref);
    struct guarantor_history row = guarantor_so_far(t, application_no, ref);
    row.relieved = true;
    guarantor_history_put(t, &key, &row);
}
