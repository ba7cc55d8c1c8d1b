#include "proposal.h"

#include "../loan/loan.h"
#include "../rules/money.h"

#include <string.h>

enum { CANDIDATES_MAX = 12, CLOSES_MAX = 6 };

struct candidate {
    char contract_no[24];
    int64_t burden_satang, payoff_satang;
};

/* Contracts, as bits, and what they come to. */
struct choice {
    uint32_t contracts, count;
    int64_t burden_satang, payoff_satang;
};

static uint32_t candidates_find(struct txn *t, const struct proposal_goal *goal, const struct policy_in_force *p,
                                struct candidate ret[CANDIDATES_MAX])
{
    struct member_loan_key key = {0};
    struct member_loan listed;
    struct loan loan;
    uint32_t n = 0;
    value_code_set(key.member_no, sizeof key.member_no, goal->member_no);
    while (n < CANDIDATES_MAX && member_loan_seek(t, &key, true, &listed) &&
           strcmp(key.member_no, goal->member_no) == 0) {
        if (!listed.active || !loan_find(t, key.contract_no, &loan))
            continue;
        memcpy(ret[n].contract_no, key.contract_no, sizeof ret[n].contract_no);
        ret[n].burden_satang = loan_burden(t, &loan, p);
        ret[n++].payoff_satang = loan_payoff(t, key.contract_no, goal->date, p);
    }
    return n;
}

static struct choice choice_of(const struct candidate *from, uint32_t n, uint32_t contracts)
{
    struct choice c = {.contracts = contracts};
    for (uint32_t i = 0; i < n; i++) {
        if ((contracts >> i & 1) == 0)
            continue;
        c.count++;
        c.burden_satang = money_add(c.burden_satang, from[i].burden_satang);
        c.payoff_satang = money_add(c.payoff_satang, from[i].payoff_satang);
    }
    return c;
}

/* burden / payoff compared crosswise, so that nothing is rounded. */
static bool frees_more(const struct choice *a, const struct choice *b)
{
    return (money_wide)a->burden_satang * (money_wide)b->payoff_satang >
           (money_wide)b->burden_satang * (money_wide)a->payoff_satang;
}

/* Bits are tried so that among equals the one with the earlier contracts comes first: contract 0 is the highest. */
static uint32_t earlier_first(uint32_t pattern, uint32_t n)
{
    uint32_t contracts = 0;
    for (uint32_t i = 0; i < n; i++)
        contracts |= (pattern >> (n - 1 - i) & 1) << i;
    return contracts;
}

static struct choice best_of(const struct candidate *from, uint32_t n, const struct proposal_goal *goal)
{
    struct choice best = {0};
    for (uint32_t pattern = (UINT32_C(1) << n) - 1; pattern > 0; pattern--) {
        struct choice c = choice_of(from, n, earlier_first(pattern, n));
        if (c.count > CLOSES_MAX || c.burden_satang < goal->missing_satang || c.payoff_satang > goal->amount_satang)
            continue;
        if (best.count == 0 || c.count < best.count || (c.count == best.count && frees_more(&c, &best)))
            best = c;
    }
    return best;
}

uint32_t proposal_choose(struct txn *t, const struct proposal_goal *goal, const struct policy_in_force *p,
                         struct contract_ref closes[6])
{
    struct candidate candidates[CANDIDATES_MAX] = {0};
    uint32_t n = candidates_find(t, goal, p, candidates), chosen = 0;
    if (goal->missing_satang <= 0)
        return 0;
    struct choice best = best_of(candidates, n, goal);
    for (uint32_t i = 0; i < n; i++)
        if (best.contracts >> i & 1)
            memcpy(closes[chosen++].contract_no, candidates[i].contract_no, sizeof closes->contract_no);
    return chosen;
}
