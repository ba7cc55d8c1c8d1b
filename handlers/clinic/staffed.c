#include "clinic.h"

#include <string.h>

enum { HEADS = 1 };

/* One head, who is the cooperative's representative; at most one secretary, who is the members' delegate; staff. */
static enum verdict check(const struct clinic_staffed *e, struct refusal *why)
{
    uint32_t heads = 0, secretaries = 0;
    for (uint32_t i = 0; i < e->persons_count; i++) {
        heads += e->persons[i].role == clinic_role_head;
        secretaries += e->persons[i].role == clinic_role_secretary;
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(e->persons[k].person, e->persons[i].person) == 0)
                return refuse_text(why, REFUSAL_seat_twice, "data.persons", e->persons[i].person);
    }
    if (heads != HEADS || secretaries > 1)
        return refuse_all(why, REFUSAL_clinic_roles, "data.persons", e->clinic_code, heads, secretaries);
    return APPLIED;
}

static void clear(struct txn *t, const char clinic_code[12])
{
    struct clinic_person_key key = {0};
    struct clinic_person row;
    memcpy(key.clinic_code, clinic_code, sizeof key.clinic_code);
    while (clinic_person_seek(t, &key, true, &row) && strcmp(key.clinic_code, clinic_code) == 0)
        clinic_person_delete(t, &key);
}

enum verdict handle_clinic_staffed(struct txn *t, const struct happening *h, const struct clinic_staffed *e,
                                   struct refusal *why)
{
    struct policy_in_force p;
    if (!clinic_serving(t, e->clinic_code, h, &p, why))
        return REFUSED;
    if (check(e, why) == REFUSED)
        return REFUSED;
    clear(t, e->clinic_code);
    for (uint32_t i = 0; i < e->persons_count; i++) {
        struct clinic_person_key key = {0};
        memcpy(key.clinic_code, e->clinic_code, sizeof key.clinic_code);
        memcpy(key.person, e->persons[i].person, sizeof key.person);
        clinic_person_put(t, &key, &(struct clinic_person){.role = e->persons[i].role});
    }
    return APPLIED;
}
