#include "line.h"

#include <stdlib.h>
#include <string.h>

struct line {
    struct line_letter *first, *last;
    size_t letters, bytes;
    bool closed;
    struct line *next;
};

static size_t weight(const struct letter *letter)
{
    return sizeof(struct line_letter) + letter->body.len;
}

static bool is_same(const struct address *a, const struct address *b)
{
    return a->peer_len == b->peer_len && memcmp(a->peer, b->peer, a->peer_len) == 0;
}

struct line *lines_find(const struct lines *l, const struct address *client)
{
    struct line *line = l->first;
    while (line && !is_same(&line->first->letter.from, client))
        line = line->next;
    return line;
}

static void *allocate(size_t size)
{
    void *p = calloc(1, size);
    if (!p)
        abort();
    return p;
}

static struct line_letter *copy(const struct letter *letter)
{
    struct line_letter *c = allocate(sizeof *c + letter->body.len);
    uint8_t *body = (uint8_t *)(c + 1);
    c->letter = *letter;
    c->letter.body = (struct bytes){body, letter->body.len};
    if (letter->body.len > 0)
        memcpy(body, letter->body.at, letter->body.len);
    return c;
}

static struct line *line_begin(struct lines *l)
{
    struct line **end = &l->first;
    while (*end)
        end = &(*end)->next;
    *end = allocate(sizeof **end);
    return *end;
}

struct line_letter *lines_add(struct lines *l, struct line *line, const struct letter *letter, int64_t now_ms)
{
    size_t bytes = weight(letter);
    bool full = l->bytes + bytes > LINES_BYTES_MAX;
    if (line) {
        line->closed = line->closed || full || line->letters == LINE_LETTERS_MAX ||
                       line->bytes + letter->body.len > LINE_BYTES_MAX;
        full = line->closed;
    }
    if (full)
        return NULL;
    struct line_letter *added = copy(letter);
    added->since_ms = now_ms;
    if (!line)
        line = line_begin(l);
    if (line->last)
        line->last->next = added;
    else
        line->first = added;
    line->last = added;
    line->letters++;
    line->bytes += letter->body.len;
    l->bytes += bytes;
    return added;
}

struct line_letter *line_first(const struct line *line)
{
    return line->first;
}

struct line *line_next(const struct line *line)
{
    return line->next;
}

static void line_remove(struct lines *l, struct line *line)
{
    struct line **at = &l->first;
    while (*at != line)
        at = &(*at)->next;
    *at = line->next;
    free(line);
}

struct line_letter *lines_advance(struct lines *l, struct line *line)
{
    struct line_letter *over = line->first, *next = over->next;
    if (l->over)
        l->over_last->next = over;
    else
        l->over = over;
    l->over_last = over;
    over->next = NULL;
    l->bytes -= weight(&over->letter);
    line->bytes -= over->letter.body.len;
    line->letters--;
    line->first = next;
    if (!next)
        line_remove(l, line);
    return next;
}

void lines_forget_over(struct lines *l)
{
    struct line_letter *next;
    for (; l->over; l->over = next) {
        next = l->over->next;
        buffer_free(&l->over->answer);
        free(l->over);
    }
}

void lines_free(struct lines *l)
{
    while (l->first)
        lines_advance(l, l->first);
    lines_forget_over(l);
}
