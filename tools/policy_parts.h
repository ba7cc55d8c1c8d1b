/* policy_parts.h - what the files that read a policy share. */
#ifndef TOOLS_POLICY_PARTS_H
#define TOOLS_POLICY_PARTS_H

#include "policy_file.h"
#include "policy_value.h"

#include "../proto/refusal.h"

/* A section of a file: what it is, and the element that it fills. */
struct policy_section {
    char name[POLICY_KEY_MAX]; /* "product", "interest"; "" before the first, or in one that is not known */
    char of[POLICY_KEY_MAX];   /* the ordinary of [product ordinary] */
    const struct field_desc *list;
    uint32_t i;
};

struct policy_reading {
    struct policy_file *file;
    unsigned line;
    bool more; /* the line goes on with the one above */
    struct policy_section section;
    bool dates_read;
};

/* An error of the line that is read; the two take the same arguments. */
void policy_wrong(struct policy_reading *r, const char *english, const char *thai, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));
void policy_remark(struct policy_file *f, unsigned line, bool warning, const char *text);
void policy_warn(struct policy_file *f, unsigned line, const char *english, const char *thai, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));

/* Keeps where something stands; false: it was said that it stands twice. */
bool policy_place(struct policy_reading *r, const char *path, const char *key);
/* The line of a path, or of the nearest thing around it; 0: it stands nowhere. */
unsigned policy_line_of(const struct policy_file *f, const char *path);
bool policy_is_placed(const struct policy_file *f, const char *path);
/* One more element of a list of the event; NULL: it was said that there is no more room. */
void *policy_element_add(struct policy_reading *r, const char *list, uint32_t *ret_i);
void *policy_element(struct policy_file *f, const struct field_desc *list, uint32_t i);
const struct field_desc *policy_list(const char *name);

/* The keys whose values are rows. false: key is none of them in this section. */
bool policy_rows_read(struct policy_reading *r, const char *key, const char *value);
const char *const *policy_rows_keys(const char *section); /* NULL-terminated */

/* What only the whole tells. */
void policy_whole_check(struct policy_file *f);
void policy_calendar_check(struct policy_file *f);

#endif
