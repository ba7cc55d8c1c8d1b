#include "policy_file.h"

#include "arguments.h"
#include "policy_ini.h"
#include "policy_parts.h"
#include "words.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MOST = 96 };

/* Sections of elements with a name, and the list that each fills. */
static const struct {
    const char *section, *list;
} named[] = {{"product", "products"}, {"programme", "programmes"}, {"cycle", "cycles"}};
/* Sections of rows; a refusal of the whole list points to them. */
static const struct {
    const char *section, *list;
} listed[] = {{"classes", "classes"},
              {"deduction", "items"},
              {"shares", "share_bands"},
              {"holidays", "holidays"},
              {"relief", "relief_tiers"},
              {"class_triggers", "class_triggers"},
              {"provision", "provision_phases"},
              {"ladder", "ladder"},
              {"chart", "chart"}};

static const struct record_desc *published(void)
{
    return schema_event(EVENT_policy_published);
}

/* ---- remarks */

void policy_remark(struct policy_file *f, unsigned line, bool warning, const char *text)
{
    f->remarks = realloc(f->remarks, (f->remarks_count + 1) * sizeof *f->remarks);
    char *copy = strdup(text);
    if (!f->remarks || !copy)
        abort();
    uint32_t i = f->remarks_count++;
    for (; i > 0 && f->remarks[i - 1].line > line; i--)
        f->remarks[i] = f->remarks[i - 1];
    f->remarks[i] = (struct policy_remark){line, warning, copy};
    f->errors += !warning;
}

void policy_wrong(struct policy_reading *r, const char *english, const char *thai, ...)
{
    char text[WORDS_SENTENCE_MAX];
    va_list args;
    va_start(args, thai);
    vsnprintf(text, sizeof text, words_pick(english, thai), args);
    va_end(args);
    if (!strstr(text, policy_era_wrong(r->file->calendar)) || r->file->other_era++ == 0)
        policy_remark(r->file, r->line, false, text);
}

void policy_warn(struct policy_file *f, unsigned line, const char *english, const char *thai, ...)
{
    char text[WORDS_SENTENCE_MAX];
    va_list args;
    va_start(args, thai);
    vsnprintf(text, sizeof text, words_pick(english, thai), args);
    va_end(args);
    policy_remark(f, line, true, text);
}

void policy_file_tell(const struct policy_file *f)
{
    for (uint32_t i = 0; i < f->remarks_count; i++) {
        const struct policy_remark *m = &f->remarks[i];
        char where[24] = "";
        if (m->line > 0)
            snprintf(where, sizeof where, ":%u", m->line);
        words_note("%s%s: %s%s", "%s%s: %s%s", f->path, where, m->warning ? words_pick("warning: ", "คำเตือน: ") : "",
                   m->text);
    }
}

/* ---- places */

static const struct policy_place *place_find(const struct policy_file *f, const char *path)
{
    for (uint32_t i = 0; i < f->places_count; i++)
        if (strcmp(f->places[i].path, path) == 0)
            return &f->places[i];
    return NULL;
}

bool policy_is_placed(const struct policy_file *f, const char *path)
{
    return place_find(f, path) != NULL;
}

static void place_add(struct policy_file *f, const char *path, unsigned line)
{
    f->places = realloc(f->places, (f->places_count + 1) * sizeof *f->places);
    if (!f->places)
        abort();
    f->places[f->places_count].line = line;
    snprintf(f->places[f->places_count++].path, sizeof f->places->path, "%s", path);
}

bool policy_place(struct policy_reading *r, const char *path, const char *key)
{
    const struct policy_place *known = place_find(r->file, path);
    if (known) {
        policy_wrong(r, "%s stands on line %u already; keep one", "%s มีอยู่แล้วในบรรทัดที่ %u โปรดเก็บไว้บรรทัดเดียว", key,
                     known->line);
        return false;
    }
    place_add(r->file, path, r->line);
    return true;
}

unsigned policy_line_of(const struct policy_file *f, const char *path)
{
    char shorter[sizeof f->places->path];
    snprintf(shorter, sizeof shorter, "%s", path);
    for (;;) {
        const struct policy_place *p = place_find(f, shorter);
        if (p)
            return p->line;
        char *dot = strrchr(shorter, '.'), *bracket = strrchr(shorter, '[');
        char *cut = bracket > dot ? bracket : dot;
        if (!cut)
            return 0;
        *cut = '\0';
    }
}

