/* handler.h - one prototype for each consumed event, expanded from the schema: the function for `loan.disbursed` is
 * handle_loan_disbursed, in handlers/loan/disbursed.c. A missing one is a linker error that names it. */
#ifndef HANDLERS_HANDLER_H
#define HANDLERS_HANDLER_H

#include "../proto/codec.h"
#include "../proto/refusal.h"
#include "txn.h"

enum verdict {
    APPLIED = 1, /* the state changed */
    PARKED,      /* a fact that cannot be denied or matched: taken, with its money in suspense */
    REFUSED,     /* nothing happened; *why says what is wrong and how to mend it */
};

/* The event itself, beside its body. */
struct happening {
    uint64_t seq;
    int32_t effective_date;
    const char *actor; /* may be empty */
};

#define EVENT_IN(subject, verb)                                                                                        \
    enum verdict handle_##subject##_##verb(struct txn *t, const struct happening *h,                                   \
                                           const struct subject##_##verb *e, struct refusal *why);
#define EVENT_INTERNAL(subject, verb) EVENT_IN(subject, verb)
#define EVENT_OUT(subject, verb)
#define EVENT(subject, verb, direction, doc) EVENT_##direction(subject, verb)
#include "../proto/schema/all.def"
#undef EVENT_IN
#undef EVENT_INTERNAL
#undef EVENT_OUT

/* Calls the handler of e->desc. PARKED leaves the reason code in why->text. */
enum verdict handler_apply(struct txn *t, uint64_t seq, const struct event *e, struct refusal *why);

/* Whether work waits that handle_clock_work_continued would do. */
bool handler_has_work(struct txn *t);
/* Whether e must not be applied before that work is done: what it finds would depend on how far the work has come, and so on
 * how fast events arrive. Bills must be made before the next day is closed, a day closed before a payment is looked at. */
bool handler_must_wait(struct txn *t, const struct event *e);
/* The last business day closed; 0 before the first. */
int32_t handler_day_closed(struct txn *t);
/* When the state was last compared with the journal folded anew, in milliseconds since 1970, UTC; 0 for never. */
int64_t handler_verified_ms(struct txn *t);

/* For handlers: fill *why and return REFUSED. field is the path as the sender wrote it: "data.member_no". */
enum verdict refuse_text(struct refusal *why, enum refusal_code code, const char *field, const char *text);
enum verdict refuse_value(struct refusal *why, enum refusal_code code, const char *field, int64_t value, int64_t limit);
enum verdict refuse_all(struct refusal *why, enum refusal_code code, const char *field, const char *text, int64_t value,
                        int64_t limit);

#endif
