/* notice_mail.h - a notice as an e-mail: headers and text in UTF-8, as the standards want it. */
#ifndef TOOLS_NOTICE_MAIL_H
#define TOOLS_NOTICE_MAIL_H

#include "../proto/buffer.h"

struct notice_mail {
    const char *from; /* "Name <address>", or an address */
    const char *to;   /* an address */
    const char *subject, *text;
    const char *notice_id; /* its Message-ID: a duplicate has the same */
    int64_t now_ms;
};

/* Appends the message, its lines ending with CR LF. */
void notice_mail_write(const struct notice_mail *m, struct buffer *out);
/* The address alone of "Name <address>". */
void notice_mail_address(const char *from, char *out, size_t size);
/* Appends in base64, in lines of at most `line` characters; 0: in one. */
void notice_mail_base64(const void *data, size_t len, size_t line, struct buffer *out);

#endif
