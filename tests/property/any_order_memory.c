/* Laws hold after any sequence of events, on the store in memory; and the order of slices decides nothing that matters.
 * Usage: any_order_memory SEED EVENTS [DUMP_FILE]; prints ok / not ok, and how often each event was applied; the dump
 * is compared with any_order_engine's. */
#include "../support/audit.h"
#include "../support/inverse.h"
#include "../support/store_mem.h"
#include "../support/stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void dump_write(struct store_mem *m, const char *path)
{
    struct buffer text = {0};
    FILE *f = fopen(path, "we");
    stream_dump(store_mem_txn(m), &text);
    if (!f || fwrite(text.at, 1, text.len, f) != text.len || fclose(f) != 0)
        exit(1);
    buffer_free(&text);
}

/* met.sh adds these up. */
static void applied_print(const uint64_t applied[EVENT_count])
{
    for (uint16_t id = 1; id < EVENT_count; id++)
        if (schema_event(id)->direction == IN)
            printf("# applied %s %llu\n", schema_event(id)->name, (unsigned long long)applied[id]);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 64;
    uint64_t seed = strtoull(argv[1], NULL, 10), events = strtoull(argv[2], NULL, 10);
    struct stream s = stream_new(seed);
    struct store_mem *m = store_mem_new();
    static struct event e;
    bool *known = calloc(events + 2, sizeof *known);
    const char *broken = NULL;
    uint64_t taken = 0, applied[EVENT_count] = {0};
    for (uint64_t i = 0; i < events && !broken; i++) {
        struct refusal why;
        struct buffer bytes = {0};
        stream_next(&s, store_mem_txn(m), &e);
        codec_encode_event(&e, &bytes); /* what does not decode is refused before any handler sees it */
        bool decodes = codec_decode_event(buffer_bytes(&bytes), &e, &why);
        buffer_free(&bytes);
        /* Keys are the engine's business: what it would answer with repeated or conflict is left out here. */
        uint64_t key = strtoull(e.envelope.key + 2, NULL, 10);
        if (!decodes || known[key] || store_mem_apply(m, &e, &why) == REFUSED)
            continue;
        known[key] = true;
        taken++;
        applied[e.desc->id]++;
        broken = stream_broken_law(store_mem_txn(m));
        if (broken)
            printf("# seed %llu, event %llu (%s): %s\n", (unsigned long long)seed, (unsigned long long)i, e.desc->name,
                   broken);
    }
    char error[AUDIT_ERROR_MAX] = "";
    if (!broken && argc <= 3) { /* the dump is of the stream alone */
        printf("# %u payments corrected and put back\n", (unsigned)inverse_try(m, seed, error));
        broken = error[0] ? error : NULL;
        if (broken)
            printf("# seed %llu: %s\n", (unsigned long long)seed, error);
    }
    if (!broken && !audit_store(m, error)) {
        broken = error;
        printf("# seed %llu: %s\n", (unsigned long long)seed, error);
    }
    if (argc > 3)
        dump_write(m, argv[3]);
    printf("%s - laws hold after any events: seed %llu, %llu taken, %llu follow-ups\n", broken ? "not ok" : "ok",
           (unsigned long long)seed, (unsigned long long)taken, (unsigned long long)store_mem_followups(m));
    applied_print(applied);
    store_mem_free(m);
    free(known);
    return broken != NULL;
}
