/* notify.h - notification.requested in one call. The sender looks recipients up elsewhere; nothing personal is in it.
 */
#ifndef HANDLERS_JOURNAL_NOTIFY_H
#define HANDLERS_JOURNAL_NOTIFY_H

#include "../emit.h"
#include "../state/records.h"

struct notice {
    enum template template;
    enum audience audience;
    const char *recipient_ref; /* member number, unit code, or desk: "loans", "finance", "collection" */
    const char *subject_ref;   /* contract, case, application, period ...; may be NULL */
    int64_t amount_satang;     /* 0: none */
    int32_t due_date;          /* 0: none */
    const char *guarantor_ref; /* whom it is about, to an officer; NULL: no guarantor */
};

/* A letter to a debtor or guarantor about a debt is for a day of his own, told as not_before where that is a later one,
 * and carries the hours of the policy. Nobody writes to the dead: what
 * would go to them goes to the collection officer. */
uint64_t notify(struct txn *t, int32_t effective_date, const struct notice *n, const struct cause *because);

/* Whether a notice about a contract or a case would not be asked for on the right facts. */
typedef bool notice_test(struct txn *t, const char *subject, const struct notice_sent *n);
struct withdrawal {
    int32_t date;
    uint64_t target_seq; /* the event that was corrected */
    const struct cause *because;
};
/* Withdraws those that are groundless and were not withdrawn yet; tells of each whether a consumer has taken it. */
void notify_withdraw(struct txn *t, const char *subject, notice_test *groundless, const struct withdrawal *w);

#endif
