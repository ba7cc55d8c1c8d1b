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
};

/* A letter to a debtor or guarantor about a debt is for a day of his own, told as not_before where that is a later one,
 * and carries the hours of the policy. Nobody writes to the dead: what
 * would go to them goes to the collection officer. */
uint64_t notify(struct txn *t, int32_t effective_date, const struct notice *n, const struct cause *because);

#endif
