#include "../handler.h"
#include "../state/records.h"

#include <string.h>

/* What it took stays taken: the journal has every acknowledgement. */
enum verdict handle_consumer_retired(struct txn *t, const struct happening *h, const struct consumer_retired *e,
                                     struct refusal *why)
{
    struct cursor_key key = {0};
    struct cursor row;
    (void)h;
    memcpy(key.consumer, e->consumer, sizeof key.consumer);
    if (!cursor_get(t, &key, &row))
        return refuse_text(why, REFUSAL_consumer_unknown, "data.consumer", e->consumer);
    cursor_delete(t, &key);
    return APPLIED;
}
