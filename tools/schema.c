/* The reference page and its machine-readable twin. Everything comes from the descriptors; only the sentences about how
 * to read the page are written here. */
#include "schema.h"

#include "../handlers/state/tables.h"
#include "../proto/codec.h"

#include <stdarg.h>
#include <string.h>

static const struct {
    const char *code, *english, *thai;
} refusals[] = {
#define REFUSAL(code, english, thai) {#code, english, thai},
#include "../proto/schema/refusals.def"
};

enum { REFUSALS = sizeof refusals / sizeof *refusals };

/* What a kind is on the wire, for the page and for the JSON; most: the largest number, or the most bytes. */
static const struct {
    const char *name, *wire, *text;
    int64_t most;
} kinds[] = {
    [SCALAR_money] = {"money", "integer", "integer, satang", VALUE_MONEY_MAX},
    [SCALAR_number] = {"number", "integer", "integer", INT64_MAX},
    [SCALAR_count] = {"count", "integer", "integer", INT32_MAX},
    [SCALAR_rate] = {"rate", "integer", "integer, basis points", 100000},
    [SCALAR_day] = {"day", "string", "string, date", 10},
    [SCALAR_period] = {"period", "string", "string, month", 7},
    [SCALAR_flag] = {"flag", "boolean", "boolean", 0},
    [SCALAR_choice] = {"choice", "string", "string", 0},
    [SCALAR_code12] = {"code", "string", "string", 11},
    [SCALAR_code16] = {"code", "string", "string", 15},
    [SCALAR_code24] = {"code", "string", "string", 23},
    [SCALAR_code40] = {"code", "string", "string", 39},
    [SCALAR_code72] = {"code", "string", "string", 64},
    [SCALAR_title] = {"title", "string", "string, for people", 159},
    [SCALAR_sentence] = {"sentence", "string", "string, for people", 479},
    [SCALAR_body] = {"body", "any", "any value", 0},
    [SCALAR_list] = {"list", "array", "array", 0},
};

static const char *const directions[] = {[IN] = "in", [INTERNAL] = "internal", [OUT] = "out"};

/* A heading's anchor: what makes pages from Markdown drops the dots. */
static void anchor(FILE *out, const char *heading)
{
    for (; *heading; heading++)
        if (*heading != '.')
            fputc(*heading, out);
}

/* ---- Markdown */

static void markdown_type(FILE *out, const struct field_desc *f)
{
    fputs(kinds[f->kind].text, out);
    if (f->kind >= SCALAR_code12 && f->kind <= SCALAR_title)
        fprintf(out, ", at most %d bytes", (int)kinds[f->kind].most);
    if (f->choice)
        fprintf(out, ", one of [%s](#%s)", f->choice->name, f->choice->name);
    if (f->record)
        fprintf(out, " of `%s`, at most %u", f->record->name, f->max);
    if (f->rule & POSITIVE)
        fputs(", 1 or more", out);
    if (f->rule & SIGNED)
        fputs(", may be negative", out);
}

static void markdown_sample(FILE *out, const struct field_desc *f)
{
    if (!f->sample || !*f->sample)
        return;
    bool bare = schema_is_integer(f) || f->kind == SCALAR_flag;
    fprintf(out, bare ? "`%s`" : "`\"%s\"`", f->sample);
}

static void markdown_fields(FILE *out, const struct record_desc *d)
{
    fputs("| Field | Wire type | Required | Meaning | Sample |\n|---|---|---|---|---|\n", out);
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        fprintf(out, "| `%s` | ", f->name);
        markdown_type(out, f);
        fprintf(out, " | %s | %s | ", f->rule & REQUIRED ? "yes" : "", f->doc);
        markdown_sample(out, f);
        fputs(" |\n", out);
    }
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        if (!f->record)
            continue;
        fprintf(out, "\nEach element of `%s` is a `%s`: %s\n\n", f->name, f->record->name, f->record->doc);
        markdown_fields(out, f->record);
    }
}

/* JSON as one would write it by hand: members on lines of their own down to `deepest`, what is inside them on one line.
 */
static void markdown_json(FILE *out, const struct buffer *json, int deepest)
{
    bool quoted = false;
    int depth = 0;
    for (size_t i = 0; i < json->len; i++) {
        char c = (char)json->at[i];
        bool opens = !quoted && (c == '{' || c == '['), closes = !quoted && (c == '}' || c == ']');
        quoted ^= c == '"' && (i == 0 || json->at[i - 1] != '\\');
        depth -= closes;
        if (closes && depth < deepest)
            fprintf(out, "\n%*s", 2 * depth, "");
        fputc(c, out);
        depth += opens;
        if ((opens || (!quoted && c == ',')) && depth <= deepest)
            fprintf(out, "\n%*s", 2 * depth, "");
        else if (!quoted && (c == ',' || c == ':'))
            fputc(' ', out);
    }
    fputc('\n', out);
}

