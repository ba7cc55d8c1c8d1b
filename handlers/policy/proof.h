/* proof.h - what is wrong with a policy, gathered: the proof goes on behind a flaw, so that whoever writes a policy
 * sees all of them at once. Used by the two files of the proof only; others call policy_flaws() or policy_prove(). */
#ifndef HANDLERS_POLICY_PROOF_H
#define HANDLERS_POLICY_PROOF_H

#include "policy.h"

struct proof {
    const struct policy_published *e;
    int32_t effective;
    struct refusal *ret;
    uint32_t max, count;
};

/* The place of a flaw: a list, NULL for none; the number of its element; a field, NULL for the whole element. */
struct spot {
    const char *list;
    uint32_t i;
    const char *field;
};

void proof_flaw(struct proof *p, enum refusal_code code, struct spot at, const char *text);
void proof_flaw_numbers(struct proof *p, enum refusal_code code, struct spot at, const char *text,
                        const int64_t numbers[2]);
/* A number that must lie within its bounds. */
void proof_bound(struct proof *p, struct spot at, int64_t said, int64_t least, int64_t most);

void proof_bands(struct proof *p);
void proof_lists(struct proof *p);
void proof_ladder(struct proof *p);
bool proof_product_is_listed(const struct policy_published *e, const char *product);

#endif
