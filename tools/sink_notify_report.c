/* From the store back to the daemon: how far notices have come, each report under a key of its own. */
#include "sink_notify_parts.h"

#include "words.h"

#include "../proto/schema.h"

#include <string.h>

enum { REPORTS_MAX = 64, EVENT_MAX = 512 };

static int day_see(void *context, struct coop_bytes key, struct coop_bytes value)
{
    int32_t *day = context;
    (void)key;
    *day = (int32_t)coop_integer(value, "value");
    return 0;
}

int sink_day_closed(struct sink *s, int32_t *ret)
{
    *ret = 0;
    enum coop_result result = coop_rows(s->coop, "counter", "{\"name\":\"day_closed\"}", day_see, ret);
    return result == COOP_DONE || result == COOP_NOTHING ? SINK_GO_ON : sink_failed(s, result);
}

static void member_add(char *out, const char *name, const char *set, uint8_t word)
{
    size_t len = strlen(out);
    if (word > 0)
        snprintf(out + len, EVENT_MAX - len, ",\"%s\":\"%s\"", name, schema_word_text(schema_enum_named(set), word));
}

static struct coop_event event_of(const struct notice_report *r, char out[EVENT_MAX])
{
    char told[VALUE_TEXT_MAX], date[VALUE_TEXT_MAX];
    value_day_print(r->told_on, told);
    value_day_print(r->date, date);
    snprintf(out, EVENT_MAX,
             "{\"type\":\"notice.progress_reported\",\"key\":\"%llu/"
             "%u\",\"effective_date\":\"%s\",\"data\":{\"position\":%llu,"
             "\"date\":\"%s\",\"attempts\":%u",
             (unsigned long long)r->position, r->nth, told, (unsigned long long)r->position, date, r->attempts);
    member_add(out, "state", "notice_state", r->state);
    member_add(out, "channel", "notice_channel", r->channel);
    member_add(out, "trouble", "notice_trouble", r->trouble);
    snprintf(out + strlen(out), EVENT_MAX - strlen(out), "}}");
    return (struct coop_event){COOP_JSON, {out, strlen(out)}};
}

/* What the daemon refuses now it will refuse for ever: it is told here, and not again. */
static void answers_tell(const struct notice_report *reports, const struct coop_answer *answers, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (answers[i].status == COOP_REFUSED || answers[i].status == COOP_CONFLICT)
            words_complain("the daemon does not take the report of notice %llu: %s",
                           "coopd ไม่รับรายงานของหนังสือแจ้งลำดับ %llu: %s", (unsigned long long)reports[i].position,
                           answers[i].sentence);
}

static int reports_send(struct sink *s, struct notice_report *reports, uint32_t count)
{
    static char texts[REPORTS_MAX][EVENT_MAX];
    struct coop_event events[REPORTS_MAX];
    struct coop_answer answers[REPORTS_MAX];
    char error[NOTICE_STORE_ERROR_MAX];
    int32_t closed;
    int status = sink_day_closed(s, &closed);
    if (status != SINK_GO_ON)
        return status;
    if (!notice_store_telling(s->sender.store, reports, count, closed > 0 ? closed + 1 : 0, error)) {
        words_complain("%s", "%s", error);
        return EXIT_IO;
    }
    for (uint32_t i = 0; i < count; i++)
        events[i] = event_of(&reports[i], texts[i]);
    enum coop_result result = coop_publish(s->coop, events, count, answers);
    if (result != COOP_DONE)
        return sink_failed(s, result);
    answers_tell(reports, answers, count);
    if (notice_store_reported(s->sender.store, reports, count, error))
        return SINK_GO_ON;
    words_complain("%s", "%s", error);
    return EXIT_IO;
}

int sink_report(struct sink *s, bool *ret_more)
{
    struct notice_report reports[REPORTS_MAX];
    uint32_t count = 0;
    uint64_t from = 0;
    while (count < REPORTS_MAX && notice_store_report(s->sender.store, from, &reports[count]))
        from = reports[count++].number + 1;
    *ret_more = count > 0;
    return count > 0 ? reports_send(s, reports, count) : SINK_GO_ON;
}