static void markdown_example(FILE *out, const struct record_desc *d)
{
    static struct event e;
    struct buffer wire = {0}, json = {0};
    memset(&e, 0, sizeof e);
    e.desc = d;
    codec_sample(d, &e.body);
    if (d->direction == OUT) {
        codec_encode(d, &e.body, &wire);
    } else {
        codec_sample(schema_record_named("envelope"), &e.envelope);
        snprintf(e.envelope.type, sizeof e.envelope.type, "%s", d->name);
        snprintf(e.envelope.key, sizeof e.envelope.key, "%.60s/1", d->name); /* a key of its own for each */
        codec_encode_event(&e, &wire);
    }
    codec_json_any(buffer_bytes(&wire), &json);
    fputs("\n```json\n", out);
    markdown_json(out, &json, d->direction == OUT ? 1 : 2);
    fputs("```\n", out);
    buffer_free(&wire);
    buffer_free(&json);
}

static void markdown_contents(FILE *out, enum direction direction, const char *title)
{
    fprintf(out, "\n**%s**\n\n| Event | |\n|---|---|\n", title);
    for (uint16_t id = 1; schema_event(id); id++) {
        const struct record_desc *d = schema_event(id);
        if (d->direction != direction)
            continue;
        fprintf(out, "| [%s](#", d->name);
        anchor(out, d->name);
        fprintf(out, ") | %s |\n", d->doc);
    }
}

static void markdown_events(FILE *out, enum direction direction, const char *title, const char *text)
{
    fprintf(out, "\n## %s\n\n%s\n", title, text);
    for (uint16_t id = 1; schema_event(id); id++) {
        const struct record_desc *d = schema_event(id);
        if (d->direction != direction)
            continue;
        fprintf(out, "\n### %s\n\n%s\n\n", d->name, d->doc);
        markdown_fields(out, d);
        markdown_example(out, d);
        if (id == EVENT_policy_published)
            fputs("\nThe example is shortened: one that is sent must list every class and every item.\n", out);
    }
}

/* Whether a record is repeated in a list; if so it is shown where that list is. */
static bool is_element(const struct record_desc *record)
{
    for (uint16_t id = 1; schema_event(id); id++)
        for (int i = 0; i < schema_event(id)->fields_count; i++)
            if (schema_event(id)->fields[i].record == record)
                return true;
    for (size_t r = 0; schema_record(r); r++)
        for (int i = 0; i < schema_record(r)->fields_count; i++)
            if (schema_record(r)->fields[i].record == record)
                return true;
    return false;
}

static void markdown_shapes(FILE *out)
{
    fputs("\n## Requests and answers\n\nThe maps around events. What the daemon answers to each request is told in"
          " WIRE.md.\n",
          out);
    for (size_t i = 0; schema_record(i); i++) {
        const struct record_desc *d = schema_record(i);
        if (is_element(d))
            continue;
        fprintf(out, "\n### %s\n\n%s\n\n", d->name, d->doc);
        markdown_fields(out, d);
    }
}

static void markdown_choices(FILE *out)
{
    fputs("\n## Choices\n\nClosed sets of words. A new word may be added by a later release.\n", out);
    for (size_t i = 0; schema_enum(i); i++) {
        const struct enum_desc *e = schema_enum(i);
        fprintf(out, "\n### %s\n\n%s\n\n| Word | Meaning |\n|---|---|\n", e->name, e->doc);
        for (int w = 1; e->words[w]; w++)
            fprintf(out, "| `%s` | %s |\n", e->words[w], e->docs[w]);
    }
}

static void markdown_refusals(FILE *out)
{
    fputs(
        "\n## Refusals\n\nNothing happened, and the key stays free: mend it and send it again. `{text}`, `{value}` and"
        " `{limit}` stand for what the answer names.\n\n| Code | Sentence | In Thai |\n|---|---|---|\n",
        out);
    for (int i = 0; i < REFUSALS; i++)
        fprintf(out, "| `%s` | %s | %s |\n", refusals[i].code, refusals[i].english, refusals[i].thai);
}

