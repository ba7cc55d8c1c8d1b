#include "metrics.h"

#include <string.h>

static const struct metric_desc descs[] = {
#define COUNTER(name, unit, sentence) {#name, #unit, sentence, offsetof(struct metrics, name)},
#include "metrics.def"
};

const struct metric_desc *metrics_desc(size_t i)
{
    return i < sizeof descs / sizeof *descs ? &descs[i] : NULL;
}

uint64_t metrics_value(const struct metrics *m, const struct metric_desc *d)
{
    uint64_t v;
    memcpy(&v, (const char *)m + d->offset, sizeof v);
    return v;
}
