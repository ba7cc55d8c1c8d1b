#include "sink_notify.h"

#include "arguments.h"
#include "ask.h"
#include "sink_notify_parts.h"
#include "stopping.h"
#include "words.h"

#include "../daemon/clock.h"

#include <string.h>

enum {
    LOOK_AGAIN_MS = 1000, /* somebody may have kicked a notice that is held */
    SEND_MS = 1000,       /* then the daemon is asked whether something was withdrawn */
    PATIENCE_FOR_EVER = -1,
};

int sink_failed(struct sink *s, enum coop_result result)
{
    if (result == COOP_STOPPED)
        return EXIT_DONE;
    words_complain("%s", "%s", coop_error(s->coop));
    return result == COOP_UNREACHABLE ? EXIT_UNREACHABLE : EXIT_REJECTED;
}

/* Whose notices these are: the daemon says it, and the store must be that one's. */
static int cooperative_ask(struct sink *s, const struct arguments *given)
{
    struct ask a;
    struct bytes answer;
    char error[NOTICE_STORE_ERROR_MAX];
    const struct request question = {.op = "status"};
    int status = ask_open(given, &a);
    if (status != 0)
        return status;
    status = ask(&a, &question, &answer);
    if (status == 0)
        reply_text(answer, "coop", s->sender.cooperative, sizeof s->sender.cooperative);
    ask_close(&a);
    if (status == 0 && !notice_store_bind(s->sender.store, s->sender.cooperative, error)) {
        words_complain("%s", "%s", error);
        return EXIT_CONFIG;
    }
    return status == 0 ? SINK_GO_ON : status;
}

/* Sends for a while. *ret_at_ms: when there is something to be done again. */
static int send_some(struct sink *s, const volatile sig_atomic_t *stop, int64_t *ret_at_ms)
{
    int64_t end = clock_unix_ms() + SEND_MS;
    enum notice_step step;
    do
        step = notice_sender_step(&s->sender, clock_unix_ms(), ret_at_ms);
    while (step == NOTICE_STEP_DONE && clock_unix_ms() < end && !*stop);
    if (step == NOTICE_STEP_DONE)
        *ret_at_ms = 0;
    return step == NOTICE_STEP_FAILED ? EXIT_IO : SINK_GO_ON;
}

static int wait_of(const struct sink *s, int64_t at_ms)
{
    int64_t wait = at_ms - clock_unix_ms();
    if (s->once || wait < 0)
        return 0;
    return wait < LOOK_AGAIN_MS ? (int)wait : LOOK_AGAIN_MS;
}

static int run(struct sink *s, const volatile sig_atomic_t *stop)
{
    int64_t at_ms = 0;
    bool reported = true;
    int status = sink_begin(s);
    while (status == SINK_GO_ON && !*stop) {
        status = sink_take(s, reported ? 0 : wait_of(s, at_ms));
        if (status == SINK_GO_ON)
            status = send_some(s, stop, &at_ms);
        if (status == SINK_GO_ON)
            status = sink_report(s, &reported);
        if (status == SINK_GO_ON && s->once && !reported && at_ms > clock_unix_ms())
            return EXIT_DONE;
    }
    return status == SINK_GO_ON ? EXIT_DONE : status;
}

static int options_check(const struct sink_options *o)
{
    if (o->format || o->out || o->check || o->cursor)
        return arguments_wrong("sink", "notify has its settings in a file: --config",
                               "notify อ่านค่ากำหนดจากแฟ้ม: --config");
    return 0;
}

int sink_notify(const struct sink_options *o)
{
    const volatile sig_atomic_t *stop = stopping_watch();
    static struct sink s; /* a page of news is large */
    char endpoint[CLIENT_ENDPOINT_MAX], error[WORDS_SENTENCE_MAX];
    if (options_check(o) != 0)
        return EXIT_BAD_USAGE;
    s = (struct sink){.once = o->once != NULL};
    if (!arguments_endpoint(&o->given, endpoint))
        return EXIT_BAD_USAGE;
    if (!notice_sender_open(&s.sender, o->config))
        return EXIT_CONFIG;
    int status = cooperative_ask(&s, &o->given);
    if (status == SINK_GO_ON) {
        s.coop = coop_open(endpoint, s.sender.config.sink_cursor, error, sizeof error);
        if (!s.coop) {
            words_complain("%s", "%s", error);
            status = EXIT_UNREACHABLE;
        }
    }
    if (status == SINK_GO_ON) {
        if (!s.once)
            coop_patience(s.coop, PATIENCE_FOR_EVER);
        coop_stop_when(s.coop, stop);
        status = run(&s, stop);
    }
    coop_unsubscribe(s.stream);
    coop_close(s.coop);
    notice_sender_close(&s.sender);
    return status;
}
