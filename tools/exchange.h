/* exchange.h - one request, one answer, on a connection that is made anew when it is lost. Says nothing to anybody:
 * ask.h does for the commands of coopctl, coop.h for programs. */
#ifndef TOOLS_EXCHANGE_H
#define TOOLS_EXCHANGE_H

#include "../proto/buffer.h"
#include "../proto/schema.h"
#include "client.h"

#include <signal.h>

enum exchange_result {
    EXCHANGE_ANSWERED,
    EXCHANGE_STOPPED,     /* *stop became true while waiting */
    EXCHANGE_UNREACHABLE, /* nobody listens; error says so */
    EXCHANGE_SILENT,      /* somebody listens and does not answer */
};

struct exchange {
    char endpoint[CLIENT_ENDPOINT_MAX];
    struct client *client;             /* NULL until the first connection */
    int patience_ms;                   /* how long to wait for a daemon that went away; negative: for ever */
    const volatile sig_atomic_t *stop; /* NULL: never */
    void (*lost)(void);                /* NULL, or called when a connection was lost */
    uint64_t id;                       /* of the last request */
    char error[CLIENT_ERROR_MAX];
};

void exchange_close(struct exchange *x);
/* Tries once to connect; afterwards what was on its way is lost. */
bool exchange_connect(struct exchange *x);
/* Tries to connect until patience ends. EXCHANGE_ANSWERED: there is a connection. */
enum exchange_result exchange_recover(struct exchange *x);
/* *ret_answer is valid until the next request, whose id is given here. */
enum exchange_result exchange(struct exchange *x, const struct request *r, struct bytes *ret_answer);
/* Passes some time, or less when it is asked to stop. */
void exchange_pause(struct exchange *x, int ms);
bool exchange_stopped(const struct exchange *x);

/* A request that submits events (msgpack maps, one behind the other). totals: all or nothing; NULL: each by itself. */
struct exchange_submission {
    const char *producer;
    bool dry_run;
    struct bytes events;
    uint32_t count;
    const struct totals *totals;
};
void exchange_submission(const struct exchange_submission *s, uint64_t id, struct buffer *out);
/* The same as a request of exchange(); its bodies stand in *bodies. */
struct request exchange_submission_request(const struct exchange_submission *s, struct buffer *bodies);

#endif
