/* notice_store.h - the notices that the sink has taken and what became of them, durable before anything is sent. Every
 * call that can fail says one sentence in `error`. Several programs may use it: what somebody else changed meanwhile is
 * not changed again. */
#ifndef TOOLS_NOTICE_STORE_H
#define TOOLS_NOTICE_STORE_H

#include "notice_row.h"

enum { NOTICE_STORE_ERROR_MAX = 512 };

struct notice_store;

struct notice_store *notice_store_open(const char *dir, char error[NOTICE_STORE_ERROR_MAX]);
void notice_store_close(struct notice_store *s); /* NULL is fine */
/* Of which cooperative these are: fixed by the first call. */
bool notice_store_bind(struct notice_store *s, const char *cooperative, char error[NOTICE_STORE_ERROR_MAX]);

/* Everything up to position was taken: so many follow-ups since the beginning. */
struct notice_mark {
    uint64_t position, count;
};
bool notice_store_mark(struct notice_store *s, struct notice_mark *ret, char error[NOTICE_STORE_ERROR_MAX]);
/* Takes a page of news and moves the mark, all at once. What is there already stays. A withdrawal stops what was not
 * sent; if it may have been, the recipient is told of it: that is another notice, from the moment of the withdrawal's
 * row. */
bool notice_store_take(struct notice_store *s, const struct notice_news *news, uint32_t count,
                       const struct notice_mark *mark, int32_t today, char error[NOTICE_STORE_ERROR_MAX]);

/* The notice that is to be looked at first. false: none waits, or error. */
bool notice_store_first(struct notice_store *s, struct notice_row *ret);
bool notice_store_get(struct notice_store *s, uint64_t position, struct notice_row *ret);
/* The position of the first that was ever taken; the highest number there is: none was. */
uint64_t notice_store_oldest(struct notice_store *s);
/* The held one at or behind this position. */
bool notice_store_held(struct notice_store *s, uint64_t from, struct notice_row *ret);
/* Messages that were sent to its recipient on a day, or may have been; of_debts: of those only that have hours, as what
 * is told about a debt has. */
uint32_t notice_store_sent_on(struct notice_store *s, const struct notice_row *n, int32_t day, bool of_debts);

/* Puts *row in the place of what is there if that is still in state `from`; *ret_changed false: it is not. today: the
 * day of the report of it, which is kept until notice_store_reported(); 0: none is made. */
bool notice_store_change(struct notice_store *s, uint8_t from, struct notice_row *row, int32_t today, bool *ret_changed,
                         char error[NOTICE_STORE_ERROR_MAX]);

/* What the daemon has not been told yet. */
struct notice_report {
    uint64_t number, position;
    int32_t date, effective_date; /* effective_date: of the notice, before which nothing is told of it */
    int32_t told_on;              /* effective date under which it was first told; 0: it was not */
    uint32_t nth;                 /* of this notice */
    uint32_t attempts;
    uint8_t state, channel, trouble;
};
/* The one at or behind this number. */
bool notice_store_report(struct notice_store *s, uint64_t from, struct notice_report *ret);
/* Keeps under which date they are told, before they are: told again, they are the same. */
bool notice_store_telling(struct notice_store *s, struct notice_report *reports, uint32_t count, int32_t date,
                          char error[NOTICE_STORE_ERROR_MAX]);
bool notice_store_reported(struct notice_store *s, const struct notice_report *reports, uint32_t count,
                           char error[NOTICE_STORE_ERROR_MAX]);

#endif
