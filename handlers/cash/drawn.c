#include "cash.h"

enum verdict handle_cash_drawn(struct txn *t, const struct happening *h, const struct cash_drawn *e,
                               struct refusal *why)
{
    const struct cash_move move = {e->amount_satang, e->document_no, e->prepared_by, e->checked_by};
    return cash_move(t, h, &move, why);
}
