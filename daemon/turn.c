#include "turn.h"

#include "clock.h"
#include "line.h"
#include "log.h"

#include <stdlib.h>
#include <string.h>

/* A request of this turn, and its answer as a piece of t->answers. */
struct task {
    struct request request;
    enum desk_kind kind;
    const struct address *from;
    size_t answer_at, answer_len;
};

struct waiter {
    bool used;
    struct address from;
    struct request request; /* fetch: has no pointers into the letter */
    int64_t until_ms;
};

struct turn {
    struct engine *engine;
    struct door *door;
    struct desk desk;
    struct task tasks[DOOR_LETTERS_MAX];
    size_t tasks_count;
    struct buffer answers;
    struct lines lines;
    struct waiter waiters[TURN_WAITERS_MAX];
    uint64_t rung; /* last position told by the doorbell */
    bool busy_told, quiet;
    char reason[ENGINE_ERROR_MAX];
};

struct turn *turn_new(struct engine *e, struct door *d, const char *coop)
{
    struct turn *t = calloc(1, sizeof *t);
    if (!t)
        abort();
    t->engine = e;
    t->door = d;
    t->desk = (struct desk){.engine = e, .coop = coop, .busy = "starting"};
    t->rung = engine_last_position(e);
    return t;
}

void turn_free(struct turn *t)
{
    if (!t)
        return;
    lines_free(&t->lines);
    buffer_free(&t->answers);
    free(t);
}

/* ---- the steps */

/* Whether there is room, told in the log only when it changes. */
static void look_for_room(struct turn *t)
{
    t->desk.busy = engine_has_room(t->engine, t->reason) ? NULL : t->reason;
    if (t->desk.busy && !t->busy_told)
        log_line(LOG_LEVEL_WARNING, "intake=closed reason=\"%s\"", t->reason);
    if (!t->desk.busy && t->busy_told)
        log_line(LOG_LEVEL_INFO, "intake=open");
    t->busy_told = t->desk.busy != NULL;
}

static const char TOO_LONG[] = "too much waits for earlier events to be worked off; send it again in a moment";

/* An event of the letter must wait for queued work: a copy of it begins its client's line. false: there is no room. */
static bool begin_line(struct turn *t, const struct letter *l, const struct task *task, const struct submission *s,
                       int64_t now_ms)
{
    struct line_letter *first = lines_add(&t->lines, NULL, l, now_ms);
    struct bytes begun = {t->answers.at + task->answer_at, t->answers.len - task->answer_at};
    if (!first)
        return false;
    first->opened = true;
    first->kind = task->kind;
    desk_open_again(first->letter.body, &first->request);
    first->submission = *s;
    buffer_add(&first->answer, begun.at, begun.len);
    t->answers.len = task->answer_at;
    return true;
}

/* What finds no room to wait is answered with busy. */
static bool submit_busy(struct turn *t, const struct request *r, struct submission *s, int64_t now_ms,
                        struct buffer *out)
{
    const char *was = t->desk.busy;
    t->desk.busy = was ? was : TOO_LONG;
    bool whole = desk_submit(&t->desk, r, s, now_ms, out);
    t->desk.busy = was;
    return whole;
}

static void take_letter(struct turn *t, const struct letter *l, int64_t now_ms)
{
    struct task *task = &t->tasks[t->tasks_count];
    struct submission s = {0};
    struct line *line = lines_find(&t->lines, &l->from);
    if (line && lines_add(&t->lines, line, l, now_ms))
        return;
    task->from = &l->from;
    task->answer_at = t->answers.len;
    task->kind = desk_open(&t->desk, l->body, l->spoiled, &task->request, &t->answers);
    if (task->kind == DESK_SUBMIT && line)
        submit_busy(t, &task->request, &s, now_ms, &t->answers);
    else if (task->kind == DESK_SUBMIT && !desk_submit(&t->desk, &task->request, &s, now_ms, &t->answers)) {
        if (begin_line(t, l, task, &s, now_ms))
            return;
        submit_busy(t, &task->request, &s, now_ms, &t->answers);
    }
    task->answer_len = t->answers.len - task->answer_at;
    t->tasks_count++;
}

static bool take_line_letter(struct turn *t, struct line_letter *l, int64_t now_ms)
{
    if (!l->opened)
        l->kind = desk_open(&t->desk, l->letter.body, l->letter.spoiled, &l->request, &l->answer);
    l->opened = true;
    if (l->kind != DESK_SUBMIT)
        return true;
    if (now_ms - l->since_ms > LINE_WAIT_MAX_MS)
        return submit_busy(t, &l->request, &l->submission, now_ms, &l->answer);
    return desk_submit(&t->desk, &l->request, &l->submission, now_ms, &l->answer);
}

