/* persons.h - who prepared and who checked what moves money or closes books: two persons. */
#ifndef HANDLERS_JOURNAL_PERSONS_H
#define HANDLERS_JOURNAL_PERSONS_H

#include "../handler.h"

/* Refuses one person named for both, and, where they must be, one that is not named. */
enum verdict persons_check(const char *prepared_by, const char *checked_by, bool must_be_named, struct refusal *why);

#endif
