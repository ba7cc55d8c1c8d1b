#include "audit.h"

#include <stdlib.h>
#include <string.h>

struct letter {
    char person[sizeof((struct contact_key *)0)->person];
    uint64_t position;
    int32_t day;
};

struct letters {
    struct letter *at;
    size_t count, room;
};

static bool is_letter(const struct notification_requested *n)
{
    return n->template == template_arrears_notice || n->template == template_mediation_invitation ||
           n->template == template_guarantor_notice || n->template == template_rung_notice ||
           n->template == template_rung_guarantor;
}

static int by_person(const void *a, const void *b)
{
    const struct letter *x = a, *y = b;
    int order = strcmp(x->person, y->person);
    return order ? order : (x->position > y->position) - (x->position < y->position);
}

static struct letters letters_of(const struct books *b)
{
    static struct store_mem_followup f;
    struct letters all = {0};
    for (uint64_t position = 1; b->followup(b->of, position, &f); position++) {
        const struct notification_requested *n = &f.body.notification_requested;
        if (f.id != EVENT_notification_requested || !is_letter(n))
            continue;
        if (all.count == all.room) {
            all.room = all.room * 2 + 64;
            all.at = realloc(all.at, all.room * sizeof *all.at);
            if (!all.at)
                abort();
        }
        struct letter *new = &all.at[all.count++];
        *new = (struct letter){.position = position, .day = n->not_before > 0 ? n->not_before : f.effective_date};
        value_code_set(new->person, sizeof new->person, n->recipient_ref);
    }
    if (all.count > 0)
        qsort(all.at, all.count, sizeof *all.at, by_person);
    return all;
}

/* Progress is told of notices only. */
static bool audit_progress(const struct books *b, char error[AUDIT_ERROR_MAX])
{
    static struct store_mem_followup f;
    struct notice_progress_key key = {0};
    struct notice_progress row;
    bool good = true;
    for (bool more = notice_progress_seek(b->txn, &key, false, &row); good && more;
         more = notice_progress_seek(b->txn, &key, true, &row))
        good = (b->followup(b->of, key.position, &f) &&
                (f.id == EVENT_notification_requested || f.id == EVENT_notification_withdrawn)) ||
               audit_wrong(error, "progress is told of follow-up %llu, which is no notice",
                           (unsigned long long)key.position);
    return good;
}

/* Nobody is written to about a debt twice on one day (Debt Collection Act 2558): the letters to a person have days that
 * only rise, and the last is the one that the state knows. */
bool audit_letters(const struct books *b, char error[AUDIT_ERROR_MAX])
{
    struct letters all = letters_of(b);
    bool good = true;
    for (size_t i = 0; good && i < all.count; i++) {
        const struct letter *l = &all.at[i];
        struct contact_key key;
        struct contact last;
        memcpy(key.person, l->person, sizeof key.person);
        if (i + 1 < all.count && strcmp(l[1].person, l->person) == 0)
            good = l[1].day > l->day || audit_wrong(error, "%s is written to about a debt twice on one day", l->person);
        else
            good = (contact_get(b->txn, &key, &last) && last.on == l->day) ||
                   audit_wrong(error, "the last letter to %s is not the one that the state knows", l->person);
    }
    free(all.at);
    return good && audit_progress(b, error);
}