/* Looks at those who wait, within half a batch: the other half is for those who come. */
static void take_lines(struct turn *t, int64_t now_ms)
{
    size_t bytes = 0;
    struct line *line = t->lines.first, *next;
    for (; line && bytes < TURN_BYTES_MAX / 2; line = next) {
        struct line_letter *l = line_first(line);
        next = line_next(line);
        while (l && bytes < TURN_BYTES_MAX / 2) {
            size_t before = l->submission.done_bytes;
            bool over = take_line_letter(t, l, now_ms);
            size_t now = over ? l->letter.body.len : l->submission.done_bytes;
            bytes += now > before ? now - before : 0;
            l = over ? lines_advance(&t->lines, line) : NULL;
        }
    }
}

/* Receives what has arrived and applies its events, behind those that waited; the answers are written, but not sent.
 * Letters stay with the door until the next call of door_receive(), so one receive makes one turn. Returns whether
 * there were any. */
static bool take_letters(struct turn *t, int64_t now_ms)
{
    lines_forget_over(&t->lines);
    t->answers.len = 0;
    t->desk.slices = 0;
    t->tasks_count = 0;
    take_lines(t, now_ms);
    size_t letters = door_receive(t->door, DOOR_LETTERS_MAX, TURN_BYTES_MAX / 2);
    for (size_t i = 0; i < letters; i++)
        take_letter(t, door_letter(t->door, i), now_ms);
    return letters > 0 || t->lines.over;
}

static void send_answer(struct turn *t, const struct address *to, struct bytes answer)
{
    if (!door_answer(t->door, to, answer))
        t->desk.metrics.answers_dropped++;
}

static void answer_submissions(struct turn *t)
{
    for (const struct line_letter *l = t->lines.over; l; l = l->next)
        if (l->kind != DESK_READ)
            send_answer(t, &l->letter.from, buffer_bytes(&l->answer));
    for (size_t i = 0; i < t->tasks_count; i++) {
        const struct task *task = &t->tasks[i];
        if (task->kind != DESK_READ)
            send_answer(t, task->from, (struct bytes){t->answers.at + task->answer_at, task->answer_len});
    }
}

static void ring_doorbell(struct turn *t)
{
    uint64_t last = engine_last_position(t->engine);
    struct buffer message = {0};
    if (last == t->rung)
        return;
    codec_put_map(&message, 1);
    codec_put_text(&message, "last");
    codec_put_integer(&message, (int64_t)last);
    door_ring(t->door, buffer_bytes(&message));
    buffer_free(&message);
    t->rung = last;
}

/* A fetch that found nothing waits; when all places are taken, the one that would be answered first gives way. */
static void keep_waiting(struct turn *t, const struct address *from, const struct request *r, int64_t now_ms)
{
    uint32_t wait_ms = r->wait_ms < DESK_WAIT_MAX_MS ? r->wait_ms : DESK_WAIT_MAX_MS;
    struct waiter *place = &t->waiters[0];
    for (size_t i = 0; i < TURN_WAITERS_MAX && place->used; i++)
        if (!t->waiters[i].used || t->waiters[i].until_ms < place->until_ms)
            place = &t->waiters[i];
    if (place->used) {
        t->answers.len = 0;
        desk_read(&t->desk, &place->request, true, &t->answers);
        send_answer(t, &place->from, buffer_bytes(&t->answers));
    }
    *place = (struct waiter){true, *from, *r, now_ms + wait_ms};
}

/* false: what was read may be less than there is. */
static bool answer_reader(struct turn *t, const struct address *from, struct request *r, int64_t now_ms)
{
    t->answers.len = 0; /* the submissions' answers are on their way */
    bool whole = desk_read(&t->desk, r, false, &t->answers);
    if (engine_failure(t->engine))
        return false;
    if (whole)
        send_answer(t, from, buffer_bytes(&t->answers));
    else
        keep_waiting(t, from, r, now_ms);
    return true;
}

static void answer_readers(struct turn *t, int64_t now_ms)
{
    for (struct line_letter *l = t->lines.over; l; l = l->next)
        if (l->kind == DESK_READ && !answer_reader(t, &l->letter.from, &l->request, now_ms))
            return;
    for (size_t i = 0; i < t->tasks_count; i++)
        if (t->tasks[i].kind == DESK_READ && !answer_reader(t, t->tasks[i].from, &t->tasks[i].request, now_ms))
            return;
}

