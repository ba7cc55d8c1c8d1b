#include "scenario.h"

#include "../../proto/check.h"

#include <stdio.h>
#include <string.h>

enum { VALUE_MAX = 512 };

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), cut = strlen(end);
    return len >= cut && strcmp(text + len - cut, end) == 0;
}

/* ---- from text */

static bool name_is(const char *name, size_t len, const struct field_desc *f, const char *suffix)
{
    size_t cut = strlen(suffix);
    if (f->name_len == len + cut && strcmp(f->name + len, suffix) == 0)
        return memcmp(f->name, name, len) == 0;
    return false;
}

/* The field of this name; *ret_unit tells whether its unit was left out, so that the value is in baht, or in percent.
 */
static const struct field_desc *field_find(const struct record_desc *d, const char *name, size_t len, bool percent,
                                           bool *ret_unit)
{
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        *ret_unit = percent ? f->kind == SCALAR_rate && name_is(name, len, f, "_bp")
                            : f->kind == SCALAR_money && name_is(name, len, f, "_satang");
        if (*ret_unit || name_is(name, len, f, ""))
            return f;
    }
    return NULL;
}

/* "1,234.56", "1,234", "30.00%": hundredths, for satang and basis points alike. */
static bool hundredths_parse(const char *text, bool percent, int64_t *ret)
{
    char digits[VALUE_TEXT_MAX];
    size_t n = 0;
    const char *point = strchr(text, '.'), *end = text + strlen(text);
    if (percent && (end == text || *--end != '%'))
        return false;
    if (point && end - point != 3)
        return false;
    for (const char *c = text; c < end && n + 3 < sizeof digits; c++)
        if (*c != ',' && *c != '.')
            digits[n++] = *c;
    if (!point) {
        digits[n++] = '0';
        digits[n++] = '0';
    }
    size_t zeros = 0;
    while (zeros + 1 < n && digits[zeros] == '0')
        zeros++;
    return value_integer_parse(digits + zeros, n - zeros, ret);
}

static bool field_set(const struct field_desc *f, bool unit, const char *value, void *body)
{
    int64_t n;
    if (!unit)
        return codec_field_parse(f, value, body);
    if (!hundredths_parse(value, f->kind == SCALAR_rate, &n) || (f->size == 4 && n > INT32_MAX))
        return false;
    memcpy((uint8_t *)body + f->offset, &n, f->size);
    return true;
}

/* name=value, or list[i].name=value. */
static bool assignment(const struct record_desc *d, void *body, const char *name, size_t len, const char *value)
{
    const char *bracket = memchr(name, '[', len), *dot = bracket ? strchr(bracket, '.') : NULL;
    bool unit;
    unsigned index;
    bool percent = ends_with(value, "%");
    const struct field_desc *f = field_find(d, name, bracket ? (size_t)(bracket - name) : len, percent, &unit);
    if (!f || (f->kind == SCALAR_list) != (bracket != NULL))
        return false;
    if (!bracket)
        return field_set(f, unit, value, body);
    if (!dot || sscanf(bracket, "[%u]", &index) != 1 || index >= f->max)
        return false;
    uint32_t count = schema_list_count(f, body);
    if (index >= count) {
        count = index + 1;
        memcpy((uint8_t *)body + f->count_at, &count, sizeof count);
    }
    uint8_t *element = (uint8_t *)body + f->offset + index * f->record->size;
    return assignment(f->record, element, dot + 1, len - (size_t)(dot + 1 - name), value);
}

/* The next word of *line, cut at blanks; false at the end. */
static bool word_next(const char **line, char word[VALUE_MAX])
{
    *line += strspn(*line, " \t");
    size_t len = strcspn(*line, " \t");
    if (len == 0 || len >= VALUE_MAX)
        return false;
    memcpy(word, *line, len);
    word[len] = '\0';
    *line += len;
    return true;
}

bool scenario_parse_event(const char *line, struct event *ret, struct refusal *ret_why, char error[SCENARIO_ERROR_MAX])
{
    char word[VALUE_MAX];
    struct buffer wire = {0};
    struct event e = {0};
    if (!word_next(&line, word) || !value_day_parse(word, strlen(word), &e.envelope.effective_date)) {
        snprintf(error, SCENARIO_ERROR_MAX, "begins with no date, include, close or show");
        return false;
    }
    if (!word_next(&line, word) || !(e.desc = schema_event_named(word, strlen(word))) || e.desc->direction == OUT) {
        snprintf(error, SCENARIO_ERROR_MAX, "no event is called \"%.80s\"", word);
        return false;
    }
    snprintf(e.envelope.type, sizeof e.envelope.type, "%s", e.desc->name);
    snprintf(e.envelope.key, sizeof e.envelope.key, "scenario");
    while (word_next(&line, word)) {
        char *equals = strchr(word, '=');
        size_t len = equals ? (size_t)(equals - word) : 0;
        if (equals && (assignment(e.desc, &e.body, word, len, equals + 1) ||
                       assignment(schema_record_named("envelope"), &e.envelope, word, len, equals + 1)))
            continue;
        snprintf(error, SCENARIO_ERROR_MAX, "%s has no such field, or it takes no such value: %.80s", e.desc->name,
                 word);
        return false;
    }
    *ret_why = (struct refusal){0};
    codec_encode_event(&e, &wire);
    if (!codec_decode_event(buffer_bytes(&wire), ret, ret_why))
        ret->desc = e.desc;
    ret->envelope.data = (struct bytes){0};
    buffer_free(&wire);
    return true;
}

