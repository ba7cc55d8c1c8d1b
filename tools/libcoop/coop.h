/* coop.h - speaking with coopd: publish events, take follow-ups from a position on, acknowledge them.
 *
 *     cc consumer.c $(pkg-config --cflags --libs libcoop)
 *
 * Nothing here prints or ends the program (but for want of memory: abort). Every call that can fail returns an enum
 * coop_result, and coop_error() is then one sentence for people, in Thai or English by LANG. A handle belongs to one
 * thread; two handles know nothing of each other.
 *
 * What coop_publish() returns is known for certain: it sends the same event again under the same key, through crashes
 * and restarts of the daemon, until there is an answer or patience ends; whoever then calls it again with the same
 * event does nothing twice. */
#ifndef COOP_H
#define COOP_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum coop_result {
    COOP_DONE,
    COOP_NOTHING,     /* nothing (more) has come */
    COOP_UNREACHABLE, /* no answer within the patience: what was sent may have been taken; call again with the same */
    COOP_STOPPED,     /* the flag of coop_stop_when() became true */
    COOP_DECLINED,    /* the daemon does not take such a request, and never will */
    COOP_UNFIT        /* what was given here cannot be sent */
};

struct coop;

/* Bytes that belong to somebody else. */
struct coop_bytes {
    const void *at;
    size_t len;
};

/* place: a data directory (its socket is PLACE/coopd.sock) or ipc://PATH. name: who publishes; keys belong to it. A
 * daemon that is not there yet is waited for, with patience. NULL: the place or name cannot be, memory is gone; error,
 * which may be NULL, has the sentence. */
struct coop *coop_open(const char *place, const char *name, char *error, size_t error_size);
void coop_close(struct coop *c); /* NULL is fine */
/* The sentence of the last call that did not return COOP_DONE or COOP_NOTHING. */
const char *coop_error(const struct coop *c);
/* How long to wait for a daemon that does not answer: otherwise 60 seconds; negative for ever. */
void coop_patience(struct coop *c, int milliseconds);
/* Waiting ends soon after *flag becomes true, as a signal handler may make it; NULL for never. */
void coop_stop_when(struct coop *c, const volatile sig_atomic_t *flag);

/* ---- publish */

enum coop_format { COOP_JSON, COOP_MSGPACK };

/* One map with type, key, effective_date and data. The key is your own name for this event, the same tomorrow. */
struct coop_event {
    enum coop_format format;
    struct coop_bytes text;
};

enum coop_status {
    COOP_APPLIED = 1, /* in the journal; the state has changed */
    COOP_REPEATED,    /* in the journal since an earlier time, with the same content */
    COOP_CONFLICT,    /* under this key something else is in the journal; nothing happened */
    COOP_PARKED,      /* in the journal; its money waits in suspense */
    COOP_REFUSED      /* nothing happened, the key stays free */
};

struct coop_answer {
    enum coop_status status;
    uint64_t seq;   /* of the event in the journal; 0 if refused */
    uint64_t first; /* position of its first follow-up, and how many */
    uint64_t count;
    char code[40];      /* parked, refused: the stable code */
    char field[72];     /* refused: where; conflict: what differs */
    char sentence[640]; /* refused, conflict: what is wrong and how to mend it */
};

/* Publishes them in their order, many at a time; one answer for each. On anything but COOP_DONE nothing is known of
 * those whose status is 0. */
enum coop_result coop_publish(struct coop *c, const struct coop_event *events, size_t count,
                              struct coop_answer *ret_answers);

/* ---- subscribe */

/* Where to begin and what to take. */
struct coop_filter {
    uint64_t after;      /* the last position that is safely dealt with; 0 for the beginning */
    const char *types;   /* a type, or a prefix ending in a dot; NULL for all */
    const char *subject; /* what it must name: a member, contract, unit or case; NULL for all */
};

struct coop_followup {
    uint64_t position, seq;
    uint32_t ordinal; /* with seq its name for ever */
    char type[40];
    char effective_date[16];
    struct coop_bytes data, cause, raw; /* msgpack maps; raw is the whole */
};

struct coop_stream;

/* The filter is copied. NULL: its words are too long. */
struct coop_stream *coop_subscribe(struct coop *c, const struct coop_filter *f);
/* The next one; *ret is valid until the next call for this stream. COOP_NOTHING: none has come within wait_ms. */
enum coop_result coop_next(struct coop_stream *s, int wait_ms, struct coop_followup *ret);
/* Everything up to here was handed out, or is not taken: what to keep, together with your own result. */
uint64_t coop_position(const struct coop_stream *s);
/* Whether the last of a page was handed out: the next call asks the daemon, so that this is a good moment to keep what
 * there is. */
int coop_page_ended(const struct coop_stream *s);
void coop_unsubscribe(struct coop_stream *s); /* NULL is fine */

/* ---- acknowledge */

/* The consumer's own figures since the beginning, all three compared with the daemon's. */
struct coop_acknowledgement {
    const char *consumer; /* name of the cursor */
    const char *types;    /* as subscribed; NULL for all. Fixed by the first acknowledgement */
    uint64_t position;    /* everything up to here is kept; at most 20,000 behind the one before */
    uint64_t count;
    int64_t debit_satang, credit_satang;
};

/* A figure that is not the daemon's. What is wrong lies behind agreed_position and not behind position. */
struct coop_divergence {
    char figure[24];
    int64_t expected, given;
    uint64_t agreed_position, position;
};

enum { COOP_DIVERGENCES_MAX = 3 };

struct coop_acknowledged {
    struct coop_answer answer;
    struct coop_divergence divergences[COOP_DIVERGENCES_MAX];
    uint32_t divergences_count;
};

enum coop_result coop_acknowledge(struct coop *c, const struct coop_acknowledgement *a, struct coop_acknowledged *ret);

/* ---- look */

/* Called for each row, with two msgpack maps that are valid during the call; 0 goes on. */
typedef int coop_visit(void *context, struct coop_bytes key, struct coop_bytes value);
/* The rows of a table, in order. key: the first fields of its key as a JSON object; NULL for all. */
enum coop_result coop_rows(struct coop *c, const char *table, const char *key, coop_visit *visit, void *context);

/* Looking into a msgpack map. 0 or "" if there is no such member, or it is of another type. */
int coop_member(struct coop_bytes map, const char *name, struct coop_bytes *ret);
int64_t coop_integer(struct coop_bytes map, const char *name);
const char *coop_text(struct coop_bytes map, const char *name, char *out, size_t size); /* returns out */
/* Walks an array that is a member: `while (coop_element(&list, &one))`. */
struct coop_list {
    const void *at, *end;
    uint32_t left;
};
struct coop_list coop_list(struct coop_bytes map, const char *name);
int coop_element(struct coop_list *list, struct coop_bytes *ret);
/* Any msgpack value as JSON on one line; valid until the next call with this handle. NULL: it is damaged. */
const char *coop_json(struct coop *c, struct coop_bytes value);
/* The other way: one JSON object, as coop_publish() takes it. COOP_UNFIT: coop_error() says what is wrong with it. */
enum coop_result coop_msgpack(struct coop *c, const char *json, struct coop_bytes *ret);

#ifdef __cplusplus
}
#endif
#endif