/* ---- elements */

const struct field_desc *policy_list(const char *name)
{
    return policy_field(published(), name);
}

void *policy_element(struct policy_file *f, const struct field_desc *list, uint32_t i)
{
    return (uint8_t *)&f->body + list->offset + i * list->record->size;
}

void *policy_element_add(struct policy_reading *r, const char *list, uint32_t *ret_i)
{
    const struct field_desc *d = policy_list(list);
    char path[sizeof r->file->places->path];
    uint32_t *count = (uint32_t *)(void *)((uint8_t *)&r->file->body + d->count_at);
    if (*count == d->max) {
        policy_wrong(r, "there are more than %u of these; a policy has room for no more",
                     "มีเกิน %u รายการ นโยบายรับได้เพียงเท่านี้", (unsigned)d->max);
        return NULL;
    }
    *ret_i = (*count)++;
    snprintf(path, sizeof path, "data.%s[%u]", list, *ret_i);
    place_add(r->file, path, r->line);
    return policy_element(r->file, d, *ret_i);
}

/* ---- sections */

static const char *const *section_names(void)
{
    static const char *names[NAMES_MOST];
    size_t n = 0;
    names[n++] = "policy";
    for (size_t i = 0; policy_term_at(i); i++)
        if (!policy_term_at(i)->name)
            names[n++] = policy_term_at(i)->section;
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        names[n++] = named[i].section;
    for (size_t i = 0; i < sizeof listed / sizeof *listed; i++)
        names[n++] = listed[i].section;
    names[n] = NULL;
    return names;
}

static bool section_named(struct policy_reading *r)
{
    struct policy_section *s = &r->section;
    char say[POLICY_SENTENCE_MAX];
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (strcmp(named[i].section, s->name) != 0)
            continue;
        if (!s->of[0]) {
            policy_wrong(r, "[%s] needs a name, like [%s ordinary]", "[%s] ต้องมีชื่อ เช่น [%s ordinary]", s->name, s->name);
            return false;
        }
        s->list = policy_list(named[i].list);
        void *element = policy_element_add(r, named[i].list, &s->i);
        if (element && policy_value_parse(&s->list->record->fields[0], s->of, r->file->calendar, element, say))
            return true;
        if (element)
            policy_wrong(r, "%s", "%s", say);
        return false;
    }
    return true;
}

static void section_begin(void *context, unsigned line, const char *name)
{
    struct policy_reading *r = context;
    struct policy_section *s = &r->section;
    char path[sizeof r->file->places->path];
    size_t word = strcspn(name, " ");
    const char *const *known = section_names();
    r->line = line;
    *s = (struct policy_section){0};
    snprintf(s->name, sizeof s->name, "%.*s", (int)word, name);
    snprintf(s->of, sizeof s->of, "%s", name + word + strspn(name + word, " "));
    while (*known && strcmp(*known, s->name) != 0)
        known++;
    if (!*known) {
        const char *nearest = arguments_nearest(s->name, section_names());
        policy_wrong(r,
                     nearest ? "[%s] is no section; did you mean [%s]?"
                             : "[%s] is no section; tools/policies/README.md lists them%s",
                     nearest ? "[%s] ไม่ใช่หมวดที่รู้จัก หมายถึง [%s] หรือไม่"
                             : "[%s] ไม่ใช่หมวดที่รู้จัก ดูรายการใน tools/policies/README.md%s",
                     s->name, nearest ? nearest : "");
        s->name[0] = '\0';
        return;
    }
    if (!section_named(r))
        s->name[0] = '\0';
    for (size_t i = 0; i < sizeof listed / sizeof *listed; i++) {
        snprintf(path, sizeof path, "data.%s", listed[i].list);
        if (strcmp(listed[i].section, s->name) == 0 && !policy_is_placed(r->file, path))
            place_add(r->file, path, line);
    }
}

/* ---- keys */

/* Fields of the section that the key may mean: two where an amount and a share have the same name. */
static bool is_of_section(const struct policy_reading *r, const struct field_desc *f)
{
    const struct policy_term *term = r->section.list ? NULL : policy_term_named(f->name);
    if (r->section.list)
        return f != &r->section.list->record->fields[0];
    return term && strcmp(term->section, r->section.name) == 0;
}

