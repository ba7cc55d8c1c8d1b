#include "notice_sender.h"

#include "notice_mail.h"
#include "seal.h"
#include "words.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_LONGEST = 1024 };
_Static_assert((int)PERSON_EMAIL == (int)notice_channel_email && (int)PERSON_WEBHOOK == (int)notice_channel_webhook &&
                   (int)PERSON_LINE == (int)notice_channel_line,
               "channels are told by the same numbers");

/* ---- open */

struct notice_store *notice_sender_store(const struct notice_config *c)
{
    char path[PATH_LONGEST], error[NOTICE_STORE_ERROR_MAX];
    snprintf(path, sizeof path, "%s/notices", c->sink_store);
    if (mkdir(c->sink_store, 0700) != 0 && errno != EEXIST) {
        words_complain("%s: %s", "%s: %s", c->sink_store, strerror(errno));
        return NULL;
    }
    struct notice_store *s = notice_store_open(path, error);
    if (!s)
        words_complain("%s", "%s", error);
    return s;
}

struct directory *notice_sender_directory(const struct notice_config *c)
{
    char path[PATH_LONGEST], error[DIRECTORY_ERROR_MAX];
    snprintf(path, sizeof path, "%s/directory", c->sink_store);
    if (mkdir(c->sink_store, 0700) != 0 && errno != EEXIST) {
        words_complain("%s: %s", "%s: %s", c->sink_store, strerror(errno));
        return NULL;
    }
    struct directory *d = directory_open(path, error);
    if (!d)
        words_complain("%s", "%s", error);
    return d;
}

