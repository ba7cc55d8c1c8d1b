#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../support/test.h"
#include "../../../daemon/line.h"

#include <stdlib.h>

static struct letter letter_of(char client, const uint8_t *body, size_t len)
{
    struct letter l = {.from = {.peer = {(uint8_t)client}, .peer_len = 1}, .body = {body, len}};
    return l;
}

static struct line_letter *put(struct lines *l, char client, const uint8_t *body, size_t len)
{
    struct letter letter = letter_of(client, body, len);
    return lines_add(l, lines_find(l, &letter.from), &letter, 0);
}

static struct line *line_of(struct lines *l, char client)
{
    struct letter letter = letter_of(client, NULL, 0);
    return lines_find(l, &letter.from);
}

void test_a_client_is_worked_on_in_the_order_he_sent(void)
{
    struct lines l = {0};
    const uint8_t body[3] = {1, 2, 3};
    for (size_t i = 0; i < 3; i++) {
        CHECK(put(&l, 'a', body + i, 1));
        CHECK(put(&l, 'b', body + i, 1));
    }
    struct line_letter *first = line_first(line_of(&l, 'a'));
    for (uint8_t i = 1; i <= 3; i++) {
        CHECK(first && first->letter.body.at[0] == i);
        first = lines_advance(&l, line_of(&l, 'a'));
    }
    CHECK(!first && !line_of(&l, 'a'));
    CHECK_INT(line_first(line_of(&l, 'b'))->letter.body.at[0], 1);
    size_t over = 0;
    for (const struct line_letter *o = l.over; o; o = o->next)
        CHECK_INT(o->letter.body.at[0], (int64_t)++over);
    CHECK_INT((int64_t)over, 3);
    lines_free(&l);
    CHECK_INT((int64_t)l.bytes, 0);
}

/* What finds no room is answered with busy; so nothing behind it may be taken before the line is gone. */
void test_a_full_line_stays_closed_until_it_is_gone(void)
{
    struct lines l = {0};
    const uint8_t body[1] = {7};
    for (int i = 0; i < LINE_LETTERS_MAX; i++)
        CHECK(put(&l, 'a', body, 1));
    CHECK(!put(&l, 'a', body, 1));
    CHECK(put(&l, 'b', body, 1));
    lines_advance(&l, line_of(&l, 'a'));
    CHECK(!put(&l, 'a', body, 1));
    while (line_of(&l, 'a'))
        lines_advance(&l, line_of(&l, 'a'));
    CHECK(put(&l, 'a', body, 1));
    lines_free(&l);
}

void test_a_line_and_all_of_them_have_so_many_bytes(void)
{
    struct lines l = {0};
    size_t half = LINE_BYTES_MAX / 2;
    uint8_t *body = calloc(1, half);
    char client = 'a';
    CHECK(put(&l, client, body, half) && put(&l, client, body, half));
    CHECK(!put(&l, client, body, 1));
    while (put(&l, ++client, body, half))
        put(&l, client, body, half);
    CHECK(l.bytes <= LINES_BYTES_MAX && l.bytes + half + sizeof(struct line_letter) > LINES_BYTES_MAX);
    CHECK(!line_of(&l, client));
    lines_free(&l);
    free(body);
}
