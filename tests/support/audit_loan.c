#include "audit.h"

#include <stdio.h>
#include <string.h>

static bool is_listed(struct txn *t, const struct loan_key *key, const struct loan *loan)
{
    struct member_loan_key listed;
    struct member_loan row = {0};
    memcpy(listed.member_no, loan->member_no, sizeof listed.member_no);
    memcpy(listed.contract_no, key->contract_no, sizeof listed.contract_no);
    member_loan_get(t, &listed, &row);
    return row.active;
}

static bool has_successor(struct txn *t, const struct loan *loan)
{
    struct loan_key next;
    struct loan successor;
    memcpy(next.contract_no, loan->replaced_by, sizeof next.contract_no);
    return next.contract_no[0] != '\0' && loan_get(t, &next, &successor) && successor.restructured;
}

static bool is_sued(struct txn *t, const struct loan_key *of, const struct loan *loan)
{
    struct collection_case_key key = {0};
    struct collection_case row;
    snprintf(key.case_id, sizeof key.case_id, "C-%s-", loan->member_no);
    size_t len = strlen(key.case_id);
    char prefix[sizeof key.case_id];
    memcpy(prefix, key.case_id, sizeof prefix);
    while (collection_case_seek(t, &key, true, &row) && strncmp(key.case_id, prefix, len) == 0)
        if (row.stage == case_stage_legal && strcmp(row.contract_no, of->contract_no) == 0)
            return true;
    return false;
}

/* The worst class that a rule of the policy gives, one rule after the other, without the code that decides it. */
static uint8_t worst_of(struct txn *t, const struct loan_key *of, const struct loan *loan, uint32_t version)
{
    struct policy_class_key key = {.version = version};
    struct policy_class bound;
    struct policy_class_trigger trigger;
    struct member_key member_key;
    struct member member = {0};
    uint8_t worst = loan_class_normal;
    memcpy(member_key.member_no, loan->member_no, sizeof member_key.member_no);
    member_get(t, &member_key, &member);
    const bool holds[] = {
        [class_rule_sued] = is_sued(t, of, loan),
        [class_rule_sued_elsewhere] = member.sued_elsewhere,
        [class_rule_died] = member.left_on > 0 && member.left_why == leaving_cause_died,
        [class_rule_bankrupt] = member.left_on > 0 && member.left_why == leaving_cause_bankrupt,
    };
    for (; policy_class_get(t, &key, &bound); key.rank++)
        worst = loan->months_overdue > bound.over_months && bound.class > worst ? bound.class : worst;
    for (uint8_t rule = 1; rule < sizeof holds; rule++) {
        struct policy_class_trigger_key trigger_key = {.version = version, .rule = rule};
        if (holds[rule] && policy_class_trigger_get(t, &trigger_key, &trigger) && trigger.class > worst)
            worst = trigger.class;
    }
    return worst;
}

/* A policy counts for a loan from the first event on that touches it; so one of those that there are will do. */
static bool is_too_good(struct txn *t, const struct loan_key *of, const struct loan *loan)
{
    struct policy_key key = {0};
    struct policy row;
    uint8_t best = loan_class_loss;
    while (policy_seek(t, &key, true, &row)) {
        uint8_t worst = worst_of(t, of, loan, row.version);
        best = worst < best ? worst : best;
    }
    return loan->state == loan_state_active && loan->class < best;
}

/* What was told of its classes is one chain, and ends where the loan stands; its class is none better than its own
 * facts give, and that of its months. In the order told, which is that of the positions. */
static const char *audit_class(struct txn *t, const struct loan_key *of, const struct loan *loan)
{
    uint8_t class = loan_class_normal;
    uint64_t told = 0;
    struct class_history next;
    do {
        struct class_history_key key = {0};
        struct class_history row;
        next = (struct class_history){0};
        memcpy(key.contract_no, of->contract_no, sizeof key.contract_no);
        while (class_history_seek(t, &key, true, &row) && strcmp(key.contract_no, of->contract_no) == 0)
            if (row.position > told && (next.position == 0 || row.position < next.position))
                next = row;
        if (next.position > 0 && (next.from_class != class || next.to_class == class))
            return "the history of its classes has a gap";
        class = next.position > 0 ? next.to_class : class;
        told = next.position;
    } while (next.position > 0);
    if (class != loan->class || told > loan->class_position)
        return "it does not stand in the class told last";
    if (loan->class < loan->own_class)
        return "its class is better than its own facts give";
    if (is_too_good(t, of, loan))
        return "its class is better than the worst rule that holds";
    return loan->state != loan_state_active && loan->class != loan_class_normal ? "it has ended and is classed" : NULL;
}

/* What the books hold as receivable of it is what its open instalments say is accrued, which is no more than they ask.
 */
static const char *audit_accrual(struct txn *t, const struct loan_key *of, const struct loan *loan)
{
    struct instalment_key key = {0};
    struct instalment row;
    int64_t accrued = 0;
    memcpy(key.contract_no, of->contract_no, sizeof key.contract_no);
    while (instalment_seek(t, &key, true, &row) && strcmp(key.contract_no, of->contract_no) == 0) {
        if (row.accrued_satang > row.interest_satang)
            return "more is accrued in an instalment than is unpaid";
        accrued += row.accrued_satang;
    }
    if (accrued != loan->accrued_satang)
        return "its receivable is not what its instalments have accrued";
    if (loan->accrual_stopped && loan->state == loan_state_active && loan->class == loan_class_normal)
        return "it is normal and its accrual is stopped";
    return NULL;
}

const char *audit_loan_state(struct txn *t, const struct loan_key *key, const struct loan *loan)
{
    if (is_listed(t, key, loan) != (loan->state == loan_state_active))
        return "its member's list does not say whether it runs";
    if (loan->state != loan_state_active &&
        loan->principal_satang + loan->billed_interest_satang + loan->costs_satang > 0)
        return "it has ended and something is owed";
    if ((loan->state == loan_state_restructured) != has_successor(t, loan))
        return "what replaced it is not there";
    if (loan->recovered_satang > loan->written_off_satang ||
        (loan->written_off_satang > 0 && loan->state != loan_state_written_off))
        return "more is recovered than was written off";
    const char *broken = audit_accrual(t, key, loan);
    return broken ? broken : audit_class(t, key, loan);
}
