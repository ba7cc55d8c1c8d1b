/* The only file that includes libcurl. */
#include "notice_post.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_MOST = 65536 };

struct post {
    CURL *mail, *request; /* each keeps its connections */
    struct bytes message; /* what is still to be handed over */
    size_t answered;      /* bytes of the answer: it is not looked at, and not waited for without end */
    bool began;           /* some of the message, or a request, was handed over */
};

struct post *post_open(void)
{
    struct post *p = calloc(1, sizeof *p);
    if (!p || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return NULL;
    p->mail = curl_easy_init();
    p->request = curl_easy_init();
    if (p->mail && p->request)
        return p;
    post_close(p);
    return NULL;
}

void post_close(struct post *p)
{
    if (!p)
        return;
    curl_easy_cleanup(p->mail);
    curl_easy_cleanup(p->request);
    curl_global_cleanup();
    free(p);
}

static size_t message_read(char *to, size_t size, size_t count, void *context)
{
    struct post *p = context;
    size_t len = size * count < p->message.len ? size * count : p->message.len;
    memcpy(to, p->message.at, len);
    p->message.at += len;
    p->message.len -= len;
    p->began = true;
    return len;
}

static size_t answer_drop(char *from, size_t size, size_t count, void *context)
{
    struct post *p = context;
    (void)from;
    p->answered += size * count;
    return p->answered > ANSWER_MOST ? 0 : size * count;
}

static void options_set(struct post *p, CURL *c, int64_t timeout_ms)
{
    curl_easy_reset(c);
    p->answered = 0;
    p->began = false;
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)timeout_ms);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, answer_drop);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, p);
    curl_easy_setopt(c, CURLOPT_PROXY, ""); /* no other machine is asked because of an environment */
}

/* Before anything of the notice went out. */
static bool is_down(CURLcode code)
{
    return code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY || code == CURLE_COULDNT_CONNECT ||
           code == CURLE_SSL_CONNECT_ERROR || code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_USE_SSL_FAILED ||
           code == CURLE_SSL_CACERT_BADFILE || code == CURLE_LOGIN_DENIED || code == CURLE_URL_MALFORMAT ||
           code == CURLE_UNSUPPORTED_PROTOCOL;
}

static struct post_result failed(CURLcode code, bool began, uint16_t reply)
{
    struct post_result r = {.reply = reply};
    r.trouble = code == CURLE_OPERATION_TIMEDOUT ? notice_trouble_timed_out : notice_trouble_cut_off;
    r.end = began ? POST_UNCLEAR : POST_NOT_NOW;
    if (is_down(code)) {
        r.trouble = notice_trouble_unreachable;
        r.end = POST_DOWN;
    }
    return r;
}

/* A reply that stands for itself, whatever then happened to the connection. */
static struct post_result mail_result(CURLcode code, bool began, uint16_t reply)
{
    if (code == CURLE_OK)
        return (struct post_result){POST_SENT, reply, notice_trouble_absent};
    if (code == CURLE_LOGIN_DENIED || is_down(code) || reply < 400)
        return failed(code, began, reply);
    if (reply == 421)
        return (struct post_result){POST_DOWN, reply, notice_trouble_put_off};
    if (reply < 500)
        return (struct post_result){POST_NOT_NOW, reply, notice_trouble_put_off};
    return (struct post_result){POST_REJECTED, reply, notice_trouble_rejected};
}

struct post_result post_mail(struct post *p, const struct post_mail *m)
{
    long reply = 0;
    CURL *c = p->mail;
    struct curl_slist *to = curl_slist_append(NULL, m->to);
    options_set(p, c, m->timeout_ms);
    p->message = m->message;
    curl_easy_setopt(c, CURLOPT_URL, m->server);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(c, CURLOPT_USE_SSL, m->tls ? (long)CURLUSESSL_ALL : (long)CURLUSESSL_NONE);
    if (m->ca_file[0])
        curl_easy_setopt(c, CURLOPT_CAINFO, m->ca_file);
    if (m->user[0]) {
        curl_easy_setopt(c, CURLOPT_USERNAME, m->user);
        curl_easy_setopt(c, CURLOPT_PASSWORD, m->password);
    }
    curl_easy_setopt(c, CURLOPT_MAIL_FROM, m->from);
    curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_READFUNCTION, message_read);
    curl_easy_setopt(c, CURLOPT_READDATA, p);
    CURLcode code = curl_easy_perform(c);
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &reply);
    curl_slist_free_all(to);
    return mail_result(code, p->began, (uint16_t)reply);
}

static struct post_result request_result(CURLcode code, bool began, uint16_t reply)
{
    if (code != CURLE_OK && reply < 200) /* none, or one that says it is on its way */
        return failed(code, began, reply);
    if ((reply >= 200 && reply < 300) || reply == 409)
        return (struct post_result){POST_DELIVERED, reply, notice_trouble_absent};
    if (reply == 425 || reply == 429)
        return (struct post_result){POST_NOT_NOW, reply, notice_trouble_put_off};
    if (reply == 408 || reply >= 500)
        return (struct post_result){POST_UNCLEAR, reply, notice_trouble_put_off};
    if (reply == 401 || reply == 403)
        return (struct post_result){POST_DOWN, reply, notice_trouble_unreachable};
    return (struct post_result){POST_REJECTED, reply, notice_trouble_rejected};
}

struct post_result post_request(struct post *p, const struct notice_request *r, int64_t timeout_ms)
{
    long reply = 0;
    curl_off_t sent = 0;
    CURL *c = p->request;
    struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
    for (unsigned i = 0; i < r->headers_count; i++)
        headers = curl_slist_append(headers, (const char *)r->headers[i].at);
    options_set(p, c, timeout_ms);
    curl_easy_setopt(c, CURLOPT_URL, (const char *)r->url.at);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE, (long)r->body.len);
    curl_easy_setopt(c, CURLOPT_POSTFIELDS, (const char *)r->body.at);
    CURLcode code = curl_easy_perform(c);
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &reply);
    curl_easy_getinfo(c, CURLINFO_SIZE_UPLOAD_T, &sent);
    curl_slist_free_all(headers);
    return request_result(code, sent > 0, (uint16_t)reply);
}
