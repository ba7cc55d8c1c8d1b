/* notice_hook.h - a notice as an HTTP request: address, headers and body as a profile says them, an INI file that
 * people may write (tools/webhooks). */
#ifndef TOOLS_NOTICE_HOOK_H
#define TOOLS_NOTICE_HOOK_H

#include "notice_row.h"

#include "../proto/buffer.h"

enum { NOTICE_HOOK_HEADERS_MAX = 16 };

struct notice_hook {
    char *url, *body, *headers[NOTICE_HOOK_HEADERS_MAX];
    unsigned headers_count;
};

/* Says everything that is wrong with the profile, each with its line; false if anything is. */
bool notice_hook_read(const char *path, struct notice_hook *ret);
void notice_hook_free(struct notice_hook *h);

/* What a request tells. */
struct notice_told {
    const struct notice_row *row;
    const char *notice_id, *address, *language, *subject, *text, *secret;
    int64_t now_ms;
};

struct notice_request {
    struct buffer url, body, headers[NOTICE_HOOK_HEADERS_MAX]; /* each NUL-terminated behind its end */
    unsigned headers_count;
};

/* {{signature}} is the HMAC-SHA256, by the secret, of the timestamp, a dot and the body. */
void notice_hook_fill(const struct notice_hook *h, const struct notice_told *told, struct notice_request *ret);
void notice_request_free(struct notice_request *r);

#endif
