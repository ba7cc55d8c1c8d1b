/* desk.h - what the officers' commands share: somebody answers for an event, the daemon rehearses it, the officer sees
 * what it would do and says yes, it is sent under a key that means the same tomorrow, and what came of it is told in
 * the same words. */
#ifndef TOOLS_DESK_H
#define TOOLS_DESK_H

#include "effect.h"

#include "../proto/codec.h"

struct arguments;

/* Options as they were given; NULL if not. */
struct desk_given {
    const char *actor, *producer, *date, *dry_run, *yes;
};

struct desk {
    const char *command;
    struct ask ask;
    bool json, dry_run, yes, date_given;
    char producer[24];
    int32_t day_closed; /* 0: no day yet */
    struct event event;
    char unit_code[12]; /* the month that it settles anew; "" if none */
    uint32_t period;
    const char *question; /* NULL: it is sent without asking */
    const char *outcome;  /* a sentence of what it does beside what follow-ups tell; NULL: nothing */
    struct effect effect;
    struct buffer frame;   /* the last answer */
    char refused_code[40]; /* of the last answer, "" if it was not refused */
};

/* Checks the options and connects. 0, or the exit status after it was said what is wrong. */
int desk_open(struct desk *d, const char *command, const struct arguments *a, const struct desk_given *g);
void desk_close(struct desk *d);

/* A code as an operand or option gives it; false: it was said that it is none. what: English and Thai. */
bool desk_code(const struct desk *d, const char *text, char *ret, size_t size, const char *what);
/* One of the words of a choice of the contract; false: it was said which there are. */
bool desk_word(const char *command, const char *option, const char *set, const char *text, uint8_t *ret);
/* Baht, like 1,234.56; false: it was said that it is none. */
bool desk_baht(const char *command, const char *text, int64_t *ret_satang);

/* Begins the event. Its date is the one given, or the day after the last closed day, or fallback. Returns its body, to
 * be filled. */
union event_body *desk_event(struct desk *d, enum event_id id, int32_t fallback);
void desk_key(struct desk *d, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The event with this number, as it was sent under this command's producer name; false if it is another's, or of
 * another type. *ret_status is the exit status if it cannot be asked for. */
bool desk_event_find(struct desk *d, uint64_t seq, enum event_id id, struct event *ret, int *ret_status);
/* The answer to the event that was sent, or rehearsed, last. */
struct bytes desk_answer(const struct desk *d);
/* Rehearses, asks, sends, waits, tells. The exit status. */
int desk_run(struct desk *d);

#endif
