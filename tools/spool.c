#include "spool.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 1024 };

/* A line as it is written: without the items that it does not have. */
static size_t line_bytes(const struct sheet_line *line)
{
    return offsetof(struct sheet_line, items) + line->items_count * sizeof *line->items;
}

static void *grown(void *at, uint32_t count, uint32_t *room, size_t size)
{
    if (count < *room)
        return at;
    *room = *room ? *room * 2 : FIRST_ROOM;
    at = realloc(at, *room * size);
    if (!at)
        abort();
    return at;
}

static uint32_t hash_text(uint32_t hash, const void *data, size_t len)
{
    const uint8_t *at = data;
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ at[i]) * 16777619u; /* FNV-1a */
    return hash;
}

static uint32_t line_hash(enum spool_likeness likeness, const struct sheet_line *line)
{
    uint32_t hash = hash_text(2166136261u, line->unit_code, strlen(line->unit_code));
    if (likeness == SPOOL_KEY)
        return hash_text(hash, &line->line_no, sizeof line->line_no);
    hash = hash_text(hash, line->member_no, strlen(line->member_no));
    return hash_text(hash, &line->collected_satang, sizeof line->collected_satang);
}

static bool alike(enum spool_likeness likeness, const struct sheet_line *a, const struct sheet_line *b)
{
    if (strcmp(a->unit_code, b->unit_code) != 0)
        return false;
    if (likeness == SPOOL_KEY)
        return a->line_no == b->line_no;
    return strcmp(a->member_no, b->member_no) == 0 && a->collected_satang == b->collected_satang;
}

bool spool_open(struct spool *s)
{
    *s = (struct spool){.file = tmpfile()};
    return s->file != NULL;
}

void spool_close(struct spool *s)
{
    if (s->file)
        fclose(s->file);
    free(s->entries);
    free(s->units);
    free(s->slots[SPOOL_MONEY]);
    free(s->slots[SPOOL_KEY]);
    free(s->unit_slots);
    *s = (struct spool){0};
}

/* ---- units */

static uint32_t *unit_slot(const struct spool *s, const char *unit_code)
{
    uint32_t i = hash_text(2166136261u, unit_code, strlen(unit_code)) & (s->unit_slots_count - 1);
    while (s->unit_slots[i] && strcmp(s->units[s->unit_slots[i] - 1].unit_code, unit_code) != 0)
        i = (i + 1) & (s->unit_slots_count - 1);
    return &s->unit_slots[i];
}

static void unit_slots_grow(struct spool *s)
{
    s->unit_slots_count = s->unit_slots_count ? s->unit_slots_count * 2 : FIRST_ROOM;
    free(s->unit_slots);
    s->unit_slots = calloc(s->unit_slots_count, sizeof *s->unit_slots);
    if (!s->unit_slots)
        abort();
    for (uint32_t i = 0; i < s->units_count; i++)
        *unit_slot(s, s->units[i].unit_code) = i + 1;
}

struct spool_unit *spool_unit(struct spool *s, const char *unit_code)
{
    if (s->units_count * 2 >= s->unit_slots_count)
        unit_slots_grow(s);
    uint32_t *slot = unit_slot(s, unit_code);
    if (*slot)
        return &s->units[*slot - 1];
    s->units = grown(s->units, s->units_count, &s->units_room, sizeof *s->units);
    struct spool_unit *u = &s->units[s->units_count++];
    *u = (struct spool_unit){.first = SPOOL_NONE, .last = SPOOL_NONE};
    value_code_set(u->unit_code, sizeof u->unit_code, unit_code);
    *slot = s->units_count;
    return u;
}

/* ---- lines */

static void slots_fill(struct spool *s, uint32_t entry)
{
    for (int likeness = SPOOL_MONEY; likeness <= SPOOL_KEY; likeness++) {
        uint32_t i = s->entries[entry].hashes[likeness] & (s->slots_count - 1);
        while (s->slots[likeness][i])
            i = (i + 1) & (s->slots_count - 1);
        s->slots[likeness][i] = entry + 1;
    }
}

static void slots_grow(struct spool *s)
{
    s->slots_count = s->slots_count ? s->slots_count * 2 : FIRST_ROOM;
    for (int likeness = SPOOL_MONEY; likeness <= SPOOL_KEY; likeness++) {
        free(s->slots[likeness]);
        s->slots[likeness] = calloc(s->slots_count, sizeof **s->slots);
        if (!s->slots[likeness])
            abort();
    }
    for (uint32_t i = 0; i < s->entries_count; i++)
        slots_fill(s, i);
}

bool spool_add(struct spool *s, const struct sheet_line *line)
{
    size_t bytes = line_bytes(line);
    if (fseeko(s->file, (off_t)s->end, SEEK_SET) != 0 || fwrite(line, bytes, 1, s->file) != 1)
        return false;
    if (s->entries_count * 2 >= s->slots_count)
        slots_grow(s);
    s->entries = grown(s->entries, s->entries_count, &s->entries_room, sizeof *s->entries);
    uint32_t entry = s->entries_count++;
    s->entries[entry] =
        (struct spool_entry){s->end, SPOOL_NONE, {line_hash(SPOOL_MONEY, line), line_hash(SPOOL_KEY, line)}};
    slots_fill(s, entry);
    struct spool_unit *u = spool_unit(s, line->unit_code);
    if (u->last == SPOOL_NONE)
        u->first = entry;
    else
        s->entries[u->last].next = entry;
    u->last = entry;
    u->lines++;
    u->collected_satang += line->collected_satang;
    s->end += bytes;
    return true;
}

bool spool_get(struct spool *s, uint32_t entry, struct sheet_line *ret)
{
    size_t head = offsetof(struct sheet_line, items);
    if (fseeko(s->file, (off_t)s->entries[entry].at, SEEK_SET) != 0 || fread(ret, head, 1, s->file) != 1)
        return false;
    return ret->items_count == 0 ||
           fread(ret->items, sizeof *ret->items, ret->items_count, s->file) == ret->items_count;
}

bool spool_find(struct spool *s, enum spool_likeness likeness, const struct sheet_line *line, struct sheet_line *ret)
{
    uint32_t hash = line_hash(likeness, line), *slots = s->slots[likeness];
    if (s->slots_count == 0)
        return false;
    for (uint32_t i = hash & (s->slots_count - 1); slots[i]; i = (i + 1) & (s->slots_count - 1))
        if (s->entries[slots[i] - 1].hashes[likeness] == hash && spool_get(s, slots[i] - 1, ret) &&
            alike(likeness, ret, line))
            return true;
    return false;
}
