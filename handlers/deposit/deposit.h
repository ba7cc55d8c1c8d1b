/* deposit.h - members' deposit accounts, and what moves in them. An account opens with the first money that comes to
 * it, and keeps its kind. */
#ifndef HANDLERS_DEPOSIT_DEPOSIT_H
#define HANDLERS_DEPOSIT_DEPOSIT_H

#include "../emit.h"
#include "../handler.h"
#include "../state/records.h"

/* account_no "" or NULL: the one without a number. */
bool deposit_find(struct txn *t, const char *member_no, const char *account_no, struct deposit *ret);

/* Its control account. */
enum account deposit_account(enum deposit_kind kind);
/* What a posting names it by: its number, or the member's where it has none. */
const char *deposit_ref(const char *member_no, const char *account_no);

struct deposit_change {
    const char *member_no, *account_no;
    int64_t into_satang; /* below 0: out of it */
    int32_t date;
    enum deposit_kind kind; /* of an account that is opened by it */
};

/* Into the account, whatever it holds: that an event may draw so much was checked before. What was deposited and is
 * taken back may have been drawn meanwhile: then the balance is below 0, and an officer is told. Returns the control
 * account. */
enum account deposit_move(struct txn *t, const struct deposit_change *c);

/* Whether `satang` can come out of it; field: of the amount. */
enum verdict deposit_check_drawn(struct txn *t, const char *member_no, const char *account_no, int64_t satang,
                                 struct refusal *why);

#endif
