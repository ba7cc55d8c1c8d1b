#include "notice_config.h"

#include "policy_ini.h"
#include "words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum config_kind { KIND_TEXT, KIND_PATH, KIND_NUMBER, KIND_WAIT };
enum needed { YES, NO, WITH };

static const struct key {
    const char *section, *name, *otherwise;
    enum config_kind kind;
    enum needed needed;
    int64_t most;
    size_t offset;
} keys[] = {
#define CONFIG(section, name, kind, needed, otherwise, most)                                                           \
    {#section, #name, otherwise, KIND_##kind, needed, most, offsetof(struct notice_config, section##_##name)},
#include "notice_config.def"
};
enum { KEYS = sizeof keys / sizeof *keys };
_Static_assert((int)KEYS <= (int)NOTICE_CONFIG_KEYS_MAX, "a place for each");

struct reading {
    const char *path;
    char section[64];
    unsigned lines[KEYS]; /* where each was given; 0: it was not */
    struct notice_config *config;
    bool failed;
};

static void fail(struct reading *r, unsigned line, const char *what, const char *english, const char *thai)
{
    r->failed = true;
    words_complain("%s: line %u: %s%s%s", "%s: บรรทัด %u: %s%s%s", r->path, line, what, what[0] ? " " : "",
                   words_pick(english, thai));
}

/* ---- values */

static bool wait_read(const char *value, int64_t *ret)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}};
    size_t digits = strspn(value, "0123456789");
    int64_t n;
    if (!value_integer_parse(value, digits, &n) || n > 1000000000)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(value + digits, units[i].unit) == 0) {
            *ret = n * units[i].ms;
            return true;
        }
    return false;
}

static bool number_set(const struct key *k, const char *value, void *to)
{
    int64_t n;
    bool ok = k->kind == KIND_WAIT ? wait_read(value, &n) : value_integer_parse(value, strlen(value), &n);
    /* A limit of 0 is none; to try 0 times, or not to wait at all, is a mistake. */
    if (!ok || n < 0 || n > k->most || (n == 0 && strcmp(k->section, "limits") != 0))
        return false;
    memcpy(to, &n, sizeof n);
    return true;
}

static bool text_set(const struct reading *r, const struct key *k, const char *value, char *to)
{
    const char *slash = strrchr(r->path, '/');
    int base = k->kind == KIND_PATH && value[0] != '/' && value[0] && slash ? (int)(slash - r->path) + 1 : 0;
    return snprintf(to, NOTICE_CONFIG_TEXT_MAX, "%.*s%s", base, r->path, value) < NOTICE_CONFIG_TEXT_MAX;
}

static void value_set(struct reading *r, unsigned line, const struct key *k, const char *value)
{
    char *to = (char *)r->config + k->offset;
    if (k->kind == KIND_TEXT || k->kind == KIND_PATH) {
        if (!text_set(r, k, value, to))
            fail(r, line, k->name, "is longer than 511 bytes", "ยาวเกิน 511 ไบต์");
    } else if (!number_set(k, value, to)) {
        if (k->kind == KIND_WAIT)
            fail(r, line, k->name, "is no time that makes sense here; write it like 500ms, 30s, 5m or 6h",
                 "ไม่ใช่ช่วงเวลาที่ใช้ได้ เขียนเช่น 500ms, 30s, 5m หรือ 6h");
        else
            fail(r, line, k->name, "is no number that makes sense here; write one like 8", "ไม่ใช่จำนวนที่ใช้ได้ เขียนเช่น 8");
    }
}

/* ---- lines */

static void on_section(void *context, unsigned line, const char *name)
{
    struct reading *r = context;
    bool known = false;
    snprintf(r->section, sizeof r->section, "%s", name);
    for (int i = 0; i < KEYS; i++)
        known = known || strcmp(keys[i].section, name) == 0;
    if (!known)
        fail(r, line, name, "is no section; there are sink, email, webhook, line, retry and limits",
             "ไม่ใช่หมวด ใช้ได้: sink, email, webhook, line, retry, limits");
}