static void markdown_rules(FILE *out)
{
    fputs("\n## Rules\n\nWhat a follow-up's `cause` cites.\n\n| Rule | Document | What it says | In Thai |\n"
          "|---|---|---|---|\n",
          out);
    for (size_t i = 0; schema_rule_at(i); i++) {
        const struct rule_desc *r = schema_rule_at(i);
        fprintf(out, "| `%s` | %s | %s | %s |\n", r->code, r->document, r->english, r->thai);
    }
}

static void markdown_row(FILE *out, const struct field_desc *f, const char *key)
{
    fprintf(out, "| `%s` | %s", f->name, kinds[f->kind].text);
    if (f->choice)
        fprintf(out, ", one of [%s](#%s)", f->choice->name, f->choice->name);
    fprintf(out, " | %s | %s |\n", key, f->doc);
}

static void markdown_tables(FILE *out)
{
    fputs(
        "\n## State tables\n\nFor `query`: give no key for every row, or the first key fields for a part of them. These"
        " tables may change with a release; the events do not.\n",
        out);
    for (int i = 0; i < TABLE_count; i++) {
        const struct table_desc *d = table_desc((enum table)i);
        fprintf(out, "\n### %s\n\n%s\n\n| Field | Wire type | Key | Meaning |\n|---|---|---|---|\n", d->name, d->doc);
        for (int f = 0; f < d->key.fields_count; f++)
            markdown_row(out, &d->key.fields[f], "yes");
        for (int f = 0; f < d->value.fields_count; f++)
            markdown_row(out, &d->value.fields[f], "");
    }
}

static const char reading[] =
    "# Events of coopd\n\n"
    "The whole contract between the daemon and those who work with it. This page is printed by `coopctl schema` from "
    "the\n"
    "tables in `proto/schema/`; `make docs` writes it anew, and nobody edits it by hand.\n\n"
    "## How to read it\n\n"
    "- A message is one msgpack map whose keys are the field names, as strings. Any order of keys and any width of\n"
    "  integers is read. Floats, unknown fields and fields that stand twice are refused by name.\n"
    "- Money is an integer of satang: 12,345.67 baht is `1234567`. Rates are basis points per year: 6.00 % is `600`.\n"
    "- A date is a civil date of Thailand in the common era, `\"2024-01-31\"`; a month is `\"2024-01\"`.\n"
    "- Strings without another remark are codes: ASCII letters, digits and `._-/:@#+`.\n"
    "- Numbers are 0 or more, unless it says \"1 or more\" or \"may be negative\".\n"
    "- A field that is not required may be left out; leaving it out means 0, false or empty.\n"
    "- Fields are only ever added, at the end. Whoever reads follow-ups passes over fields not known yet.\n\n"
    "## Contents\n\n"
    "[Requests and answers](#requests-and-answers) · [Events that producers send](#events-that-producers-send) ·\n"
    "[Events of the daemon itself](#events-of-the-daemon-itself) · [Follow-ups](#follow-ups) · [Choices](#choices) ·\n"
    "[Refusals](#refusals) · [Rules](#rules) · [State tables](#state-tables)\n";

void schema_markdown(FILE *out)
{
    fputs(reading, out);
    markdown_contents(out, IN, "Sent by producers");
    markdown_contents(out, INTERNAL, "Made by the daemon itself");
    markdown_contents(out, OUT, "Follow-ups");
    markdown_shapes(out);
    markdown_events(out, IN, "Events that producers send", "Each is the `data` of an [envelope](#envelope).");
    markdown_events(out, INTERNAL, "Events of the daemon itself",
                    "They stand in the journal like the others, and cannot be sent.");
    markdown_events(out, OUT, "Follow-ups", "Each is the `data` of a [followup](#followup).");
    markdown_choices(out);
    markdown_refusals(out);
    markdown_rules(out);
    markdown_tables(out);
}

/* ---- JSON: one line for each field, word, refusal and rule, so that a diff shows what changed */

/* "name": "text", with a comma and a blank before it, unless it is the first. */
static void json_text(FILE *out, bool first, const char *name, const char *text)
{
    struct buffer quoted = {0};
    codec_json_text(&quoted, text, strlen(text));
    fprintf(out, "%s\"%s\": %.*s", first ? "" : ", ", name, (int)quoted.len, (const char *)quoted.at);
    buffer_free(&quoted);
}

static void json_number(FILE *out, const char *name, int64_t n)
{
    fprintf(out, ", \"%s\": %lld", name, (long long)n);
}

static void json_limits(FILE *out, const struct field_desc *f)
{
    int64_t most = kinds[f->kind].most;
    if (schema_is_integer(f)) {
        json_number(out, "minimum", f->rule & SIGNED ? -most : f->rule & POSITIVE ? 1 : 0);
        json_number(out, "maximum", most);
    } else if (f->record) {
        json_number(out, "max_elements", f->max);
    } else if (most > 0) {
        json_number(out, "max_bytes", most);
    }
}

