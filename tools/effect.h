/* effect.h - what an event does, counted from its follow-ups: those of a dry run before it is sent, those of the stream
 * after. Both are told in the same words. */
#ifndef TOOLS_EFFECT_H
#define TOOLS_EFFECT_H

#include "stream.h"

enum effect_kind {
#define EFFECT(name, english, thai) EFFECT_##name,
#include "effect.def"
    EFFECTS
};

enum { EFFECT_ACCOUNTS_MAX = 64 };

struct effect {
    uint64_t seq;       /* of the event */
    char unit_code[12]; /* the month that it has settled anew; "" if none */
    uint32_t period;
    bool cut; /* there may be more follow-ups than were given */
    bool corrects; /* a fact of the past: its letters are told */
    uint64_t followups;
    uint64_t counts[EFFECTS];
    int64_t satang[EFFECTS];
    int64_t debit_satang[EFFECT_ACCOUNTS_MAX]; /* net; negative: credit */
    /* for effect_add() */
    char member_no[12];
    uint64_t first;
    struct buffer known; /* a byte for each follow-up from the first on: whether it belongs to the event */
};

/* Counts a follow-up, if it came of the event: of itself, of the work that it queued, or of one of those that did. They
 * are given in order, without gaps. */
void effect_add(struct effect *e, struct bytes followup);
void effect_free(struct effect *e);

/* What is not zero, and the money by account. */
void effect_print(const struct effect *e);
void effect_json(const struct effect *e, struct buffer *out);

#endif
