#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../proto/schema.h"
#include "../../support/test.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *what, *english, *thai;
} names[] = {
#define NAME(what, english, thai) {what, english, thai},
#include "../../../tools/names.def"
};

static const char *const of_collection[] = {
#define TYPE(prefix, compares) prefix,
#define BECAUSE(rule, compares)
#include "../../../tools/collections.def"
};

static bool is_named(const char *what)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].what, what) == 0)
            return names[i].english[0] != '\0' && names[i].thai[0] != '\0';
    return false;
}

/* Money is named without its unit as well. */
static bool field_is_named(const char *field)
{
    static const char unit[] = "_satang";
    char bare[64];
    snprintf(bare, sizeof bare, "%s", field);
    size_t len = strlen(bare), unit_len = sizeof unit - 1;
    if (is_named(bare))
        return true;
    if (len <= unit_len || strcmp(bare + len - unit_len, unit) != 0)
        return false;
    bare[len - unit_len] = '\0';
    return is_named(bare);
}

static void check_words(const struct enum_desc *set)
{
    char what[128];
    for (const char *const *word = set->words + 1; *word; word++) {
        snprintf(what, sizeof what, "%s.%s", set->name, *word);
        if (!CHECK(is_named(what) || is_named(*word)))
            printf("# %s has no name in tools/names.def\n", what);
    }
}

static void check_event(const struct record_desc *d)
{
    if (!CHECK(is_named(d->name)))
        printf("# %s has no name in tools/names.def\n", d->name);
    for (int i = 0; i < d->fields_count; i++) {
        if (!CHECK(field_is_named(d->fields[i].name)))
            printf("# %s of %s has no name in tools/names.def\n", d->fields[i].name, d->name);
        if (d->fields[i].choice)
            check_words(d->fields[i].choice);
    }
}

void test_whatever_is_told_of_collections_has_a_name_in_both_languages(void)
{
    for (uint16_t id = 1; id < EVENT_count; id++) {
        const struct record_desc *d = schema_event(id);
        for (size_t i = 0; i < sizeof of_collection / sizeof *of_collection; i++)
            if (strncmp(d->name, of_collection[i], strlen(of_collection[i])) == 0)
                check_event(d);
    }
    check_words(schema_enum_named("template"));
    check_words(schema_enum_named("audience"));
}