static void json_fields(FILE *out, const char *name, const struct record_desc *d)
{
    fprintf(out, ", \"%s\": [", name);
    for (int i = 0; i < d->fields_count; i++) {
        const struct field_desc *f = &d->fields[i];
        fprintf(out, "%s\n      {", i > 0 ? "," : "");
        json_text(out, true, "name", f->name);
        json_text(out, false, "kind", kinds[f->kind].name);
        json_text(out, false, "wire", kinds[f->kind].wire);
        fprintf(out, ", \"required\": %s", f->rule & REQUIRED ? "true" : "false");
        json_limits(out, f);
        if (f->rule & CONTROL)
            fputs(", \"control\": true", out);
        if (f->choice)
            json_text(out, false, "choice", f->choice->name);
        if (f->record)
            json_text(out, false, "record", f->record->name);
        if (f->sample && *f->sample)
            json_text(out, false, "sample", f->sample);
        json_text(out, false, "doc", f->doc);
        fputs("}", out);
    }
    fputs("\n    ]", out);
}

static void json_enums(FILE *out)
{
    fputs("  \"enums\": [", out);
    for (size_t i = 0; schema_enum(i); i++) {
        const struct enum_desc *e = schema_enum(i);
        fprintf(out, "%s\n    {", i > 0 ? "," : "");
        json_text(out, true, "name", e->name);
        json_text(out, false, "doc", e->doc);
        fputs(", \"values\": [", out);
        for (int w = 1; e->words[w]; w++) {
            fprintf(out, "%s\n      {", w > 1 ? "," : "");
            json_text(out, true, "word", e->words[w]);
            json_text(out, false, "doc", e->docs[w]);
            fputs("}", out);
        }
        fputs("\n    ]}", out);
    }
    fputs("\n  ],\n", out);
}

static void json_records(FILE *out)
{
    fputs("  \"records\": [", out);
    for (size_t i = 0; schema_record(i); i++) {
        fprintf(out, "%s\n    {", i > 0 ? "," : "");
        json_text(out, true, "name", schema_record(i)->name);
        json_text(out, false, "doc", schema_record(i)->doc);
        json_fields(out, "fields", schema_record(i));
        fputs("}", out);
    }
    fputs("\n  ],\n  \"events\": [", out);
    for (uint16_t id = 1; schema_event(id); id++) {
        fprintf(out, "%s\n    {", id > 1 ? "," : "");
        json_text(out, true, "type", schema_event(id)->name);
        json_text(out, false, "direction", directions[schema_event(id)->direction]);
        json_text(out, false, "doc", schema_event(id)->doc);
        json_fields(out, "fields", schema_event(id));
        fputs("}", out);
    }
    fputs("\n  ],\n", out);
}

static void json_sentences(FILE *out)
{
    fputs("  \"refusals\": [", out);
    for (int i = 0; i < REFUSALS; i++) {
        fprintf(out, "%s\n    {", i > 0 ? "," : "");
        json_text(out, true, "code", refusals[i].code);
        json_text(out, false, "english", refusals[i].english);
        json_text(out, false, "thai", refusals[i].thai);
        fputs("}", out);
    }
    fputs("\n  ],\n  \"rules\": [", out);
    for (size_t i = 0; schema_rule_at(i); i++) {
        fprintf(out, "%s\n    {", i > 0 ? "," : "");
        json_text(out, true, "code", schema_rule_at(i)->code);
        json_text(out, false, "document", schema_rule_at(i)->document);
        json_text(out, false, "english", schema_rule_at(i)->english);
        json_text(out, false, "thai", schema_rule_at(i)->thai);
        fputs("}", out);
    }
    fputs("\n  ],\n", out);
}

static void json_tables(FILE *out)
{
    fputs("  \"tables\": [", out);
    for (int i = 0; i < TABLE_count; i++) {
        const struct table_desc *d = table_desc((enum table)i);
        fprintf(out, "%s\n    {", i > 0 ? "," : "");
        json_text(out, true, "name", d->name);
        json_text(out, false, "doc", d->doc);
        json_fields(out, "key", &d->key);
        json_fields(out, "value", &d->value);
        fputs("}", out);
    }
    fputs("\n  ]\n", out);
}

void schema_json(FILE *out)
{
    fputs("{\n", out);
    json_enums(out);
    json_records(out);
    json_sentences(out);
    json_tables(out);
    fputs("}\n", out);
}
