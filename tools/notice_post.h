/* notice_post.h - one attempt to send: by SMTP or by HTTP, with a limit of time. */
#ifndef TOOLS_NOTICE_POST_H
#define TOOLS_NOTICE_POST_H

#include "notice_hook.h"

enum post_end {
    POST_SENT,      /* a mail server has it */
    POST_DELIVERED, /* the other side has it, now or since an earlier attempt */
    POST_NOT_NOW,   /* it was not taken: come again */
    POST_UNCLEAR,   /* it may have been taken: come again */
    POST_REJECTED,  /* it was not taken and never will be */
    POST_DOWN,      /* the server could not be reached, or does not let us in */
};

struct post_result {
    enum post_end end;
    uint16_t reply;  /* number of the server's answer; 0: none */
    uint8_t trouble; /* notice_trouble */
};

struct post_mail {
    const char *server, *user, *password; /* user empty: none is asked for */
    const char *ca_file;                  /* empty: the system's */
    bool tls;                             /* nothing is said before it is there */
    const char *from, *to;
    struct bytes message;
    int64_t timeout_ms;
};

struct post;

/* Connections are kept open between attempts. NULL: memory is gone. */
struct post *post_open(void);
void post_close(struct post *p); /* NULL is fine */
struct post_result post_mail(struct post *p, const struct post_mail *m);
struct post_result post_request(struct post *p, const struct notice_request *r, int64_t timeout_ms);

#endif