/* ---- to text */

static void text_add(struct buffer *out, const char *text)
{
    buffer_add_text(out, text);
}

/* Whether `actual`, `limit`, `expected` and `given` of this body are amounts: what was compared stands beside them. */
static bool compares_money(const struct record_desc *d, const void *body)
{
    char text[VALUE_MAX];
    for (int i = 0; i < d->fields_count; i++) {
        if (d->fields[i].kind != SCALAR_choice && !schema_is_code(&d->fields[i]))
            continue;
        codec_field_text(&d->fields[i], body, text, sizeof text);
        bool check = d->fields[i].choice == schema_enum_named("check");
        if (ends_with(text, "_satang") ||
            (check && check_unit((enum check)schema_integer(&d->fields[i], body)) == CHECK_MONEY))
            return true;
    }
    return false;
}

static void value_add(const struct record_desc *d, const struct field_desc *f, const void *body, struct buffer *out)
{
    char text[VALUE_MAX];
    if (f->kind == SCALAR_money && (ends_with(f->name, "_satang") || compares_money(d, body)))
        buffer_add(out, text, value_baht_print(schema_integer(f, body), text));
    else
        text_add(out, codec_field_text(f, body, text, sizeof text) > 0 ? text : "-");
}

static void name_add(const struct field_desc *f, struct buffer *out)
{
    bool cut = f->kind == SCALAR_money && ends_with(f->name, "_satang");
    buffer_add(out, f->name, f->name_len - (cut ? strlen("_satang") : 0));
    text_add(out, " ");
}

/* Zeros of fields that must be there are told, but for the empty side of a posting. */
static bool is_told(const struct field_desc *f, const void *body, bool element)
{
    bool number = schema_is_integer(f) || f->kind == SCALAR_flag;
    bool empty_side = element && f->kind == SCALAR_money && !(f->rule & SIGNED);
    if (!schema_is_absent(f, body))
        return f->kind != SCALAR_body;
    return (f->rule & REQUIRED) && number && !empty_side;
}

/* "(bank, debit 300,000.00, balance 300,000.00)": the first field needs no name. */
static void element_add(const struct record_desc *d, const void *body, struct buffer *out)
{
    text_add(out, "(");
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        if (i > 0 && !is_told(f, body, true))
            continue;
        if (i > 0) {
            text_add(out, ", ");
            name_add(f, out);
        }
        value_add(d, f, body, out);
    }
    text_add(out, ")");
}

static void field_add(const struct record_desc *d, const struct field_desc *f, const void *body, struct buffer *out)
{
    if (out->at[out->len - 1] != ' ')
        text_add(out, "  ");
    name_add(f, out);
    if (f->kind != SCALAR_list) {
        value_add(d, f, body, out);
        return;
    }
    for (uint32_t i = 0; i < schema_list_count(f, body); i++) {
        text_add(out, i > 0 ? "  " : "");
        element_add(f->record, (const uint8_t *)body + f->offset + i * f->record->size, out);
    }
}

static void fact_add(const struct compared *fact, struct buffer *out)
{
    char text[VALUE_TEXT_MAX];
    const char *name = schema_word_text(schema_enum_named("fact"), fact->fact);
    bool money = ends_with(name, "_satang");
    buffer_add(out, name, strlen(name) - (money ? strlen("_satang") : 0));
    text_add(out, " ");
    buffer_add(out, text, money ? value_baht_print(fact->actual, text) : value_integer_print(fact->actual, text));
    if (fact->fact == fact_line_no)
        return; /* compared with nothing */
    text_add(out, fact->actual > fact->limit ? " > " : fact->actual < fact->limit ? " < " : " = ");
    buffer_add(out, text, money ? value_baht_print(fact->limit, text) : value_integer_print(fact->limit, text));
}

static void cause_add(const struct cause *c, struct buffer *out)
{
    text_add(out, "  [");
    text_add(out, c->rule);
    for (uint32_t i = 0; i < c->facts_count; i++) {
        text_add(out, i > 0 ? "; " : ": ");
        fact_add(&c->facts[i], out);
    }
    text_add(out, "]");
}

