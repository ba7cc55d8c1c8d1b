/* The only file that includes libev. ZeroMQ's descriptor is edge-triggered and any call on the socket may eat the edge,
 * so: the io watcher only wakes; before sleeping (prepare) the socket itself is asked, and if it has something an idle
 * watcher keeps the loop from sleeping; after waking (check) one bounded turn is run. */
#include "loop.h"

#include "clock.h"
#include "log.h"
#include "notify.h"
#include "verifier.h"

#include <ev.h>
#include <signal.h>
#include <stdio.h>

enum { TICK_SECONDS = 1 };

struct loop {
    struct ev_loop *ev;
    ev_io io;
    ev_prepare prepare;
    ev_check check;
    ev_idle idle;
    ev_timer tick;
    ev_signal terminate, interrupt;
    ev_child child;
    struct turn *turn;
    struct door *door;
    struct engine *engine;
    struct loop_config config;
    struct verifier verifier;
    bool more, stopping, failed;
};

/* The watchers' callbacks: libev hands over the loop's own pointer. */
static void on_wake(struct ev_loop *ev, ev_io *w, int events)
{
    (void)ev, (void)w, (void)events;
}

static void on_idle(struct ev_loop *ev, ev_idle *w, int events)
{
    (void)ev, (void)w, (void)events;
}

static void on_prepare(struct ev_loop *ev, ev_prepare *w, int events)
{
    struct loop *l = ev_userdata(ev);
    (void)w, (void)events;
    if (l->more || door_readable(l->door))
        ev_idle_start(ev, &l->idle);
}

/* The next business day, if it is over; false: there is none, or earlier work must be done first. The first day of all
 * is closed by a person, who knows when the cooperative's books begin. */
static bool close_day_if_over(struct loop *l, int64_t now_ms)
{
    int32_t closed = engine_day_closed(l->engine);
    if (!l->config.close_days || closed == 0 || closed + 1 >= clock_thai_day(now_ms))
        return false;
    struct event e = {.desc = schema_event(EVENT_clock_day_closed)};
    struct buffer bytes = {0};
    char day[VALUE_TEXT_MAX];
    value_day_print(closed + 1, day);
    snprintf(e.envelope.type, sizeof e.envelope.type, "%s", e.desc->name);
    snprintf(e.envelope.key, sizeof e.envelope.key, "day/%.10s", day);
    e.envelope.effective_date = closed + 1;
    e.body.clock_day_closed.date = closed + 1;
    codec_encode_event(&e, &bytes);
    bool taken = turn_submit_own(l->turn, buffer_bytes(&bytes), now_ms);
    buffer_free(&bytes);
    return taken;
}

static void on_check(struct ev_loop *ev, ev_check *w, int events)
{
    struct loop *l = ev_userdata(ev);
    int64_t now_ms = clock_unix_ms();
    (void)w, (void)events;
    ev_idle_stop(ev, &l->idle);
    if (l->stopping || l->failed)
        return;
    bool closed = close_day_if_over(l, now_ms); /* a daemon that slept for a week catches up day by day, in order */
    enum turn_result r = turn_run(l->turn, now_ms);
    l->more = r == TURN_MORE || closed;
    l->failed = r == TURN_FATAL;
    if (l->failed)
        ev_break(ev, EVBREAK_ALL);
}

static void on_child(struct ev_loop *ev, ev_child *w, int events)
{
    struct loop *l = ev_userdata(ev);
    (void)events;
    if (w->rpid == l->verifier.running && !verifier_ended(&l->verifier, w->rstatus))
        turn_metrics(l->turn)->verify_failed++;
}

static void verify_if_due(struct loop *l, int64_t now_ms)
{
    if (verifier_due(&l->verifier, engine_verified_ms(l->engine), now_ms) && !verifier_start(&l->verifier, now_ms))
        turn_metrics(l->turn)->verify_failed++;
}

static void on_tick(struct ev_loop *ev, ev_timer *w, int events)
{
    struct loop *l = ev_userdata(ev);
    int64_t now_ms = clock_unix_ms();
    (void)w, (void)events;
    l->failed = turn_tick(l->turn, now_ms) == TURN_FATAL;
    if (l->failed) {
        ev_break(ev, EVBREAK_ALL);
        return;
    }
    verify_if_due(l, now_ms);
    notify_state("WATCHDOG=1"); /* only from here: a turn that hangs must not look alive */
}

static void on_signal(struct ev_loop *ev, ev_signal *w, int events)
{
    struct loop *l = ev_userdata(ev);
    (void)events;
    log_line(LOG_LEVEL_INFO, "stopping=orderly signal=%d", w->signum);
    l->stopping = true;
    ev_break(ev, EVBREAK_ALL);
}

static void watchers_start(struct loop *l)
{
    ev_io_init(&l->io, on_wake, door_fd(l->door), EV_READ);
    ev_prepare_init(&l->prepare, on_prepare);
    ev_check_init(&l->check, on_check);
    ev_idle_init(&l->idle, on_idle);
    ev_timer_init(&l->tick, on_tick, TICK_SECONDS, TICK_SECONDS);
    ev_signal_init(&l->terminate, on_signal, SIGTERM);
    ev_signal_init(&l->interrupt, on_signal, SIGINT);
    ev_child_init(&l->child, on_child, 0, 0);
    ev_child_start(l->ev, &l->child);
    ev_io_start(l->ev, &l->io);
    ev_prepare_start(l->ev, &l->prepare);
    ev_check_start(l->ev, &l->check);
    ev_timer_start(l->ev, &l->tick);
    ev_signal_start(l->ev, &l->terminate);
    ev_signal_start(l->ev, &l->interrupt);
}

bool loop_run(struct turn *t, struct door *d, struct engine *e, const struct loop_config *c)
{
    struct loop l = {.ev = ev_default_loop(0), .turn = t, .door = d, .engine = e, .config = *c, .more = true};
    if (!l.ev)
        return false;
    ev_set_userdata(l.ev, &l);
    verifier_begin(&l.verifier, c->dir, c->listen, c->verify_every_s, clock_unix_ms());
    watchers_start(&l);
    ev_run(l.ev, 0);
    verifier_end(&l.verifier);
    ev_loop_destroy(l.ev);
    if (l.failed)
        return false;
    notify_state("STOPPING=1");
    return turn_finish(t, clock_unix_ms()) != TURN_FATAL;
}
