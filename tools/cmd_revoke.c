/* coopctl revoke: a whole result file is taken back. What that does is the daemon's own rehearsal. */
#include "arguments.h"
#include "dates.h"
#include "files.h"
#include "words.h"

#include <string.h>

/* A file is taken back once and for all, so its name is the key. */
static void event_fill(struct desk *d, const struct files_named *f, uint8_t reason)
{
    char period[VALUE_TEXT_MAX];
    struct payroll_result_file_revoked *body =
        &desk_event(d, EVENT_payroll_result_file_revoked, value_period_last_day(f->period))
             ->payroll_result_file_revoked;
    value_period_print(f->period, period);
    desk_key(d, "revoke/%s/%s/%s", period, f->unit_code, f->file_ref);
    body->period = d->period = f->period;
    body->reason = reason;
    memcpy(body->unit_code, f->unit_code, sizeof body->unit_code);
    memcpy(body->file_ref, f->file_ref, sizeof body->file_ref);
    memcpy(d->unit_code, f->unit_code, sizeof d->unit_code);
}

static int take_back(struct desk *d, const struct arguments *a, uint8_t reason)
{
    struct files_named f;
    char period[VALUE_TEXT_MAX];
    int status = files_find(d, a->operands, a->operands_count, &f);
    if (status != 0)
        return status;
    event_fill(d, &f, reason);
    if (!d->json && f.file.state != file_state_absent && f.file.state != file_state_revoked)
        files_tell(&f);
    d->question = words_pick("Take this file back?", "ยกเลิกแฟ้มนี้หรือไม่");
    status = desk_run(d);
    if (status == 0 && !d->dry_run && !d->json && reason != revocation_duplicate &&
        !reply_text_is(desk_answer(d), "status", "repeated"))
        words_note("Import the right file with --part and a new name, like\n"
                   "  coopctl import FILE --unit %s --period %s --part 2",
                   "นำเข้าแฟ้มที่ถูกต้องด้วย --part และชื่อใหม่ เช่น\n"
                   "  coopctl import แฟ้ม --unit %s --period %s --part 2",
                   f.unit_code, dates_period(f.period, period));
    return status;
}

int cmd_revoke(const struct revoke_options *o)
{
    static struct desk d; /* too large for the stack */
    const struct arguments *a = &o->given;
    uint8_t reason;
    if (a->operands_count < 2 || a->operands_count > 3)
        return arguments_wrong("revoke", "name the unit and the month, and the part if it is not main",
                               "ระบุหน่วยงานและงวด และชื่อแฟ้มหากไม่ใช่ main");
    if (!desk_word("revoke", "reason", "revocation", o->reason, &reason))
        return EXIT_BAD_USAGE;
    int status = desk_open(&d, "revoke", a, &(struct desk_given){o->actor, o->producer, o->date, o->dry_run, o->yes});
    if (status != 0)
        return status;
    status = take_back(&d, a, reason);
    desk_close(&d);
    return status;
}
