#include "line.h"

#include <stdlib.h>
#include <string.h>

struct line {
    struct line_letter *first, *last;
    struct line *next;
};

bool lines_full(const struct lines *l)
{
    return l->letters >= LINES_LETTERS_MAX || l->bytes >= LINES_BYTES_MAX;
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

struct line_letter *lines_add(struct lines *l, const struct letter *letter)
{
    struct line_letter *added = copy(letter);
    struct line *line = lines_find(l, &letter->from);
    l->letters++;
    l->bytes += letter->body.len;
    if (line) {
        line->last->next = added;
        line->last = added;
        return added;
    }
    struct line **end = &l->first;
    while (*end)
        end = &(*end)->next;
    *end = allocate(sizeof **end);
    **end = (struct line){added, added, NULL};
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
    struct line_letter *over = line->first, *next = over->next, **end = &l->over;
    while (*end)
        end = &(*end)->next;
    *end = over;
    over->next = NULL;
    l->letters--;
    l->bytes -= over->letter.body.len;
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
