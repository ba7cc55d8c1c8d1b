/* The laws of tests/support/audit.h over the store of a data directory whose daemon has stopped: one result line for
 * each group of them. Usage: invariants DIR */
#include "../../daemon/datadir.h"
#include "../../daemon/store.h"
#include "../support/audit.h"

#include <stdio.h>
#include <string.h>

static bool followup_of(void *of, uint64_t position, struct store_mem_followup *ret)
{
    static struct store_followup f;
    if (!store_followup(of, position, &f))
        return false;
    *ret = (struct store_mem_followup){.seq = f.seq,
                                       .ordinal = f.ordinal,
                                       .effective_date = f.effective_date,
                                       .id = f.id,
                                       .body = f.body,
                                       .cause = f.cause};
    return true;
}

static void tell(void *context, const char *group, const char *error)
{
    (void)context;
    if (error)
        printf("# %s\n", error);
    printf("%s - invariants: %s\n", error ? "not ok" : "ok", group);
}

int main(int argc, char **argv)
{
    char error[DATADIR_ERROR_MAX] = "", wrong[AUDIT_ERROR_MAX];
    struct datadir dir;
    if (argc != 2 || !datadir_open(argv[1], false, &dir, error)) {
        fprintf(stderr, "%s\n", argc == 2 ? error : "usage: invariants DIR");
        return 2;
    }
    struct store_config c = {.dir = dir.state, .map_bytes = UINT64_C(64) << 30, .read_only = true};
    memcpy(c.id, dir.id, sizeof c.id);
    struct store *s = store_open(&c, error);
    if (!s) {
        fprintf(stderr, "%s\n", error);
        return 2;
    }
    const struct books b = {.txn = store_txn(s), .of = s, .followup = followup_of};
    bool good = audit_books(&b, tell, NULL, wrong);
    store_close(s);
    datadir_close(&dir);
    return good ? 0 : 1;
}
