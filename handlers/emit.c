#include "emit.h"

#include <assert.h>
#include <string.h>

struct cause cause_of(const char *rule, uint32_t policy)
{
    struct cause c = {.policy = policy};
    assert(schema_rule(rule));
    memcpy(c.rule, rule, strlen(rule));
    return c;
}

static void reference_add(struct cause *c, struct reference r)
{
    if (c->because_count < sizeof c->because / sizeof *c->because)
        c->because[c->because_count++] = r;
}

void cause_add_position(struct cause *c, uint64_t position)
{
    if (position > 0)
        reference_add(c, (struct reference){.position = position});
}

void cause_add_seq(struct cause *c, uint64_t seq)
{
    if (seq > 0)
        reference_add(c, (struct reference){.seq = seq});
}

void cause_add_fact(struct cause *c, enum fact fact, int64_t actual, int64_t limit)
{
    assert(c->facts_count < sizeof c->facts / sizeof *c->facts);
    c->facts[c->facts_count++] = (struct compared){.fact = (uint8_t)fact, .actual = actual, .limit = limit};
}
