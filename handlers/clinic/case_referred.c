#include "clinic.h"

enum verdict handle_clinic_case_referred(struct txn *t, const struct happening *h, const struct clinic_case_referred *e,
                                         struct refusal *why)
{
    struct clinic_case c;
    bool board = e->to == clinic_level_board;
    enum clinic_state to = board ? clinic_state_referred_board : clinic_state_referred_central;
    if (!clinic_case_find(t, e->case_no, to, h, &c, why))
        return REFUSED;
    clinic_case_pass(t, e->case_no, &c, (enum clinic_level)e->to, h->effective_date);
    return APPLIED;
}
