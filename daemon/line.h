/* line.h - clients who wait: the first letter of a line waits for queued work, the others for the first, so that
 * nothing overtakes what its client sent before it, and nobody waits for another client. */
#ifndef DAEMON_LINE_H
#define DAEMON_LINE_H

#include "desk.h"
#include "door.h"

enum {
    LINE_LETTERS_MAX = 4096, /* of one client, */
    LINE_BYTES_MAX = 4 << 20,
    LINES_BYTES_MAX = 64 << 20, /* and of all of them: what comes beyond it is answered with busy */
    LINE_WAIT_MAX_MS = 30000,   /* so is who has waited so long */
};

struct line_letter {
    struct letter letter; /* with a body of its own */
    int64_t since_ms;
    bool opened;
    enum desk_kind kind;          /* once it is opened, */
    struct request request;       /* and this */
    struct submission submission; /* how far it has come */
    struct buffer answer;         /* as far as it is written */
    struct line_letter *next;
};

struct line;

/* Zeroed is empty. */
struct lines {
    struct line *first;
    struct line_letter *over, *over_last; /* letters that need not wait any more, in order */
    size_t bytes;                         /* that wait, with what it takes to keep them */
};

/* The client's line; NULL: it has none. */
struct line *lines_find(const struct lines *l, const struct address *client);
/* Puts a copy of the letter at the end of its client's line, `line`, or of a new one. NULL: there is no room; as long
 * as this line lasts there is none for letters behind this one either. */
struct line_letter *lines_add(struct lines *l, struct line *line, const struct letter *letter, int64_t now_ms);
/* The first letter of a line, and the line behind it. */
struct line_letter *line_first(const struct line *line);
struct line *line_next(const struct line *line);
/* The first letter need not wait any more; returns the next one of this line, NULL when the line is gone. */
struct line_letter *lines_advance(struct lines *l, struct line *line);
/* Frees the letters that are over. */
void lines_forget_over(struct lines *l);
void lines_free(struct lines *l);

#endif