void scenario_verdict(enum verdict verdict, const struct refusal *why, struct buffer *out)
{
    char sentence[VALUE_MAX];
    text_add(out, verdict == APPLIED ? "applied" : verdict == PARKED ? "parked " : "refused ");
    if (verdict == PARKED)
        text_add(out, why->text);
    if (verdict != REFUSED)
        return;
    refusal_sentence(why, REFUSAL_ENGLISH, sentence, sizeof sentence);
    text_add(out, refusal_name(why->code));
    text_add(out, " ");
    text_add(out, why->field);
    text_add(out, ": ");
    text_add(out, sentence);
}

void scenario_followup(const struct store_mem_followup *f, int32_t usual_date, struct buffer *out)
{
    const struct record_desc *d = schema_event((uint16_t)f->id);
    char date[VALUE_TEXT_MAX];
    if (f->effective_date != usual_date) {
        buffer_add(out, date, value_day_print(f->effective_date, date));
        text_add(out, " ");
    }
    text_add(out, d->name);
    for (int i = 0; i < d->fields_count; i++)
        if (is_told(&d->fields[i], &f->body, false))
            field_add(d, &d->fields[i], &f->body, out);
    cause_add(&f->cause, out);
}

/* ---- records */

struct show {
    const struct table_desc *table;
    char filters[8][VALUE_MAX], fields[16][VALUE_MAX];
    int filters_count, fields_count;
};

static const struct field_desc *show_field(const struct show *show, const char *name, size_t len, bool *ret_in_key)
{
    bool unit;
    const struct field_desc *f = field_find(&show->table->key, name, len, false, &unit);
    *ret_in_key = f != NULL;
    return f ? f : field_find(&show->table->value, name, len, false, &unit);
}

static bool show_parse(const char *line, struct show *ret, char error[SCENARIO_ERROR_MAX])
{
    char word[VALUE_MAX];
    bool in_key;
    *ret = (struct show){0};
    if (!word_next(&line, word) || !word_next(&line, word) || table_named(word) == TABLE_count) {
        snprintf(error, SCENARIO_ERROR_MAX, "no table is called \"%.80s\"", word);
        return false;
    }
    ret->table = table_desc(table_named(word));
    while (word_next(&line, word)) {
        size_t len = strcspn(word, "=");
        bool filter = word[len] == '=';
        if (!show_field(ret, word, len, &in_key) || ret->filters_count == 8 || ret->fields_count == 16) {
            snprintf(error, SCENARIO_ERROR_MAX, "%s has no field \"%.80s\", or too many are named", ret->table->name,
                     word);
            return false;
        }
        snprintf(filter ? ret->filters[ret->filters_count++] : ret->fields[ret->fields_count++], VALUE_MAX, "%s", word);
    }
    return true;
}

static bool row_passes(const struct show *show, const void *key, const void *value)
{
    char text[VALUE_MAX];
    for (int i = 0; i < show->filters_count; i++) {
        const char *filter = show->filters[i];
        size_t len = strcspn(filter, "=");
        bool in_key;
        const struct field_desc *f = show_field(show, filter, len, &in_key);
        codec_field_text(f, in_key ? key : value, text, sizeof text);
        if (strcmp(text, filter + len + 1) != 0)
            return false;
    }
    return true;
}

static bool is_filter(const struct show *show, const struct field_desc *f)
{
    for (int i = 0; i < show->filters_count; i++)
        if (name_is(show->filters[i], strcspn(show->filters[i], "="), f, ""))
            return true;
    return false;
}

static void row_add(const struct show *show, const void *key, const void *value, struct buffer *out)
{
    const struct record_desc *k = &show->table->key, *v = &show->table->value;
    bool in_key;
    text_add(out, "| ");
    for (int i = 0; i < k->fields_count; i++)
        if (!is_filter(show, &k->fields[i]))
            field_add(k, &k->fields[i], key, out);
    for (int i = 0; i < show->fields_count; i++) {
        const struct field_desc *f = show_field(show, show->fields[i], strlen(show->fields[i]), &in_key);
        if (!in_key)
            field_add(v, f, value, out);
    }
    for (int i = 0; i < v->fields_count && show->fields_count == 0; i++)
        if (!schema_is_absent(&v->fields[i], value) && !is_filter(show, &v->fields[i]))
            field_add(v, &v->fields[i], value, out);
    text_add(out, "\n");
}

bool scenario_show(struct store_mem *s, const char *line, struct buffer *out, char error[SCENARIO_ERROR_MAX])
{
    static struct show show;
    uint8_t bytes[TABLE_KEY_MAX] = {0}, value[TABLE_VALUE_MAX];
    _Alignas(uint64_t) uint8_t key[2 * TABLE_KEY_MAX];
    size_t begin = out->len;
    if (!show_parse(line, &show, error))
        return false;
    enum table table = table_named(show.table->name);
    for (bool more = txn_seek(store_mem_txn(s), table, bytes, false, value); more;
         more = txn_seek(store_mem_txn(s), table, bytes, true, value)) {
        show.table->decode_key(bytes, key);
        if (row_passes(&show, key, value))
            row_add(&show, key, value, out);
    }
    if (out->len == begin)
        text_add(out, "| none\n");
    return true;
}