static const struct field_desc *field_find(const struct policy_reading *r, const char *key, const char *value)
{
    const struct record_desc *d = r->section.list ? r->section.list->record : published();
    const struct field_desc *found = NULL;
    char name[POLICY_KEY_MAX];
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        if (is_of_section(r, f) && strcmp(policy_key(f, name), key) == 0 &&
            (!found || policy_is_percent(f) == (strchr(value, '%') != NULL)))
            found = f;
    }
    return found;
}

static void key_unknown(struct policy_reading *r, const char *key)
{
    static char names[NAMES_MOST][POLICY_KEY_MAX];
    static const char *words[2 * NAMES_MOST];
    const struct record_desc *d = r->section.list ? r->section.list->record : published();
    const char *const *rows = policy_rows_keys(r->section.name), *elsewhere = NULL;
    size_t n = 0, w = 0;
    char name[POLICY_KEY_MAX];
    for (int i = 0; i < d->fields_count; i++)
        if (is_of_section(r, &d->fields[i]) && n < NAMES_MOST)
            words[w++] = policy_key(&d->fields[i], names[n++]);
    for (; *rows; rows++)
        words[w++] = *rows;
    words[w] = NULL;
    for (int i = 0; i < published()->fields_count; i++) {
        const struct policy_term *term = policy_term_named(published()->fields[i].name);
        if (term && strcmp(policy_key(&published()->fields[i], name), key) == 0)
            elsewhere = term->section;
    }
    const char *nearest = arguments_nearest(key, words);
    for (int i = 0; i < d->fields_count; i++) /* as it is called on the wire, with its unit */
        if (is_of_section(r, &d->fields[i]) && strcmp(d->fields[i].name, key) == 0)
            nearest = policy_key(&d->fields[i], name);
    if (elsewhere && strcmp(elsewhere, r->section.name) != 0)
        policy_wrong(r, "%s is no key of [%s]; it belongs into [%s]", "%s ไม่ใช่คีย์ของ [%s] แต่อยู่ในหมวด [%s]", key,
                     r->section.name, elsewhere);
    else if (nearest)
        policy_wrong(r, "%s is no key of [%s]; did you mean %s?", "%s ไม่ใช่คีย์ของ [%s] หมายถึง %s หรือไม่", key,
                     r->section.name, nearest);
    else
        policy_wrong(r, "%s is no key of [%s]; tools/policies/README.md lists them",
                     "%s ไม่ใช่คีย์ของ [%s] ดูรายการใน tools/policies/README.md", key, r->section.name);
}

static void field_entry(struct policy_reading *r, const char *key, const char *value)
{
    const struct field_desc *f = field_find(r, key, value);
    const struct policy_section *s = &r->section;
    char path[sizeof r->file->places->path], say[POLICY_SENTENCE_MAX];
    if (!f) {
        key_unknown(r, key);
        return;
    }
    if (s->list)
        snprintf(path, sizeof path, "data.%s[%u].%s", s->list->name, s->i, f->name);
    else
        snprintf(path, sizeof path, "data.%s", f->name);
    r->dates_read |= f->kind == SCALAR_day;
    if (!policy_place(r, path, key))
        return;
    void *body = s->list ? policy_element(r->file, s->list, s->i) : &r->file->body;
    if (strcmp(f->name, "reborrow_min") == 0) /* its measure is the text's, checked against the rule at the end */
        snprintf(r->file->measures[s->i], sizeof *r->file->measures, "%s", value);
    if (!policy_value_parse(f, value, r->file->calendar, body, say))
        policy_wrong(r, "%s: %s", "%s: %s", key, say);
}

/* The ladder is law: it may be stated, but not otherwise. */
static void ladder_entry(struct policy_reading *r, const char *value)
{
    static const char *const rungs[] = {"employer", "mediation", "legal"};
    char copy[POLICY_TEXT_MAX], *rest = copy, *word;
    size_t n = 0;
    bool good = true;
    snprintf(copy, sizeof copy, "%s", value);
    while ((word = strsep(&rest, ", ")))
        if (word[0]) {
            good = good && n < 3 && strcmp(word, rungs[n]) == 0;
            n++;
        }
    if (!good || n != 3)
        policy_wrong(
            r,
            "ladder: \"%s\" is not the order that is law here; write employer, mediation, legal: the employer is met "
            "first, mediation comes before any suit, and a suit last (Local government 2566, cl. 1.7, 1.8)",
            "ladder: \"%s\" ไม่ใช่ลำดับที่บังคับ เขียน employer, mediation, legal: พบต้นสังกัดก่อน ไกล่เกลี่ยก่อนฟ้อง "
            "และฟ้องเป็นขั้นตอนสุดท้าย (องค์กรปกครองส่วนท้องถิ่น 2566 ข้อ 1.7, 1.8)",
            value);
}

