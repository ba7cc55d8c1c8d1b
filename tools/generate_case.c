/* The table of generate_case.def, and who each case is in a cooperative. */
#include "generate_month.h"

#include "table.h"

#include <string.h>

struct where {
    char period[VALUE_TEXT_MAX], unit[12], member[12], contract[24];
};

static void where_begin(const struct society *c, int month, struct where *ret)
{
    *ret = (struct where){.period = "setup"};
    if (month >= 0)
        value_period_print(c->from + (uint32_t)month, ret->period);
}

static void member_find(const struct society *c, enum role role, int month, struct where *ret)
{
    static struct person p;
    where_begin(c, month, ret);
    society_person(c, society_role_index(c, role), &p);
    society_unit_code(p.unit, ret->unit);
    memcpy(ret->member, p.member_no, sizeof ret->member);
    if (p.loans_count > 0)
        memcpy(ret->contract, p.loans[0].contract_no, sizeof ret->contract);
}

/* false: there are not so many units that such a case could be set apart. */
static bool unit_find(const struct society *c, int month, uint32_t slot, struct where *ret)
{
    where_begin(c, month, ret);
    if (c->case_units[slot] == SOCIETY_NO_UNIT)
        return false;
    society_unit_code(c->case_units[slot], ret->unit);
    return true;
}

static void member_json(struct buffer *out, const char *name, const char *text)
{
    if (!text[0])
        return;
    buffer_add_text(out, out->len > 0 ? ",\"" : "{\"");
    buffer_add_text(out, name);
    buffer_add_text(out, "\":");
    codec_json_text(out, text, strlen(text));
}

static const char *const headings[] = {"case", "period", "unit", "member", "contract", "what"};

static void tell(struct table_page *t, bool json, const char *name, const struct where *w, const char *what)
{
    const char *const cells[] = {name, w->period, w->unit, w->member, w->contract, what};
    struct buffer out = {0};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        if (json)
            member_json(&out, headings[i], cells[i]);
        else
            table_cell(t, cells[i]);
    }
    if (json)
        printf("%.*s}\n", (int)out.len, (const char *)out.at);
    buffer_free(&out);
}

void generate_cases(const struct society *c, bool json)
{
    struct table_page t;
    struct where w;
    table_begin(&t, sizeof headings / sizeof *headings);
    for (size_t i = 0; i < sizeof headings / sizeof *headings && !json; i++)
        table_cell(&t, headings[i]);
#define MEMBER(name, month, what)                                                                                      \
    member_find(c, ROLE_##name, month, &w);                                                                            \
    tell(&t, json, #name, &w, what);
#define UNIT(name, month, slot, what)                                                                                  \
    if (unit_find(c, month, slot, &w))                                                                                 \
        tell(&t, json, #name, &w, what);
#define ALWAYS(name, month, what)                                                                                      \
    where_begin(c, month, &w);                                                                                         \
    tell(&t, json, #name, &w, what);
#include "generate_case.def"
    if (!json)
        table_end(&t, stdout);
}