static void names_tell(struct reading *r, unsigned line, const char *name)
{
    char say[WORDS_SENTENCE_MAX] = "";
    size_t at = 0;
    for (int i = 0; i < KEYS; i++)
        if (strcmp(keys[i].section, r->section) == 0)
            at += (size_t)snprintf(say + at, sizeof say - at, "%s%s", at ? ", " : "", keys[i].name);
    r->failed = true;
    words_complain("%s: line %u: %s is no setting of [%s]; there are: %s",
                   "%s: บรรทัด %u: %s ไม่ใช่ค่ากำหนดของ [%s] ใช้ได้: %s", r->path, line, name, r->section, say);
}

static void on_entry(void *context, unsigned line, bool more, const char *name, const char *value)
{
    struct reading *r = context;
    if (more) {
        fail(r, line, "", "a setting stands on one line; do not indent it", "ค่ากำหนดต้องอยู่ในบรรทัดเดียว โปรดอย่าย่อหน้า");
        return;
    }
    for (int i = 0; i < KEYS; i++) {
        if (strcmp(keys[i].section, r->section) != 0 || strcmp(keys[i].name, name) != 0)
            continue;
        if (r->lines[i])
            fail(r, line, name, "stands twice; leave one of the two out", "ซ้ำสองครั้ง โปรดลบออกหนึ่งบรรทัด");
        r->lines[i] = line;
        value_set(r, line, &keys[i], value);
        return;
    }
    names_tell(r, line, name);
}

static void on_wrong(void *context, unsigned line, const char *english, const char *thai)
{
    fail(context, line, "", english, thai);
}

/* ---- the whole */

static bool section_given(const struct reading *r, const char *section)
{
    for (int i = 0; i < KEYS; i++)
        if (r->lines[i] && strcmp(keys[i].section, section) == 0)
            return true;
    return false;
}

static void missing_tell(struct reading *r)
{
    for (int i = 0; i < KEYS; i++) {
        if (r->lines[i] || keys[i].needed == NO || (keys[i].needed == WITH && !section_given(r, keys[i].section)))
            continue;
        r->failed = true;
        words_complain("%s: %s is missing in [%s]; write `%s = ...` there",
                       "%s: ไม่มี %s ในหมวด [%s] โปรดเขียน `%s = ...`", r->path, keys[i].name, keys[i].section,
                       keys[i].name);
    }
}

static bool is_local(const char *server)
{
    static const char *const hosts[] = {"localhost", "127.0.0.1", "[::1]"};
    const char *host = strstr(server, "://");
    for (size_t i = 0; host && i < sizeof hosts / sizeof *hosts; i++) {
        size_t len = strlen(hosts[i]);
        if (strncmp(host + 3, hosts[i], len) == 0 && (host[3 + len] == '\0' || host[3 + len] == ':'))
            return true;
    }
    return false;
}

static void whole_fail(struct reading *r, const char *english, const char *thai)
{
    r->failed = true;
    words_complain("%s: %s", "%s: %s", r->path, words_pick(english, thai));
}

