#include "hint.h"

#include "arguments.h"
#include "words.h"

#include "../proto/schema.h"

#include <stdio.h>
#include <string.h>

/* The type nearest to a mistyped one, among those that producers send, or those that the stream holds. */
static const char *type_nearest(const char *type, bool sent)
{
    const char *names[EVENT_count + 1] = {0};
    size_t count = 0;
    for (uint16_t id = 1; id < EVENT_count; id++)
        if ((schema_event(id)->direction == IN) == sent)
            names[count++] = schema_event(id)->name;
    return arguments_nearest(type, names);
}

/* "data.items[2].item": the field that it leads to, NULL if the contract has none. */
static const struct field_desc *field_at(const struct record_desc *d, const char *path)
{
    const struct field_desc *found = NULL;
    while (d && *path) {
        size_t len = strcspn(path, ".[");
        found = NULL;
        for (int i = 0; i < d->fields_count && !found; i++)
            if (d->fields[i].name_len == len && memcmp(d->fields[i].name, path, len) == 0)
                found = &d->fields[i];
        path += strcspn(path, ".");
        path += *path == '.';
        d = found ? found->record : NULL;
    }
    return *path ? NULL : found;
}

static void choices_add(const struct enum_desc *e, struct buffer *out)
{
    buffer_add_text(out, words_pick("say one of ", "ใช้คำใดคำหนึ่งใน "));
    for (int i = 1; e->words[i]; i++) {
        buffer_add_text(out, i > 1 ? ", " : "");
        buffer_add_text(out, e->words[i]);
    }
}

void hint_refused(struct bytes event, struct bytes answer, struct buffer *out)
{
    static const char data[] = "data.";
    char type[HINT_TYPE_MAX], text[160];
    struct refused why = reply_refused(answer);
    reply_text(event, "type", type, sizeof type);
    if (strcmp(why.code, "unknown_type") == 0) {
        const char *nearest = type_nearest(type, true);
        snprintf(text, sizeof text, words_pick("did you mean %s?", "หมายถึง %s หรือไม่"), nearest ? nearest : "");
        if (nearest)
            buffer_add_text(out, text);
    }
    if (strcmp(why.code, "bad_choice") != 0 || strncmp(why.field, data, sizeof data - 1) != 0)
        return;
    const struct field_desc *f = field_at(schema_event_named(type, strlen(type)), why.field + sizeof data - 1);
    if (f && f->choice)
        choices_add(f->choice, out);
}

static bool is_prefix(const char *type, size_t len)
{
    for (uint16_t id = 1; id < EVENT_count; id++)
        if (schema_event(id)->direction != IN && strncmp(schema_event(id)->name, type, len) == 0 &&
            schema_event(id)->name[len - 1] == '.')
            return true;
    return false;
}

bool hint_stream_type(const char *type, char nearest[HINT_TYPE_MAX])
{
    size_t len = strlen(type);
    const struct record_desc *d = schema_event_named(type, len);
    nearest[0] = '\0';
    if ((d && d->direction != IN) || (len > 0 && type[len - 1] == '.' && is_prefix(type, len)))
        return true;
    snprintf(nearest, HINT_TYPE_MAX, "%s.", type);
    if (len > 0 && len + 1 < HINT_TYPE_MAX && is_prefix(nearest, len + 1))
        return false;
    const char *near = type_nearest(type, false);
    snprintf(nearest, HINT_TYPE_MAX, "%s", near ? near : "");
    return false;
}
