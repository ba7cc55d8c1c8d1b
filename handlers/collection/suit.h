/* suit.h - what a case still lacks before a suit may be filed in turn: the employer is met first, mediation is over,
 * and while an agreement is kept there is no suit (Local government 2566, cl. 1.7, 1.8). Pure: for the handler, and for
 * whoever asks why not yet. */
#ifndef HANDLERS_COLLECTION_SUIT_H
#define HANDLERS_COLLECTION_SUIT_H

#include "../state/records.h"

enum suit_lack {
    SUIT_LACKS_NOTHING,
    SUIT_LACKS_OPEN_CASE, /* it is closed, or a suit is filed already */
    SUIT_LACKS_BREACH,    /* an agreement is being kept */
    SUIT_LACKS_MEETING,
    SUIT_LACKS_MEDIATION,
    SUIT_LACKS_RUNG, /* its ladder has rungs before the suit that are not taken */
};

enum suit_lack suit_lacks(const struct collection_case *c);
/* Whether less was paid under the agreement than it asks for up to this payment. */
bool suit_breach(const struct agreement *agreed, int64_t paid_satang);
/* The first day, not before `day`, on which what is lacking could be there: of an agreement the day at whose close the
 * first payment that is still short counts as missed. payments: those of the agreement, in order. 0: never. */
int32_t suit_could_from(const struct collection_case *c, int32_t day, const struct agreement *payments, uint32_t n,
                        int64_t paid_satang);
/* The same for the rungs that are listed before the suit: what people take may be taken on one day, letters have their
 * days. rungs: all of its ladder; holds_from: of each that names months the first day on which they could be overdue, 0
 * for never; began_on: of the rung it is on. 0: never. */
int32_t suit_rungs_from(const struct collection_case *c, int32_t day, const struct policy_rung *rungs,
                        const int32_t *holds_from, int32_t began_on);

#endif
