/* Rows of the state, and looking into what came. */
#include "coop_parts.h"

#include "../json.h"
#include "../reply.h"

#include "../../proto/codec.h"

#include <string.h>

enum { PAGE_ROWS = 1000 };

enum coop_result parts_look(struct coop *c, const struct request *r, struct bytes *ret_answer)
{
    struct bytes refused_map;
    char sentence[WORDS_SENTENCE_MAX];
    enum coop_result result = parts_ask(c, r, ret_answer);
    if (result != COOP_DONE || !reply_find(*ret_answer, "refused", &refused_map))
        return result;
    struct refused refused = reply_refused(refused_map);
    words_refusal(&refused, sentence, sizeof sentence);
    return parts_fail(c, COOP_DECLINED, sentence);
}

/* ---- rows */

/* Hands out a page, which is a copy: the visitor may ask something else. true: there are more, behind *behind. */
static bool page_visit(const struct buffer *page, coop_visit *visit, void *context, struct buffer *behind)
{
    struct reply_list rows = reply_list(buffer_bytes(page), "rows");
    struct bytes raw, key, value;
    behind->len = 0;
    while (reply_next(&rows, &raw) && reply_find(raw, "key", &key) && reply_find(raw, "value", &value)) {
        if (visit(context, parts_out(key), parts_out(value)) != 0)
            return false;
        behind->len = 0;
        buffer_add(behind, key.at, key.len);
    }
    return reply_flag(buffer_bytes(page), "more") && behind->len > 0;
}

enum coop_result coop_rows(struct coop *c, const char *table, const char *key, coop_visit *visit, void *context)
{
    struct request r = {.op = "query", .limit = PAGE_ROWS};
    struct buffer behind = {0}, page = {0};
    struct coop_bytes first;
    struct bytes answer;
    enum coop_result result = COOP_DONE;
    bool more = true;
    if (strlen(table) >= sizeof r.table)
        return parts_fail(c, COOP_UNFIT, words_pick("there is no table of this name", "ไม่มีตารางชื่อนี้"));
    value_code_set(r.table, sizeof r.table, table);
    if (key && (result = coop_msgpack(c, key, &first)) == COOP_DONE)
        r.key = parts_in(first);
    while (more && result == COOP_DONE) {
        result = parts_look(c, &r, &answer);
        if (result != COOP_DONE)
            break;
        page.len = 0;
        buffer_add(&page, answer.at, answer.len);
        more = page_visit(&page, visit, context, &behind);
        r.behind = buffer_bytes(&behind);
    }
    buffer_free(&behind);
    buffer_free(&page);
    return result;
}

/* ---- values */

int coop_member(struct coop_bytes map, const char *name, struct coop_bytes *ret)
{
    struct bytes found;
    if (!reply_find(parts_in(map), name, &found))
        return 0;
    *ret = parts_out(found);
    return 1;
}

int64_t coop_integer(struct coop_bytes map, const char *name)
{
    return reply_integer(parts_in(map), name);
}

const char *coop_text(struct coop_bytes map, const char *name, char *out, size_t size)
{
    return reply_text(parts_in(map), name, out, size);
}

struct coop_list coop_list(struct coop_bytes map, const char *name)
{
    struct reply_list l = reply_list(parts_in(map), name);
    return (struct coop_list){l.reader.at, l.reader.end, l.left};
}

int coop_element(struct coop_list *list, struct coop_bytes *ret)
{
    struct reply_list l = {{list->at, list->at, list->end}, list->left};
    struct bytes one;
    if (!reply_next(&l, &one))
        return 0;
    *ret = parts_out(one);
    list->at = l.reader.at;
    list->left = l.left;
    return 1;
}

const char *coop_json(struct coop *c, struct coop_bytes value)
{
    c->json.len = 0;
    if (!codec_json_any(parts_in(value), &c->json))
        return NULL;
    buffer_add(&c->json, "", 1);
    return (const char *)c->json.at;
}

enum coop_result coop_msgpack(struct coop *c, const char *json, struct coop_bytes *ret)
{
    struct refused why;
    char sentence[WORDS_SENTENCE_MAX];
    c->msgpack.len = 0;
    if (!json_to_msgpack(json, strlen(json), &c->msgpack, &why)) {
        words_refusal(&why, sentence, sizeof sentence);
        return parts_fail(c, COOP_UNFIT, sentence);
    }
    *ret = parts_out(buffer_bytes(&c->msgpack));
    return COOP_DONE;
}
