#include "chart.h"

#include "words.h"

#include "../handlers/state/records.h"
#include "../proto/codec.h"

#include <stdio.h>
#include <string.h>

struct search {
    int32_t day; /* 0: the latest */
    uint32_t version;
};

static void policy_take(void *context, const struct ask_row *row)
{
    struct search *s = context;
    int32_t until = ((const struct policy_key *)(const void *)row->key)->until;
    const struct policy *p = (const void *)row->value;
    if (s->day == 0 ? p->version > s->version : p->from <= s->day && s->day <= until)
        s->version = p->version;
}

static void entry_take(void *context, const struct ask_row *row)
{
    struct chart *c = context;
    const struct policy_account *account = (const void *)row->value;
    uint8_t role = ((const struct policy_account_key *)(const void *)row->key)->account;
    for (size_t i = 0; i < ACCOUNT_ROLES; i++) {
        struct chart_entry *e = &c->entries[i];
        if (e->is->role != (enum account)role)
            continue;
        e->listed = true;
        memcpy(e->code, account->code, sizeof e->code);
        if (account->title[0])
            memcpy(e->title, account->title, sizeof e->title);
    }
}

static void defaults(struct chart *c)
{
    for (size_t i = 0; i < ACCOUNT_ROLES; i++) {
        struct chart_entry *e = &c->entries[i];
        e->is = account_at(i);
        snprintf(e->code, sizeof e->code, "%s", account_role_name(e->is->role));
        snprintf(e->title, sizeof e->title, "%s", words_pick(e->is->english, e->is->thai));
    }
}

int chart_ask(struct ask *a, int32_t day, struct chart *ret)
{
    struct search s = {.day = day};
    struct buffer key = {0};
    *ret = (struct chart){0};
    defaults(ret);
    int status = ask_rows(a, TABLE_policy, (struct bytes){0}, policy_take, &s);
    if (status != 0 || s.version == 0)
        return status;
    ret->version = s.version;
    codec_put_map(&key, 1);
    codec_put_text(&key, "version");
    codec_put_integer(&key, s.version);
    status = ask_rows(a, TABLE_policy_account, buffer_bytes(&key), entry_take, ret);
    buffer_free(&key);
    return status;
}

const struct chart_entry *chart_of(const struct chart *c, enum account role)
{
    for (size_t i = 0; i < ACCOUNT_ROLES; i++)
        if (c->entries[i].is->role == role)
            return &c->entries[i];
    return NULL;
}
