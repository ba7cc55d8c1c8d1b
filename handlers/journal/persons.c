#include "persons.h"

#include <string.h>

enum verdict persons_check(const char *prepared_by, const char *checked_by, bool must_be_named, struct refusal *why)
{
    bool prepared = prepared_by[0] != '\0', checked = checked_by[0] != '\0';
    if (must_be_named && !prepared)
        return refuse_text(why, REFUSAL_payout_two_persons, "data.prepared_by", NULL);
    if (must_be_named && !checked)
        return refuse_text(why, REFUSAL_payout_two_persons, "data.checked_by", NULL);
    if (prepared && strcmp(prepared_by, checked_by) == 0)
        return refuse_text(why, REFUSAL_same_person, "data.checked_by", checked_by);
    return APPLIED;
}
