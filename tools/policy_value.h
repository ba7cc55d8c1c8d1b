/* policy_value.h - the fields of a policy as people write and read them: keys without the suffix of their unit, money
 * in baht, rates in percent, weekdays by name. What the fields are comes from the schema and from terms.def alone. */
#ifndef TOOLS_POLICY_VALUE_H
#define TOOLS_POLICY_VALUE_H

#include "cell.h"

enum { POLICY_KEY_MAX = 48, POLICY_SENTENCE_MAX = 480, POLICY_TEXT_MAX = 160 };

/* What terms.def says of a single setting. */
struct policy_term {
    const char *section, *name;
    int64_t least, most, otherwise;
    bool word;
};
/* NULL behind the last; name NULL for the section itself. */
const struct policy_term *policy_term_at(size_t i);
const struct policy_term *policy_term_named(const char *name);

/* The key of a field: "take_home_min" for take_home_min_bp and for take_home_min_satang. */
const char *policy_key(const struct field_desc *f, char out[POLICY_KEY_MAX]);
/* Whether the value is written with %. */
bool policy_is_percent(const struct field_desc *f);
/* Sets the field from a value as written; false: say is one sentence on what is wrong and how to mend it. */
bool policy_value_parse(const struct field_desc *f, const char *text, enum calendar calendar, void *body,
                        char say[POLICY_SENTENCE_MAX]);
/* The value as it would be written; a date in the era of the reader. "-" for none. */
const char *policy_value_print(const struct field_desc *f, const void *body, char out[POLICY_TEXT_MAX]);
/* Pieces of rows. */
bool policy_baht_parse(const char *text, int64_t *ret, char say[POLICY_SENTENCE_MAX]);
bool policy_percent_parse(const char *text, int64_t *ret, char say[POLICY_SENTENCE_MAX]);
bool policy_day_parse(const char *text, enum calendar calendar, int32_t *ret, char say[POLICY_SENTENCE_MAX]);
bool policy_count_parse(const char *text, int64_t *ret, char say[POLICY_SENTENCE_MAX]);
bool policy_word_parse(const struct enum_desc *e, const char *text, uint8_t *ret, char say[POLICY_SENTENCE_MAX]);
/* What is said of a date whose year is of the other era than the calendar. */
const char *policy_era_wrong(enum calendar calendar);
/* Puts a number into a field of any width. */
void policy_field_put(const struct field_desc *f, void *body, int64_t n);
/* The field of a record by its name in the schema; it must exist. */
const struct field_desc *policy_field(const struct record_desc *d, const char *name);

#endif
