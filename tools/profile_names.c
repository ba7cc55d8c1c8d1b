/* What a profile calls the fields of a line, and how it says where they stand. */
#include "profile.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const placed_names[] = {
#define PLACED(name) #name,
#include "profile.def"
};
static const char *const item_names[] = {
#define ITEM(name) #name,
#include "profile.def"
};
static const char *const part_names[] = {
#define PART(name) #name,
#include "profile.def"
};

int profile_item_field(enum profile_item item, enum profile_part part)
{
    return (int)PROFILE_PLACED + (int)item * (int)PROFILE_PARTS + (int)part;
}

const char *profile_item_name(enum profile_item item)
{
    return item_names[item];
}

const char *profile_field_name(int field, char out[PROFILE_TEXT_MAX])
{
    if (field < PROFILE_PLACED)
        return placed_names[field];
    int item = (field - PROFILE_PLACED) / PROFILE_PARTS, part = (field - PROFILE_PLACED) % PROFILE_PARTS;
    snprintf(out, PROFILE_TEXT_MAX, "%s%s%s", item_names[item], part ? "." : "", part ? part_names[part] : "");
    return out;
}

int profile_field_named(const char *name)
{
    char text[PROFILE_TEXT_MAX];
    for (int field = 0; field < PROFILE_FIELDS; field++)
        if (strcmp(name, profile_field_name(field, text)) == 0)
            return field;
    return -1;
}

bool profile_place_parse(const char *text, bool bytes, struct profile_place *ret)
{
    char *end;
    unsigned long from = 0, to = 0;
    if (bytes) {
        from = strtoul(text, &end, 10);
        if (end == text || *end != '-')
            return false;
        const char *second = end + 1;
        to = strtoul(second, &end, 10);
        *ret = (struct profile_place){(uint32_t)from, (uint32_t)to};
        return end > second && *end == '\0' && from >= 1 && to >= from && to <= 65535;
    }
    if (isdigit((unsigned char)text[0])) {
        from = strtoul(text, &end, 10);
    } else { /* as a spreadsheet names columns: A .. Z, AA .. */
        for (end = (char *)text; isalpha((unsigned char)*end) && end - text < 3; end++)
            from = from * 26 + (unsigned long)(toupper((unsigned char)*end) - 'A' + 1);
    }
    *ret = (struct profile_place){(uint32_t)from, 0};
    return end > text && *end == '\0' && from >= 1 && from <= ROW_CELLS_MAX;
}
