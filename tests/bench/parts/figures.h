/* figures.h - what was measured, and how it is shown: a table on stderr, one JSON object a line on stdout. */
#ifndef BENCH_FIGURES_H
#define BENCH_FIGURES_H

#include <stdint.h>

enum { FIGURES_ROUNDS_MAX = 25 };

enum side { SIDE_COOPD, SIDE_LIMIT, SIDES };

/* FIGURE(name, unit, digits, aim): aim is what coopd / limit should be, for people; empty for none. */
#define FIGURES                                                                                                        \
    FIGURE(throughput_window_4096, "events/s", 0, ">= 0.5")                                                            \
    FIGURE(answer_p50_window_4096, "us", 0, "")                                                                        \
    FIGURE(answer_p99_window_4096, "us", 0, "")                                                                        \
    FIGURE(throughput_settled, "results/s", 0, "")                                                                     \
    FIGURE(throughput_window_4096_single, "events/s", 0, "")                                                           \
    FIGURE(throughput_window_64_single, "events/s", 0, "")                                                             \
    FIGURE(throughput_window_1, "events/s", 0, "")                                                                     \
    FIGURE(answer_p50_window_1, "us", 1, "<= 1.5")                                                                     \
    FIGURE(answer_p99_window_1, "us", 1, "")                                                                           \
    FIGURE(checkpoint_longest, "us", 0, "")                                                                            \
    FIGURE(checkpoint_longest_window_4096, "us", 0, "")                                                                \
    FIGURE(memory_anon, "bytes", 0, "")                                                                                \
    FIGURE(cpu_window_4096, "us/event", 2, "")                                                                         \
    FIGURE(cpu_window_1, "us/event", 2, "")                                                                            \
    FIGURE(written_window_4096, "bytes/event", 0, "")                                                                  \
    FIGURE(device_window_4096, "bytes/event", 0, "")                                                                   \
    FIGURE(device_window_1, "bytes/event", 0, "")

enum figure {
#define FIGURE(name, unit, digits, aim) FIGURE_##name,
    FIGURES
#undef FIGURE
        FIGURES_COUNT
};

/* One value; batch: events written and synced together on average while it was measured. */
void figure_add(enum figure f, enum side side, double value, double batch);
/* One that has no counterpart, or whose limit is known (0: it is not). name lives as long as the program. */
void figure_alone(const char *name, const char *unit, double value, double batch);
void figure_limited(const char *name, const char *unit, double value, double limit, double batch);

/* Medians of all rounds. */
double figure_median(enum figure f, enum side side);
double figure_batch(enum figure f, enum side side);
/* Those that have values. */
void figures_print(void);

#endif