static bool lock_take(struct notice_sender *s)
{
    char path[PATH_LONGEST];
    snprintf(path, sizeof path, "%s/lock", s->config.sink_store);
    s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (s->lock >= 0 && flock(s->lock, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (s->lock >= 0 && errno == EWOULDBLOCK)
        words_complain("%s: another notice sender works with this store; stop it first",
                       "%s: มีตัวส่งหนังสือแจ้งอื่นใช้ที่เก็บนี้อยู่ โปรดหยุดตัวนั้นก่อน", s->config.sink_store);
    else
        words_complain("%s: %s", "%s: %s", path, strerror(errno));
    return false;
}

static bool secret_read(struct notice_sender *s, enum person_channel channel, const char *path)
{
    char error[SEAL_ERROR_MAX];
    if (!path[0] || seal_secret_file(path, s->secrets[channel], sizeof s->secrets[channel], error))
        return true;
    words_complain("%s", "%s", error);
    return false;
}

/* All of it is looked at, so that all mistakes are named at once. */
static bool channels_open(struct notice_sender *s)
{
    const struct notice_config *c = &s->config;
    bool ok = true;
    if (notice_config_has(c, PERSON_EMAIL))
        ok = secret_read(s, PERSON_EMAIL, c->email_password_file) && ok;
    if (notice_config_has(c, PERSON_WEBHOOK)) {
        ok = secret_read(s, PERSON_WEBHOOK, c->webhook_secret_file) && ok;
        ok = notice_hook_read(c->webhook_profile, &s->hooks[PERSON_WEBHOOK]) && ok;
    }
    if (notice_config_has(c, PERSON_LINE)) {
        ok = secret_read(s, PERSON_LINE, c->line_secret_file) && ok;
        ok = notice_hook_read(c->line_profile, &s->hooks[PERSON_LINE]) && ok;
    }
    return ok;
}

bool notice_sender_open(struct notice_sender *s, const char *config_path)
{
    *s = (struct notice_sender){.lock = -1};
    if (!notice_config_read(config_path, &s->config))
        return false;
    s->templates = notice_templates_read(s->config.sink_templates);
    bool ok = channels_open(s) && s->templates;
    if (ok)
        s->store = notice_sender_store(&s->config);
    ok = ok && s->store && lock_take(s);
    if (ok)
        s->directory = notice_sender_directory(&s->config);
    if (ok && s->directory)
        s->post = post_open();
    if (s->post)
        return true;
    notice_sender_close(s);
    return false;
}

void notice_sender_close(struct notice_sender *s)
{
    post_close(s->post);
    directory_close(s->directory);
    notice_store_close(s->store);
    notice_templates_free(s->templates);
    for (int c = PERSON_EMAIL; c < PERSON_CHANNELS; c++)
        notice_hook_free(&s->hooks[c]);
    if (s->lock >= 0)
        close(s->lock);
    seal_forget(s->secrets, sizeof s->secrets);
    *s = (struct notice_sender){.lock = -1};
}

/* ---- one notice */

/* A notice on its way out. */
struct sending {
    struct notice_sender *sender;
    struct notice_row row;
    struct person person;
    enum person_channel channel;
    char id[SEAL_ID_MAX];
    bool thai;
    struct buffer subject, text;
    int64_t now_ms;
};

/* Codes and numbers only: no address and nothing that a server said ever stands in a log. */
static void log_row(const struct notice_row *n)
{
    const char *channel = schema_word_text(schema_enum_named("notice_channel"), n->channel);
    const char *trouble = schema_word_text(schema_enum_named("notice_trouble"), n->trouble);
    fprintf(stderr, "notice=%llu state=%s channel=%s attempts=%u", (unsigned long long)n->position,
            schema_word_text(schema_enum_named("notice_state"), n->state), channel[0] ? channel : "-", n->attempts);
    if (n->trouble)
        fprintf(stderr, " trouble=%s reply=%u", trouble, n->reply);
    fputc('\n', stderr);
}

/* Keeps what became of it; told: the daemon is to hear of it. */
static enum notice_step keep(struct sending *g, uint8_t from, bool told)
{
    char error[NOTICE_STORE_ERROR_MAX];
    bool changed;
    if (!notice_store_change(g->sender->store, from, &g->row, told ? schedule_day(g->now_ms) : 0, &changed, error)) {
        words_complain("%s", "%s", error);
        return NOTICE_STEP_FAILED;
    }
    if (changed && g->row.state != notice_state_taken)
        log_row(&g->row);
    return NOTICE_STEP_DONE;
}

static enum notice_step hold(struct sending *g, uint8_t from, enum notice_trouble trouble)
{
    g->row.state = notice_state_held;
    g->row.trouble = (uint8_t)trouble;
    return keep(g, from, true);
}

static enum notice_step put_off(struct sending *g, int64_t at_ms)
{
    uint8_t from = g->row.state;
    char error[NOTICE_STORE_ERROR_MAX];
    bool changed;
    g->row.state = notice_state_wanted;
    g->row.next_ms = at_ms;
    if (notice_store_change(g->sender->store, from, &g->row, 0, &changed, error))
        return NOTICE_STEP_DONE;
    words_complain("%s", "%s", error);
    return NOTICE_STEP_FAILED;
}

/* The channel that he prefers, or else the first that is set up and by which he can be reached. */
static enum person_channel channel_of(const struct notice_sender *s, const struct person *p)
{
    if (p->prefers != PERSON_NONE && p->address[p->prefers][0] && notice_config_has(&s->config, p->prefers))
        return p->prefers;
    for (int c = PERSON_EMAIL; c < PERSON_CHANNELS; c++)
        if (p->address[c][0] && notice_config_has(&s->config, (enum person_channel)c))
            return (enum person_channel)c;
    return PERSON_NONE;
}

static bool words_find(struct sending *g)
{
    const struct notice_config *c = &g->sender->config;
    const char *language = g->person.language[0] ? g->person.language : c->sink_language;
    const struct notice_about about = {
        .cooperative = {c->sink_name_en[0] ? c->sink_name_en : g->sender->cooperative,
                        c->sink_name_th[0] ? c->sink_name_th : g->sender->cooperative},
        .notice_id = g->id,
    };
    g->thai = strcmp(language, "th") == 0;
    return notice_template_words(g->sender->templates, &g->row, &about, g->thai, &g->subject, &g->text);
}

static struct post_result mail(struct sending *g)
{
    const struct notice_config *c = &g->sender->config;
    char from[NOTICE_CONFIG_TEXT_MAX];
    struct buffer message = {0};
    notice_mail_address(c->email_from, from, sizeof from);
    notice_mail_write(&(struct notice_mail){.from = c->email_from,
                                            .to = g->person.address[PERSON_EMAIL],
                                            .subject = (const char *)g->subject.at,
                                            .text = (const char *)g->text.at,
                                            .notice_id = g->id,
                                            .now_ms = g->now_ms},
                      &message);
    struct post_result r = post_mail(g->sender->post, &(struct post_mail){
                                                          .server = c->email_server,
                                                          .user = c->email_user,
                                                          .password = g->sender->secrets[PERSON_EMAIL],
                                                          .ca_file = c->email_ca_file,
                                                          .tls = strcmp(c->email_tls, "starttls") == 0,
                                                          .from = from,
                                                          .to = g->person.address[PERSON_EMAIL],
                                                          .message = buffer_bytes(&message),
                                                          .timeout_ms = c->email_timeout,
                                                      });
    buffer_free(&message);
    return r;
}

static struct post_result request(struct sending *g)
{
    struct notice_request r;
    const struct notice_told told = {
        .row = &g->row,
        .notice_id = g->id,
        .address = g->person.address[g->channel],
        .language = g->thai ? "th" : "en",
        .subject = (const char *)g->subject.at,
        .text = (const char *)g->text.at,
        .secret = g->sender->secrets[g->channel],
        .now_ms = g->now_ms,
    };
    notice_hook_fill(&g->sender->hooks[g->channel], &told, &r);
    struct post_result result =
        post_request(g->sender->post, &r, notice_config_timeout_ms(&g->sender->config, g->channel));
    notice_request_free(&r);
    return result;
}

static struct schedule_rules rules_of(const struct notice_sender *s)
{
    struct schedule_rules rules = notice_config_rules(&s->config);
    rules.holiday_until_hour = s->holiday_until_hour;
    return rules;
}

/* Each recipient of a webhook has a server of his own; the others share one. */
static void channel_mark(struct sending *g, bool down)
{
    struct notice_down *d = &g->sender->down[g->channel];
    struct schedule_rules rules = rules_of(g->sender);
    struct notice_row as_if = {.attempts = ++d->times};
    rules.tries = UINT32_MAX;
    if (!down || g->channel == PERSON_WEBHOOK)
        *d = (struct notice_down){0};
    else
        schedule_retry(&as_if, &rules, g->now_ms, &d->until_ms);
}

static enum notice_step result_keep(struct sending *g, const struct post_result *r, bool was_unclear)
{
    struct notice_row *n = &g->row;
    struct schedule_rules rules = rules_of(g->sender);
    n->attempts++;
    n->reply = r->reply;
    n->trouble = r->trouble;
    n->unclear = was_unclear || r->end == POST_UNCLEAR;
    channel_mark(g, r->end == POST_DOWN);
    if (r->end == POST_SENT || r->end == POST_DELIVERED) {
        n->state = r->end == POST_SENT ? notice_state_sent : notice_state_delivered;
        return keep(g, notice_state_taken, true);
    }
    if (r->end == POST_REJECTED || !schedule_retry(n, &rules, g->now_ms, &n->next_ms))
        return hold(g, notice_state_taken, (enum notice_trouble)r->trouble);
    n->state = notice_state_wanted;
    return keep(g, notice_state_taken, false);
}

/* That it is being sent is on the disk before it is. */
static enum notice_step attempt(struct sending *g)
{
    bool was_unclear = g->row.unclear, changed;
    char error[NOTICE_STORE_ERROR_MAX];
    uint8_t from = g->row.state;
    g->row.state = notice_state_taken;
    g->row.channel = (uint8_t)g->channel;
    g->row.unclear = true;
    g->row.counted_on = schedule_day(g->now_ms);
    if (!notice_store_change(g->sender->store, from, &g->row, 0, &changed, error)) {
        words_complain("%s", "%s", error);
        return NOTICE_STEP_FAILED;
    }
    if (!changed)
        return NOTICE_STEP_DONE;
    struct post_result r = g->channel == PERSON_EMAIL ? mail(g) : request(g);
    return result_keep(g, &r, was_unclear);
}

static enum notice_step send(struct sending *g)
{
    struct notice_sender *s = g->sender;
    struct notice_row *n = &g->row;
    struct schedule_rules rules = rules_of(s);
    int32_t today = schedule_day(g->now_ms);
    uint32_t sent = notice_store_sent_on(s->store, n, today, false);
    /* At most once a day about a debt (Debt Collection Act 2558): the daemon gives each letter a day of its own, but
     * what its close of a day makes, and what was late, may meet on the next. */
    if (n->until_hour > 0 && notice_store_sent_on(s->store, n, today, true) > 0)
        rules.a_day = sent = 1;
    struct schedule when = schedule_send(n, &rules, sent, g->now_ms);
    if (!when.now)
        return put_off(g, when.at_ms);
    if (directory_find(s->directory, n->audience, n->recipient_ref, &g->person) != DIRECTORY_FOUND)
        return hold(g, n->state, notice_trouble_no_recipient);
    g->channel = channel_of(s, &g->person);
    if (g->channel == PERSON_NONE)
        return hold(g, n->state, notice_trouble_no_channel);
    int64_t down_ms = s->down[g->channel].until_ms - g->now_ms;
    if (down_ms > 0 && down_ms <= rules.longest_ms)
        return put_off(g, s->down[g->channel].until_ms);
    if (!words_find(g))
        return hold(g, n->state, notice_trouble_no_words);
    return attempt(g);
}

/* Whether its time has come; also if that lies further ahead than it can be put off, for then a clock was ahead. */
static bool is_due(const struct notice_sender *s, const struct notice_row *n, int64_t now_ms)
{
    const struct schedule_rules rules = rules_of(s);
    int64_t tomorrow_ms = schedule_midnight(schedule_day(now_ms) + 1);
    return n->next_ms <= now_ms || n->next_ms > schedule_allowed(n, &rules, tomorrow_ms + rules.longest_ms);
}

enum notice_step notice_sender_step(struct notice_sender *s, int64_t now_ms, int64_t *ret_at_ms)
{
    struct sending g = {.sender = s, .now_ms = now_ms};
    *ret_at_ms = INT64_MAX;
    if (!notice_store_first(s->store, &g.row))
        return NOTICE_STEP_WAIT;
    if (!is_due(s, &g.row, now_ms)) {
        *ret_at_ms = g.row.next_ms;
        return NOTICE_STEP_WAIT;
    }
    seal_id(s->cooperative, g.row.position, g.id);
    enum notice_step step = send(&g);
    seal_forget(&g.person, sizeof g.person);
    buffer_free(&g.subject);
    buffer_free(&g.text);
    return step;
}
