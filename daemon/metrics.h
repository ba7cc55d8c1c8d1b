/* metrics.h - counters, declared once in metrics.def. */
#ifndef DAEMON_METRICS_H
#define DAEMON_METRICS_H

#include <stddef.h>
#include <stdint.h>

struct metrics {
#define COUNTER(name, unit, sentence) uint64_t name;
#include "metrics.def"
};

struct metric_desc {
    const char *name, *unit, *sentence;
    size_t offset;
};

/* NULL behind the last. */
const struct metric_desc *metrics_desc(size_t i);
uint64_t metrics_value(const struct metrics *m, const struct metric_desc *d);

#endif
