/* schema.h - the catalogue in C: everything here is expanded from schema/all.def, where events, records and words are
 * declared once. For each EVENT(subject, verb) there is a struct subject_verb, a number EVENT_subject_verb and a descriptor
 * that codec.h walks. Lists are `uint32_t name_count; struct record name[max]`.
 */
#ifndef PROTO_SCHEMA_H
#define PROTO_SCHEMA_H

#include "value.h"

/* Scalar kinds: name, the C member, the word for people. */
#define KIND_money(name) int64_t name
#define KIND_number(name) uint64_t name
#define KIND_count(name) uint32_t name
#define KIND_rate(name) int32_t name
#define KIND_day(name) int32_t name
#define KIND_period(name) uint32_t name
#define KIND_flag(name) uint8_t name
#define KIND_choice(name) uint8_t name
#define KIND_code12(name) char name[12]
#define KIND_code16(name) char name[16]
#define KIND_code24(name) char name[24]
#define KIND_code40(name) char name[40]
#define KIND_code72(name) char name[72]
#define KIND_title(name) char name[160]
#define KIND_sentence(name) char name[480]
#define KIND_body(name) struct bytes name

enum kind {
    SCALAR_money,  /* integer, satang */
    SCALAR_number, /* integer, 0 .. 2^63-1 */
    SCALAR_count,  /* integer, 0 .. 2^31-1 */
    SCALAR_rate,   /* integer, basis points, 0 .. 100,000 */
    SCALAR_day,    /* string "YYYY-MM-DD" */
    SCALAR_period, /* string "YYYY-MM" */
    SCALAR_flag,   /* boolean */
    SCALAR_choice, /* string, one of an enum's words */
    SCALAR_code12, /* string, at most one byte less than the number says */
    SCALAR_code16,
    SCALAR_code24,
    SCALAR_code40,
    SCALAR_code72,
    SCALAR_title,    /* string, a name of something in any script: one line, no blank at either end */
    SCALAR_sentence, /* string for people */
    SCALAR_body,     /* any value; its bytes are kept and looked at later */
    SCALAR_list,     /* array of maps */
};

enum rule { OPTIONAL = 0, REQUIRED = 1, POSITIVE = 2, SIGNED = 4, CONTROL = 8 };

enum direction { IN, INTERNAL, OUT };

/* Words of the closed sets. */
#define ENUM(name, doc) enum name { name##_absent,
#define VALUE(name, word, doc) name##_##word,
#define END_ENUM };
#include "schema/all.def"

/* Bodies. */
#define RECORD(name, doc) struct name {
#define END_RECORD(name) };
#define EVENT(subject, verb, direction, doc) struct subject##_##verb {
#define END_EVENT(subject, verb) };
#define FIELD(kind, name, rule, sample, doc) KIND_##kind(name);
#define CHOICE(set, name, rule, sample, doc) KIND_choice(name);
#define LIST(record, name, max, doc) uint32_t name##_count; struct record name[max];
#include "schema/all.def"

enum event_id {
    EVENT_none,
#define EVENT(subject, verb, direction, doc) EVENT_##subject##_##verb,
#include "schema/all.def"
    EVENT_count
};

union event_body {
#define EVENT(subject, verb, direction, doc) struct subject##_##verb subject##_##verb;
#include "schema/all.def"
};

struct enum_desc {
    const char *name, *doc;
    const char *const *words; /* words[0] is ""; ends with NULL */
    const char *const *docs;
};

struct field_desc {
    const char *name;
    uint8_t name_len;
    uint8_t kind;      /* enum kind */
    uint8_t rule;      /* enum rule */
    uint16_t offset;   /* in the body's or record's struct */
    uint16_t size;     /* of the C member; for a list, of the whole array */
    uint16_t count_at; /* list: offset of its count */
    uint16_t max;      /* list */
    const struct enum_desc *choice;
    const struct record_desc *record; /* list */
    const char *sample, *doc;
};

enum { FIELDS_MAX = 128 }; /* of one record or event */

struct record_desc {
    const char *name, *doc; /* of an event: its wire name, "subject.verb" */
    uint16_t size;
    uint16_t id; /* of an event: enum event_id */
    uint8_t direction;
    uint8_t fields_count;
    const struct field_desc *fields;
};

/* The descriptor of an event (1 .. EVENT_count - 1), by number or by wire name; NULL if there is none. */
const struct record_desc *schema_event(uint16_t id);
const struct record_desc *schema_event_named(const char *name, size_t len);
/* RECORDs and ENUMs in order of declaration; NULL at the end. */
const struct record_desc *schema_record(size_t i);
const struct enum_desc *schema_enum(size_t i);
const struct record_desc *schema_record_named(const char *name);
const struct enum_desc *schema_enum_named(const char *name);
/* What a field of a body holds: an integer of any width; the number of elements of a list; whether it is zero or empty. */
int64_t schema_integer(const struct field_desc *f, const void *body);
uint32_t schema_list_count(const struct field_desc *f, const void *body);
bool schema_is_absent(const struct field_desc *f, const void *body);
bool schema_is_integer(const struct field_desc *f); /* money, number, count, rate */
bool schema_is_code(const struct field_desc *f);
/* The number of a word, 0 if it is none; and back. */
uint8_t schema_word(const struct enum_desc *e, const char *word, size_t len);
const char *schema_word_text(const struct enum_desc *e, uint8_t value);

/* A rule that follow-ups cite (schema/rules.def); NULL if there is none of this code. */
struct rule_desc {
    const char *code, *document, *english, *thai;
};
const struct rule_desc *schema_rule(const char *code);
const struct rule_desc *schema_rule_at(size_t i); /* NULL at the end */

#endif
