/* client.h - one connection to the daemon: frames out, frames in, and a plain word when the connection is gone. What
 * the frames say, and what to send again, is for the callers: ask.h and submit.h. */
#ifndef TOOLS_CLIENT_H
#define TOOLS_CLIENT_H

#include "../proto/value.h"

enum { CLIENT_ENDPOINT_MAX = 128, CLIENT_ERROR_MAX = 384 };

enum client_event {
    CLIENT_FRAME,
    CLIENT_NOTHING,     /* the time is over */
    CLIENT_LOST,        /* the daemon went away: call client_recover() */
    CLIENT_INTERRUPTED, /* a signal came */
};

struct client;

/* endpoint is ipc://PATH. NULL: nobody listens there; error is one sentence. */
struct client *client_open(const char *endpoint, char error[CLIENT_ERROR_MAX]);
void client_close(struct client *c); /* NULL is fine */
/* Tries once to connect anew. What was on its way is lost: send it again, in order. */
bool client_recover(struct client *c, char error[CLIENT_ERROR_MAX]);

void client_send(struct client *c, struct bytes frame);
/* *ret_frame is valid until the next call. */
enum client_event client_wait(struct client *c, int timeout_ms, struct bytes *ret_frame);

/* Milliseconds that only grow; and letting some pass, or fewer when a signal comes. */
int64_t client_now_ms(void);
void client_sleep(int ms);

#endif