static void policy_entry(struct policy_reading *r, const char *key, const char *value)
{
    static const char *const words[] = {"name", "effective", "calendar", NULL};
    char say[POLICY_SENTENCE_MAX];
    const char *nearest = arguments_nearest(key, words);
    if (!nearest || strcmp(nearest, key) != 0) {
        policy_wrong(r, "%s is no key of [policy]; write name, effective or calendar",
                     "%s ไม่ใช่คีย์ของ [policy] ใช้ name, effective หรือ calendar", key);
    } else if (strcmp(key, "name") == 0) {
        snprintf(r->file->name, sizeof r->file->name, "%s", value);
    } else if (strcmp(key, "effective") == 0) {
        r->dates_read = true;
        if (!policy_day_parse(value, r->file->calendar, &r->file->effective, say))
            policy_wrong(r, "effective: %s", "effective: %s", say);
    } else if (r->dates_read) {
        policy_wrong(r, "calendar stands behind a date that it would change; write it first",
                     "calendar อยู่หลังวันที่ ต้องเขียนก่อนวันที่ทั้งหมด");
    } else if (strcmp(value, "be") == 0 || strcmp(value, "ce") == 0) {
        r->file->calendar = value[0] == 'b' ? CALENDAR_BE : CALENDAR_CE;
    } else {
        policy_wrong(r, "calendar: \"%s\" is no era; write be or ce", "calendar: \"%s\" ไม่ใช่ศักราช ใช้ be หรือ ce", value);
    }
}

static void entry(void *context, unsigned line, bool more, const char *key, const char *value)
{
    struct policy_reading *r = context;
    r->line = line;
    r->more = more;
    if (!r->section.name[0]) { /* of a section that is not known the keys are not known either */
        if (r->file->places_count == 0 && r->file->errors == 0)
            policy_wrong(r, "%s stands before any section; begin with [policy]", "%s อยู่ก่อนหมวดแรก ให้เริ่มด้วย [policy]",
                         key);
        return;
    }
    if (policy_rows_read(r, key, value))
        return;
    if (more)
        policy_wrong(r, "%s has one value; do not go on with it on an indented line",
                     "%s มีค่าเดียว เขียนต่อในบรรทัดย่อหน้าไม่ได้", key);
    else if (strcmp(r->section.name, "policy") == 0)
        policy_entry(r, key, value);
    else if (strcmp(r->section.name, "collection") == 0 && strcmp(key, "ladder") == 0)
        ladder_entry(r, value);
    else
        field_entry(r, key, value);
}

static void wrong_line(void *context, unsigned line, const char *english, const char *thai)
{
    struct policy_reading *r = context;
    r->line = line;
    policy_remark(r->file, r->line, false, words_pick(english, thai));
}

/* ---- the whole */

bool policy_file_load(struct policy_file *f, const char *path, int32_t effective)
{
    *f = (struct policy_file){.path = path, .calendar = CALENDAR_CE};
    struct policy_reading r = {.file = f};
    struct policy_ini ini = {&r, section_begin, entry, wrong_line};
    FILE *in = fopen(path, "re");
    if (!in) {
        words_complain("%s cannot be read: %s", "อ่าน %s ไม่ได้: %s", path, strerror(errno));
        return false;
    }
    policy_ini_read(in, &ini);
    bool failed = ferror(in) != 0;
    if (failed)
        words_complain("%s cannot be read: %s", "อ่าน %s ไม่ได้: %s", path, strerror(errno));
    fclose(in);
    if (failed)
        return false;
    if (effective != 0)
        f->effective = effective;
    policy_whole_check(f);
    return true;
}

void policy_file_free(struct policy_file *f)
{
    for (uint32_t i = 0; i < f->remarks_count; i++)
        free(f->remarks[i].text);
    free(f->remarks);
    free(f->places);
    *f = (struct policy_file){0};
}
