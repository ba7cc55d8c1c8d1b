#include "ledger_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_line(struct buffer *out, const char *name, const char *value)
{
    buffer_add_text(out, name);
    buffer_add_text(out, " ");
    buffer_add_text(out, value);
    buffer_add_text(out, "\n");
}

static void add_number(struct buffer *out, const char *name, int64_t value)
{
    char text[VALUE_TEXT_MAX];
    value_integer_print(value, text);
    add_line(out, name, text);
}

void ledger_record_text(const struct ledger_files *l, struct buffer *out)
{
    char text[2 * LEDGER_NAME_MAX + 80], period[VALUE_TEXT_MAX];
    add_line(out, "ledger", ledger_format_name(l->format));
    add_line(out, "cursor", l->cursor);
    add_number(out, "position", (int64_t)l->position);
    add_number(out, "count", (int64_t)l->count);
    add_number(out, "debit_satang", l->debit_satang);
    add_number(out, "credit_satang", l->credit_satang);
    snprintf(text, sizeof text, "%016" PRIx64 " %016" PRIx64, l->main_digest, l->main_before);
    add_line(out, "main", text);
    for (uint32_t i = 0; i < l->periods_count; i++) {
        const struct ledger_period *p = &l->periods[i];
        value_period_print(p->period, period);
        snprintf(text, sizeof text, "%s %" PRIu64 " %016" PRIx64, period, p->len, p->digest);
        add_line(out, "file", text);
    }
    for (uint32_t i = 0; i < l->accounts.count; i++) {
        const struct ledger_account *a = &l->accounts.rows[i];
        snprintf(text, sizeof text, "%s\t%s\t%s", account_role_name(a->is->role), a->name, a->title);
        add_line(out, "account", text);
    }
    buffer_add_text(out, "end\n");
}

static bool file_line(struct ledger_files *l, const char *value)
{
    struct ledger_period p = {0};
    char period[16];
    if (sscanf(value, "%15s %" SCNu64 " %" SCNx64, period, &p.len, &p.digest) != 3 ||
        !value_period_parse(period, strlen(period), &p.period) ||
        (l->periods_count > 0 && l->periods[l->periods_count - 1].period >= p.period))
        return false;
    l->periods = realloc(l->periods, (l->periods_count + 1) * sizeof p);
    if (!l->periods)
        abort();
    l->periods[l->periods_count++] = p;
    return true;
}

static bool account_line(struct ledger_files *l, const char *value)
{
    char role[64];
    struct ledger_account *a = &l->accounts.rows[l->accounts.count];
    if (l->accounts.count == ACCOUNT_ROLES ||
        sscanf(value, "%63[^\t]\t%191[^\t]\t%191[^\t]", role, a->name, a->title) != 3)
        return false;
    for (size_t i = 0; i < ACCOUNT_ROLES; i++)
        if (strcmp(account_role_name(account_at(i)->role), role) == 0)
            a->is = account_at(i);
    l->accounts.count++;
    return a->is != NULL;
}

static bool number_line(const char *value, int64_t *ret)
{
    return value_integer_parse(value, strlen(value), ret) && *ret >= 0;
}

static bool line_read(struct ledger_files *l, const char *name, const char *value)
{
    int64_t n = 0;
    if (strcmp(name, "ledger") == 0)
        return (l->format = ledger_format_named(value)) != LEDGER_FORMATS;
    if (strcmp(name, "cursor") == 0)
        return (size_t)snprintf(l->cursor, sizeof l->cursor, "%s", value) < sizeof l->cursor;
    if (strcmp(name, "main") == 0)
        return sscanf(value, "%" SCNx64 " %" SCNx64, &l->main_digest, &l->main_before) == 2;
    if (strcmp(name, "file") == 0)
        return file_line(l, value);
    if (strcmp(name, "account") == 0)
        return account_line(l, value);
    if (!number_line(value, &n))
        return false;
    if (strcmp(name, "position") == 0)
        l->position = (uint64_t)n;
    else if (strcmp(name, "count") == 0)
        l->count = (uint64_t)n;
    else if (strcmp(name, "debit_satang") == 0)
        l->debit_satang = n;
    else if (strcmp(name, "credit_satang") == 0)
        l->credit_satang = n;
    else
        return false;
    return true;
}

bool ledger_record_read(struct ledger_files *l, struct bytes text)
{
    char line[2 * LEDGER_NAME_MAX + 120];
    const uint8_t *at = text.at, *end = text.at + text.len;
    while (at < end) {
        const uint8_t *stop = memchr(at, '\n', (size_t)(end - at));
        size_t len = stop ? (size_t)(stop - at) : sizeof line;
        if (len >= sizeof line)
            return false;
        memcpy(line, at, len);
        line[len] = '\0';
        at = stop + 1;
        if (strcmp(line, "end") == 0)
            return at == end;
        char *blank = strchr(line, ' ');
        if (!blank)
            return false;
        *blank = '\0';
        if (!line_read(l, line, blank + 1))
            return false;
    }
    return false;
}