static void answer_waiters(struct turn *t, int64_t now_ms)
{
    for (size_t i = 0; i < TURN_WAITERS_MAX; i++) {
        struct waiter *w = &t->waiters[i];
        t->answers.len = 0;
        if (!w->used || !desk_read(&t->desk, &w->request, now_ms >= w->until_ms, &t->answers))
            continue;
        if (engine_failure(t->engine))
            return;
        send_answer(t, &w->from, buffer_bytes(&t->answers));
        w->used = false;
    }
}

static bool checkpoint(struct turn *t)
{
    int64_t begin_us = clock_monotonic_us();
    if (!engine_checkpoint(t->engine))
        return false;
    uint64_t took_us = (uint64_t)(clock_monotonic_us() - begin_us);
    t->desk.metrics.checkpoints++;
    if (took_us > t->desk.metrics.checkpoint_longest_us)
        t->desk.metrics.checkpoint_longest_us = took_us;
    return true;
}

/* Slices of queued work. While letters come and nobody waits for it, one; otherwise as many as a moment allows, or as
 * long as the letters took, so that a flood of them does not put off those who wait. */
static size_t work_some(struct turn *t, bool letters, int64_t began_us, int64_t now_ms)
{
    int64_t work_us = clock_monotonic_us(), moment_us = work_us - began_us;
    size_t slices = 0;
    if (moment_us < TURN_WORK_US)
        moment_us = TURN_WORK_US;
    if (letters && !t->lines.first)
        moment_us = 0;
    do {
        if (t->desk.busy || !engine_work(t->engine, now_ms))
            break;
        slices++;
    } while (clock_monotonic_us() - work_us < moment_us);
    return slices + t->desk.slices;
}

/* ---- the life of an event */

enum turn_result turn_run(struct turn *t, int64_t now_ms)
{
    uint64_t seq = engine_seq(t->engine);
    int64_t began_us = clock_monotonic_us();
    t->desk.scan_left = DESK_SCAN_MAX;
    look_for_room(t);
    bool letters = take_letters(t, now_ms);
    size_t slices = work_some(t, letters, began_us, now_ms);
    if (!engine_make_durable(t->engine))
        return TURN_FATAL;
    bool news = engine_seq(t->engine) > seq;
    answer_submissions(t);
    ring_doorbell(t);
    answer_readers(t, now_ms);
    if (news)
        answer_waiters(t, now_ms);
    if (engine_checkpoint_due(t->engine) && !checkpoint(t))
        return TURN_FATAL;
    if (engine_failure(t->engine))
        return TURN_FATAL;
    t->desk.metrics.turns += letters || slices > 0;
    t->desk.metrics.syncs += news;
    t->desk.metrics.work_slices += slices;
    t->quiet = t->quiet && !news;
    return letters || slices > 0 ? TURN_MORE : TURN_IDLE;
}

enum turn_result turn_tick(struct turn *t, int64_t now_ms)
{
    t->desk.scan_left = DESK_SCAN_MAX;
    answer_waiters(t, now_ms);
    if (t->quiet && engine_checkpoint_pending(t->engine) && !checkpoint(t))
        return TURN_FATAL;
    t->quiet = true;
    return engine_failure(t->engine) ? TURN_FATAL : TURN_IDLE;
}

bool turn_submit_own(struct turn *t, struct bytes event, int64_t now_ms)
{
    static struct answer a; /* one thread */
    if (t->desk.busy || t->lines.first)
        return false; /* those who wait come first: there are days enough to catch up with */
    engine_submit(t->engine, ENGINE_PRODUCER, event, now_ms, &a);
    if (a.status == STATUS_REFUSED)
        log_line(LOG_LEVEL_ERROR, "own_event=refused code=%s field=%s", refusal_name(a.refusal.code), a.refusal.field);
    return a.status == STATUS_APPLIED;
}

/* Those who wait are told to come again, and what was sent behind is answered. */
static void end_lines(struct turn *t, int64_t now_ms)
{
    t->desk.busy = "the daemon is stopping; send it again to the next one";
    lines_forget_over(&t->lines);
    t->tasks_count = 0;
    while (t->lines.first)
        take_lines(t, now_ms);
    answer_submissions(t);
    answer_readers(t, now_ms);
}

enum turn_result turn_finish(struct turn *t, int64_t now_ms)
{
    if (turn_run(t, now_ms) == TURN_FATAL)
        return TURN_FATAL;
    end_lines(t, now_ms);
    if (engine_checkpoint_pending(t->engine) && !checkpoint(t))
        return TURN_FATAL;
    return TURN_IDLE;
}

struct metrics *turn_metrics(struct turn *t)
{
    return &t->desk.metrics;
}

const char *turn_failure(const struct turn *t)
{
    const char *why = engine_failure(t->engine);
    return why ? why : "unknown";
}