static void email_check(struct reading *r)
{
    const struct notice_config *c = r->config;
    const char *address = strchr(c->email_from, '<');
    char plain[NOTICE_CONFIG_TEXT_MAX];
    if (!c->email_server[0])
        return;
    if (strncmp(c->email_server, "smtp://", 7) != 0 && strncmp(c->email_server, "smtps://", 8) != 0)
        whole_fail(r, "server in [email] begins with smtp:// or smtps://, like smtp://mail.example.org:587",
                   "server ใน [email] ต้องขึ้นต้นด้วย smtp:// หรือ smtps:// เช่น smtp://mail.example.org:587");
    if (strcmp(c->email_tls, "starttls") != 0 && strcmp(c->email_tls, "none") != 0)
        whole_fail(r, "tls in [email] is starttls, or none for a server on this machine",
                   "tls ใน [email] ต้องเป็น starttls หรือ none เมื่อเซิร์ฟเวอร์อยู่ในเครื่องนี้");
    if (strcmp(c->email_tls, "none") == 0 && c->email_server[4] != 's' && !is_local(c->email_server))
        whole_fail(r, "without tls an e-mail may go to a server on this machine only; take `tls = none` out of [email]",
                   "หากไม่ใช้ tls ส่งได้เฉพาะเซิร์ฟเวอร์ในเครื่องนี้ โปรดลบ `tls = none` ใน [email]");
    snprintf(plain, sizeof plain, "%.*s", (int)strcspn(address ? address + 1 : c->email_from, ">"),
             address ? address + 1 : c->email_from);
    if (person_address_wrong(PERSON_EMAIL, plain))
        whole_fail(r, "from in [email] is no address; write it like Cooperative <notices@example.org>",
                   "from ใน [email] ไม่ใช่ที่อยู่อีเมล เขียนเช่น สหกรณ์ <notices@example.org>");
    if ((c->email_user[0] != '\0') != (c->email_password_file[0] != '\0'))
        whole_fail(r, "user and password_file in [email] go together; give both or none",
                   "user และ password_file ใน [email] ต้องระบุทั้งคู่หรือไม่ระบุเลย");
}

static void whole_check(struct reading *r)
{
    const struct notice_config *c = r->config;
    email_check(r);
    if (strcmp(c->sink_language, "th") != 0 && strcmp(c->sink_language, "en") != 0)
        whole_fail(r, "language in [sink] is th or en", "language ใน [sink] ต้องเป็น th หรือ en");
    if (strlen(c->sink_cursor) > 23 || !directory_ref_valid(c->sink_cursor))
        whole_fail(r, "cursor in [sink] is a short name in ASCII letters, like notify",
                   "cursor ใน [sink] ต้องเป็นชื่อสั้นอักษร ASCII เช่น notify");
}

bool notice_config_read(const char *path, struct notice_config *ret)
{
    const char *named = getenv("COOPD_NOTIFY");
    struct reading r = {.path = path ? path : named && named[0] ? named : "/etc/coopd/notify.ini", .config = ret};
    const struct policy_ini to = {&r, on_section, on_entry, on_wrong};
    FILE *file = fopen(r.path, "re");
    *ret = (struct notice_config){0};
    if (!file) {
        words_complain("%s: %s; name the settings of the notice sender with --config",
                       "%s: %s ระบุแฟ้มค่ากำหนดด้วย --config", r.path, strerror(errno));
        return false;
    }
    for (int i = 0; i < KEYS; i++)
        value_set(&r, 0, &keys[i], keys[i].otherwise);
    r.failed = false; /* those that are needed have nothing to begin with */
    policy_ini_read(file, &to);
    fclose(file);
    missing_tell(&r);
    if (!r.failed)
        whole_check(&r);
    return !r.failed;
}

bool notice_config_has(const struct notice_config *c, enum person_channel channel)
{
    return (channel == PERSON_EMAIL && c->email_server[0]) || (channel == PERSON_WEBHOOK && c->webhook_profile[0]) ||
           (channel == PERSON_LINE && c->line_profile[0]);
}

int64_t notice_config_timeout_ms(const struct notice_config *c, enum person_channel channel)
{
    return channel == PERSON_EMAIL     ? c->email_timeout
           : channel == PERSON_WEBHOOK ? c->webhook_timeout
                                       : c->line_timeout;
}

/* The longest time that an attempt may take, by whatever channel. */
struct schedule_rules notice_config_rules(const struct notice_config *c)
{
    struct schedule_rules r = {
        .tries = (uint32_t)c->retry_tries,
        .first_ms = c->retry_first,
        .longest_ms = c->retry_longest,
        .a_day = (uint32_t)c->limits_per_recipient_a_day,
    };
    for (int channel = PERSON_EMAIL; channel < PERSON_CHANNELS; channel++) {
        int64_t ms = notice_config_timeout_ms(c, (enum person_channel)channel);
        if (notice_config_has(c, (enum person_channel)channel) && ms > r.attempt_ms)
            r.attempt_ms = ms;
    }
    return r;
}
