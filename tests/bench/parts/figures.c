#include "figures.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char sync_mode[] = "fdatasync per batch";

enum { ALONE_MAX = 32 };

struct series {
    double values[FIGURES_ROUNDS_MAX], batches[FIGURES_ROUNDS_MAX];
    int count;
};

static const struct {
    const char *name, *unit;
    int digits;
    const char *aim;
} descs[] = {
#define FIGURE(name, unit, digits, aim) {#name, unit, digits, aim},
    FIGURES
#undef FIGURE
};

static struct series all[FIGURES_COUNT][SIDES];

static struct {
    const char *name, *unit;
    double value, limit, batch;
} alone[ALONE_MAX];
static int alone_count;

void figure_add(enum figure f, enum side side, double value, double batch)
{
    struct series *s = &all[f][side];
    if (s->count == FIGURES_ROUNDS_MAX)
        abort();
    s->values[s->count] = value;
    s->batches[s->count++] = batch;
}

void figure_alone(const char *name, const char *unit, double value, double batch)
{
    figure_limited(name, unit, value, 0, batch);
}

void figure_limited(const char *name, const char *unit, double value, double limit, double batch)
{
    if (alone_count == ALONE_MAX)
        abort();
    alone[alone_count].name = name;
    alone[alone_count].unit = unit;
    alone[alone_count].value = value;
    alone[alone_count].limit = limit;
    alone[alone_count++].batch = batch;
}

static int compare(const void *a, const void *b)
{
    double x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

static double median(const double *values, int count)
{
    double sorted[FIGURES_ROUNDS_MAX];
    if (count == 0)
        return 0;
    memcpy(sorted, values, sizeof *values * (size_t)count);
    qsort(sorted, (size_t)count, sizeof *sorted, compare);
    return count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

double figure_median(enum figure f, enum side side)
{
    return median(all[f][side].values, all[f][side].count);
}

double figure_batch(enum figure f, enum side side)
{
    return median(all[f][side].batches, all[f][side].count);
}

static double least(const struct series *s)
{
    double v = s->values[0];
    for (int i = 1; i < s->count; i++)
        v = s->values[i] < v ? s->values[i] : v;
    return v;
}

static double most(const struct series *s)
{
    double v = s->values[0];
    for (int i = 1; i < s->count; i++)
        v = s->values[i] > v ? s->values[i] : v;
    return v;
}

static bool has_values(int f)
{
    return all[f][SIDE_COOPD].count > 0;
}

/* Of one value there is a limit beside it, or nothing. */
static void alone_print(int i)
{
    double value = alone[i].value, limit = alone[i].limit;
    char beside[32] = "", ratio[16] = "";
    if (limit > 0) {
        snprintf(beside, sizeof beside, "%.1f", limit);
        snprintf(ratio, sizeof ratio, "%.2f", value / limit);
    }
    fprintf(stderr, "%-32s %-12s %12.1f %12s %7s %7s  %9.1f\n", alone[i].name, alone[i].unit, value, beside, ratio, "",
            alone[i].batch);
}

static void table_print(void)
{
    fprintf(stderr, "\n%-32s %-12s %12s %12s %7s %7s  %9s %9s  %s\n", "figure (medians)", "unit", "coopd", "limit",
            "ratio", "aim", "batch", "limit's", "coopd's least .. most");
    for (int f = 0; f < FIGURES_COUNT; f++) {
        if (!has_values(f))
            continue;
        double coopd = figure_median((enum figure)f, SIDE_COOPD), limit = figure_median((enum figure)f, SIDE_LIMIT);
        int digits = descs[f].digits;
        fprintf(stderr, "%-32s %-12s %12.*f %12.*f %7.2f %7s  %9.1f %9.1f  %.*f .. %.*f\n", descs[f].name,
                descs[f].unit, digits, coopd, digits, limit, limit > 0 ? coopd / limit : 0, descs[f].aim,
                figure_batch((enum figure)f, SIDE_COOPD), figure_batch((enum figure)f, SIDE_LIMIT), digits,
                least(&all[f][SIDE_COOPD]), digits, most(&all[f][SIDE_COOPD]));
    }
    for (int i = 0; i < alone_count; i++)
        alone_print(i);
}

static void line_print(const char *prefix, const char *name, double value, const char *unit, double ratio, double batch)
{
    printf("{\"figure\": \"%s%s\", \"value\": %.2f, \"unit\": \"%s\", \"of_limit\": ", prefix, name, value, unit);
    if (ratio > 0)
        printf("%.3f", ratio);
    else
        printf("null");
    printf(", \"sync\": \"%s\", \"batch\": %.1f}\n", sync_mode, batch);
}

void figures_print(void)
{
    table_print();
    for (int f = 0; f < FIGURES_COUNT; f++) {
        if (!has_values(f))
            continue;
        double coopd = figure_median((enum figure)f, SIDE_COOPD), limit = figure_median((enum figure)f, SIDE_LIMIT);
        line_print("", descs[f].name, coopd, descs[f].unit, limit > 0 ? coopd / limit : 0,
                   figure_batch((enum figure)f, SIDE_COOPD));
    }
    for (int f = 0; f < FIGURES_COUNT; f++)
        if (has_values(f))
            line_print("limit_", descs[f].name, figure_median((enum figure)f, SIDE_LIMIT), descs[f].unit, 0,
                       figure_batch((enum figure)f, SIDE_LIMIT));
    for (int i = 0; i < alone_count; i++)
        line_print("", alone[i].name, alone[i].value, alone[i].unit,
                   alone[i].limit > 0 ? alone[i].value / alone[i].limit : 0, alone[i].batch);
}
