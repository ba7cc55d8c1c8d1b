/* coopctl policy: a policy as a file; proved, compared and published. */
#include "arguments.h"
#include "dates.h"
#include "desk.h"
#include "policy_diff.h"
#include "policy_file.h"
#include "policy_now.h"
#include "words.h"

#include <string.h>

/* Reads a file and says all that is wrong with it. 0, or the exit status. */
static int file_read(struct policy_file *f, const char *path, int32_t effective)
{
    if (!policy_file_load(f, path, effective))
        return EXIT_IO;
    policy_file_tell(f);
    if (f->errors == 0)
        return 0;
    if (f->other_era > 1)
        words_note("%s: %u more dates are of that era", "%s: มีวันที่ของศักราชนั้นอีก %u แห่ง", path, f->other_era - 1);
    words_complain("%s: %u mistake%s; nothing was done", "%s: มีข้อผิดพลาด %u แห่ง%s ยังไม่ได้ดำเนินการ", path, f->errors,
                   f->errors == 1 || words_thai() ? "" : "s");
    return EXIT_BAD_INPUT;
}

static int check(const char *path, int32_t effective, bool json)
{
    static struct policy_file f; /* too large for the stack */
    char day[VALUE_TEXT_MAX];
    int status = file_read(&f, path, effective);
    if (status == 0 && json)
        printf("{\"errors\":0,\"warnings\":%u}\n", f.remarks_count);
    else if (status == 0)
        printf(words_pick("%s: a good policy with effect from %s: %u products, %u holidays, %u warnings.\n",
                          "%s: นโยบายถูกต้อง มีผลตั้งแต่ %s: เงินกู้ %u ประเภท วันหยุด %u วัน คำเตือน %u ข้อ\n"),
               f.name[0] ? f.name : path, dates_day(f.effective, day), f.body.products_count, f.body.holidays_count,
               f.remarks_count);
    policy_file_free(&f);
    return status;
}

static void diff_tell(const struct policy_published *old, const struct policy_published *new, bool json)
{
    if (policy_diff(old, new, json) == 0 && !json)
        words_note("No difference.", "ไม่มีข้อแตกต่าง");
}

static int diff_files(const char *old_path, const char *new_path, const struct arguments *a, int32_t effective)
{
    static struct policy_file old, new;
    int status = file_read(&old, old_path, effective), other = file_read(&new, new_path, effective);
    if (status == 0 && other == 0)
        diff_tell(&old.body, &new.body, a->json);
    policy_file_free(&old);
    policy_file_free(&new);
    return status ? status : other;
}

static int diff_daemon(const char *path, const struct arguments *a, int32_t effective)
{
    static struct policy_file f;
    static struct policy_now now;
    char day[VALUE_TEXT_MAX];
    struct ask daemon;
    int status = file_read(&f, path, effective);
    if (status == 0)
        status = ask_open(a, &daemon);
    if (status == 0) {
        status = policy_now_ask(&daemon, &now);
        ask_close(&daemon);
        if (status == 0 && now.version > 0)
            words_note("Compared with version %u, from %s:", "เทียบกับฉบับที่ %u มีผลตั้งแต่ %s:", now.version,
                       dates_day(now.from, day));
        else if (status == 0)
            words_note("No policy was published yet.", "ยังไม่เคยประกาศนโยบาย");
        if (status == 0)
            diff_tell(&now.body, &f.body, a->json);
    }
    policy_file_free(&f);
    return status;
}

static int publish(const char *path, const struct policy_options *o, int32_t effective)
{
    static struct policy_file f;
    static struct policy_now now;
    static struct desk d;
    char outcome[160], day[VALUE_TEXT_MAX];
    int status = file_read(&f, path, effective);
    status = status
                 ? status
                 : desk_open(&d, "policy", &o->given, &(struct desk_given){o->actor, o->producer, o->date, o->dry_run});
    if (status == 0) {
        status = policy_now_ask(&d.ask, &now);
        struct policy_published *body = &desk_event(&d, EVENT_policy_published, f.effective)->policy_published;
        *body = f.body;
        body->version = now.version + 1;
        d.event.envelope.effective_date = f.effective;
        d.date_given = true; /* the file's day is as good as one on the command line */
        desk_key(&d, "policy/%u", body->version);
        snprintf(outcome, sizeof outcome,
                 words_pick("version %u of the policy, in force from %s", "นโยบายฉบับที่ %u ใช้บังคับตั้งแต่ %s"), body->version,
                 dates_day(f.effective, day));
        d.outcome = outcome;
        status = status ? status : desk_run(&d);
        desk_close(&d);
    }
    policy_file_free(&f);
    return status;
}

int cmd_policy(const struct policy_options *o)
{
    static const char *const verbs[] = {"check", "diff", "publish", NULL};
    const struct arguments *a = &o->given;
    const char *verb = a->operands_count > 0 ? a->operands[0] : "";
    int32_t effective = 0;
    if (o->date && !dates_day_read("policy", "--date", o->date, &effective))
        return EXIT_BAD_USAGE;
    const char *nearest = arguments_nearest(verb, verbs);
    if (nearest && strcmp(nearest, verb) != 0)
        return arguments_wrong("policy", "%s is not known; did you mean %s?", "ไม่รู้จัก %s หมายถึง %s หรือไม่", verb,
                               nearest);
    if (!nearest || a->operands_count < 2 || a->operands_count > (strcmp(verb, "diff") == 0 ? 3 : 2))
        return arguments_wrong("policy", "say check FILE, diff FILE, diff OLD NEW, or publish FILE",
                               "ใช้ check แฟ้ม, diff แฟ้ม, diff เก่า ใหม่ หรือ publish แฟ้ม");
    if (strcmp(verb, "check") == 0)
        return check(a->operands[1], effective, a->json);
    if (strcmp(verb, "publish") == 0)
        return publish(a->operands[1], o, effective);
    return a->operands_count == 3 ? diff_files(a->operands[1], a->operands[2], a, effective)
                                  : diff_daemon(a->operands[1], a, effective);
}
