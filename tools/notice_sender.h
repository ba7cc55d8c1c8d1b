/* notice_sender.h - takes the notices of a store one by one, when their time has come: looks the recipient up, finds
 * the words, keeps that it is being sent, sends, and keeps what came of it. Time is given. */
#ifndef TOOLS_NOTICE_SENDER_H
#define TOOLS_NOTICE_SENDER_H

#include "notice_config.h"
#include "notice_hook.h"
#include "notice_post.h"
#include "notice_store.h"
#include "notice_template.h"

enum { NOTICE_SENDER_ERROR_MAX = 512, NOTICE_SECRET_MAX = 2048 };

/* The one server of a channel that could not be reached: the others of the channel wait with the one that met it. */
struct notice_down {
    int64_t until_ms;
    uint32_t times;
};

struct notice_sender {
    struct notice_config config;
    struct notice_templates *templates;
    struct directory *directory;
    struct notice_store *store;
    struct notice_hook hooks[PERSON_CHANNELS];
    char secrets[PERSON_CHANNELS][NOTICE_SECRET_MAX]; /* of e-mail: the password */
    struct post *post;
    struct notice_down down[PERSON_CHANNELS];
    char cooperative[64];        /* as the daemon calls it: part of each notice's id */
    uint32_t holiday_until_hour; /* as its latest policy has it */
    int lock;
};

/* Proves templates and profiles, opens directory and store, and sees that no other sender has them. false: it was said
 * what is wrong. */
bool notice_sender_open(struct notice_sender *s, const char *config_path);
void notice_sender_close(struct notice_sender *s);
/* The store of the settings alone, to look at or to decide about what is held. NULL: it was said what is wrong. */
struct notice_store *notice_sender_store(const struct notice_config *c);
struct directory *notice_sender_directory(const struct notice_config *c);

enum notice_step {
    NOTICE_STEP_DONE,   /* one was dealt with, for now */
    NOTICE_STEP_WAIT,   /* nothing is to be done before *ret_at_ms */
    NOTICE_STEP_FAILED, /* what happened could not be kept: it was said why */
};
enum notice_step notice_sender_step(struct notice_sender *s, int64_t now_ms, int64_t *ret_at_ms);

#endif
