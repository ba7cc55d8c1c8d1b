#include "audit.h"

static bool followup_of(void *of, uint64_t position, struct store_mem_followup *ret)
{
    return store_mem_followup(of, position, ret);
}

bool audit_store(struct store_mem *s, char error[AUDIT_ERROR_MAX])
{
    const struct books b = {.txn = store_mem_txn(s), .of = s, .followup = followup_of};
    return audit_books(&b, NULL, NULL, error) && audit_redo(s, error);
}
