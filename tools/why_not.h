/* why_not.h - what the files of coopctl why-not share: cmd_why_not.c, why_not_intent.c, why_not.c. A rehearsal is one
 * or two events that the daemon handles by its own rules and forgets. */
#ifndef TOOLS_WHY_NOT_H
#define TOOLS_WHY_NOT_H

#include "ask.h"
#include "stream.h"

#include "../handlers/state/records.h"
#include "../proto/codec.h"

/* The number that an application or intent is filed under anew. Nothing is kept of it. */
#define WHY_NOT_NO "why-not"

struct why_not {
    struct ask ask;
    bool json;
    char id[24]; /* as the officer named it */
    struct application application;
    int32_t date;         /* the rehearsal is dated */
    struct event event;   /* the next one of it */
    struct buffer events; /* all of it */
    uint32_t events_count;
    struct buffer frame; /* what the daemon answered */
};

/* The rehearsal is dated the first day that is not closed, or the day of the last step. */
int why_not_date(struct why_not *w, int32_t last_step);
void why_not_begin(struct why_not *w);
/* The body of the next event, empty; it is added when it is filled in. */
union event_body *why_not_event(struct why_not *w, enum event_id id);
void why_not_add(struct why_not *w);
int why_not_rehearse(struct why_not *w);
/* Whether all of it would be applied; otherwise it is said what could not be done, and why. */
bool why_not_applies(const struct why_not *w, const char *english, const char *thai);
/* The last follow-up of a type; false: none. */
bool why_not_told(const struct why_not *w, enum event_id id, struct stream_item *ret);

/* An application on its way is screened again. */
void why_not_rescreen(struct why_not *w, const char *application_no);
/* Prints what the last screening says. */
void why_not_screened(const struct why_not *w);

/* Why an intent is not granted that is no application yet, or one whose application has ended. */
int why_not_intent_waits(struct why_not *w, const struct intent *intent);
int why_not_intent_ended(struct why_not *w, const struct intent *intent);

#endif
