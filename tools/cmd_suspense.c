/* coopctl suspense: the money that waits, and what an officer does with it. */
#include "arguments.h"
#include "dates.h"
#include "desk.h"
#include "table.h"
#include "waiting.h"
#include "words.h"

#include "../handlers/state/records.h"

#include <string.h>

/* ---- the list */

enum { COLUMNS = 8 };

struct listing {
    struct desk *desk;
    struct table_page page;
    int64_t satang;
    uint64_t rows;
};

static void heading_add(struct listing *l)
{
    const char *const english[COLUMNS] = {"no", "amount", "days", "since", "unit", "period", "named", "reason"};
    const char *const thai[COLUMNS] = {"เลขที่", "จำนวนเงิน", "วัน", "ตั้งแต่", "หน่วยงาน", "งวด", "เลขที่แจ้ง", "เหตุ"};
    table_begin(&l->page, COLUMNS);
    for (uint32_t i = 0; i < COLUMNS; i++)
        table_cell(&l->page, words_thai() ? thai[i] : english[i]);
    for (uint32_t i = 0; i < 3; i++)
        table_align_right(&l->page, i);
}

static void item_json(const struct ask_row *row, int64_t days)
{
    struct buffer out = {0};
    codec_json_any(row->raw, &out);
    printf("%.*s,\"days\":%lld}\n", (int)out.len - 1, (const char *)out.at, (long long)days);
    buffer_free(&out);
}

static void item_add(void *context, const struct ask_row *row)
{
    struct listing *l = context;
    const struct suspense *item = (const void *)row->value;
    int64_t days = waiting_days(item->since, l->desk->day_closed);
    char text[VALUE_TEXT_MAX];
    l->satang += item->amount_satang;
    if (l->desk->json) {
        item_json(row, days);
        return;
    }
    if (l->rows++ == 0)
        heading_add(l);
    table_cell_number(&l->page, (int64_t)((const struct suspense_key *)(const void *)row->key)->suspense_no);
    table_cell_baht(&l->page, item->amount_satang);
    if (days < 0)
        table_cell(&l->page, "-");
    else
        table_cell_number(&l->page, days);
    table_cell(&l->page, dates_day(item->since, text));
    table_cell(&l->page, item->unit_code);
    table_cell(&l->page, dates_period(item->period, text));
    table_cell(&l->page, item->member_no[0] ? item->member_no : "-");
    table_cell(&l->page, schema_word_text(schema_enum_named("suspense_reason"), item->reason));
}

static int list(struct desk *d)
{
    struct listing l = {.desk = d};
    int status = ask_rows(&d->ask, TABLE_suspense, (struct bytes){0}, item_add, &l);
    if (status == 0 && l.rows > 0)
        table_end(&l.page, stdout);
    if (status == 0 && l.rows == 0 && !d->json)
        words_note("No item waits to be matched.", "ไม่มีรายการรอจับคู่");
    buffer_free(&l.page.cells);
    if (status != 0)
        return status;
    return d->json ? waiting_json(&d->ask, l.satang, d->day_closed) : waiting_print(&d->ask, l.satang);
}

/* ---- one item */

struct moving {
    struct desk *desk;
    const struct suspense_options *options;
    uint8_t reason;
    uint64_t number;
    struct suspense item; /* zero if it has left suspense */
};

static void item_keep(void *context, const struct ask_row *row)
{
    struct moving *m = context;
    memcpy(&m->item, row->value, sizeof m->item);
}

/* The number in the operand, and the item. */
static int item_find(struct moving *m, const char *text)
{
    struct buffer key = {0};
    int64_t number;
    if (!value_integer_parse(text, strlen(text), &number) || number < 1)
        return arguments_wrong("suspense", "\"%s\" is no item; give its number from coopctl suspense",
                               "\"%s\" ไม่ใช่รายการ โปรดใส่เลขที่จาก coopctl suspense", text);
    m->number = (uint64_t)number;
    codec_put_map(&key, 1);
    codec_put_text(&key, "suspense_no");
    codec_put_integer(&key, number);
    int status = ask_rows(&m->desk->ask, TABLE_suspense, buffer_bytes(&key), item_keep, m);
    buffer_free(&key);
    return status;
}

static union event_body *event_begin(struct moving *m, enum event_id id)
{
    return desk_event(m->desk, id, m->item.period ? value_period_last_day(m->item.period) : 0);
}

/* ---- whom the unit may have meant */

enum { GUESSES_MOST = 5 };

struct guesses {
    const char *named[2]; /* by the unit, and by the officer */
    char found[GUESSES_MOST][12];
    uint32_t count;
};

/* Filled up with zeros to the same length: the same, or two neighbouring digits the other way round. */
static bool is_near(const char *named, const char *member_no)
{
    char a[12], b[12];
    named += strspn(named, "0");
    member_no += strspn(member_no, "0");
    size_t len = strlen(named) > strlen(member_no) ? strlen(named) : strlen(member_no), i = 0;
    if (len == 0 || len >= sizeof a - 1)
        return false;
    len++; /* a digit may have changed places with the zero before it */
    memset(a, '0', sizeof a);
    memset(b, '0', sizeof b);
    memcpy(a + len - strlen(named), named, strlen(named));
    memcpy(b + len - strlen(member_no), member_no, strlen(member_no));
    while (i < len && a[i] == b[i])
        i++;
    if (i == len)
        return true;
    return i + 1 < len && a[i] == b[i + 1] && a[i + 1] == b[i] && memcmp(a + i + 2, b + i + 2, len - i - 2) == 0;
}

static void guess_add(void *context, const struct ask_row *row)
{
    struct guesses *g = context;
    const char *member_no = ((const struct unit_member_key *)(const void *)row->key)->member_no;
    bool near = false;
    for (size_t i = 0; i < sizeof g->named / sizeof *g->named; i++)
        near |= g->named[i][0] && strcmp(g->named[i], member_no) != 0 && is_near(g->named[i], member_no);
    if (near && g->count < GUESSES_MOST)
        snprintf(g->found[g->count++], sizeof g->found[0], "%s", member_no);
}

/* Only said, never chosen. */
static void guess(struct moving *m, const char *unit_code, const char *member_no)
{
    struct guesses g = {.named = {m->item.member_no, member_no}};
    struct buffer key = {0};
    char list[GUESSES_MOST * 16] = "";
    codec_put_map(&key, 1);
    codec_put_text(&key, "unit_code");
    codec_put_text(&key, unit_code);
    int status = ask_rows(&m->desk->ask, TABLE_unit_member, buffer_bytes(&key), guess_add, &g);
    buffer_free(&key);
    for (uint32_t i = 0; i < g.count; i++)
        snprintf(list + strlen(list), sizeof list - strlen(list), "%s%s", i ? ", " : "", g.found[i]);
    if (status == 0 && g.count > 0)
        words_note("The unit named %s; unit %s has a member with nearly that number: %s. Is he meant?",
                   "หน่วยงานแจ้งเลข %s หน่วยงาน %s มีสมาชิกเลขใกล้เคียง: %s ใช่คนนี้หรือไม่",
                   m->item.member_no[0] ? m->item.member_no : "-", unit_code, list);
}

/* ---- moving */

static int match(struct moving *m, const char *const *operands)
{
    const struct suspense_options *o = m->options;
    struct desk *d = m->desk;
    int status = item_find(m, operands[0]);
    if (status != 0)
        return status;
    struct suspense_matched *body = &event_begin(m, EVENT_suspense_matched)->suspense_matched;
    if (!desk_code(d, operands[1], body->member_no, sizeof body->member_no, words_pick("the member", "เลขทะเบียน")) ||
        (o->unit && !desk_code(d, o->unit, body->unit_code, sizeof body->unit_code, "--unit")) ||
        (o->period && !dates_period_read("suspense", o->period, &body->period)))
        return EXIT_BAD_USAGE;
    desk_key(d, "match/%llu", (unsigned long long)m->number);
    body->suspense_no = m->number;
    body->target = suspense_target_bill;
    body->reason = m->reason;
    memcpy(d->unit_code, o->unit ? body->unit_code : m->item.unit_code, sizeof d->unit_code);
    d->period = body->period ? body->period : m->item.period;
    status = desk_run(d);
    if (strcmp(d->refused_code, "bill_unknown") == 0 || strcmp(d->refused_code, "member_unknown") == 0)
        guess(m, d->unit_code, operands[1]);
    return status;
}

/* Where the money goes: what is given must go together. */
static int refund_target(struct moving *m, const char *member_no, struct suspense_matched *body)
{
    const char *to = m->options->to ? m->options->to : "", *document = m->options->document;
    if (strcmp(to, "member") == 0 && member_no && !document) {
        body->target = suspense_target_member;
        return desk_code(m->desk, member_no, body->member_no, sizeof body->member_no,
                         words_pick("the member", "เลขทะเบียน"))
                   ? 0
                   : EXIT_BAD_USAGE;
    }
    if (strcmp(to, "unit") == 0 && !member_no && (document || m->item.amount_satang < 0)) {
        body->target = suspense_target_unit;
        return !document || desk_code(m->desk, document, body->document_no, sizeof body->document_no, "--document")
                   ? 0
                   : EXIT_BAD_USAGE;
    }
    return arguments_wrong("suspense", "say refund NO MEMBER --to member, or refund NO --to unit --document NUMBER",
                           "ใช้ refund เลขที่ เลขทะเบียน --to member หรือ refund เลขที่ --to unit --document เลขที่ใบสำคัญ");
}

static int refund(struct moving *m, const char *const *operands, int count)
{
    int status = item_find(m, operands[0]);
    if (status != 0)
        return status;
    struct suspense_matched *body = &event_begin(m, EVENT_suspense_matched)->suspense_matched;
    body->suspense_no = m->number;
    body->reason = m->reason;
    desk_key(m->desk, "refund/%llu", (unsigned long long)m->number);
    status = refund_target(m, count > 1 ? operands[1] : NULL, body);
    return status ? status : desk_run(m->desk);
}

/* Several parts may have the same amount: the second of them is asked for by its number, so that a command that is
 * merely repeated does nothing. */
static int split(struct moving *m, const char *const *operands, int count)
{
    int64_t nth = 1;
    int status = item_find(m, operands[0]);
    if (status != 0)
        return status;
    struct suspense_split *body = &event_begin(m, EVENT_suspense_split)->suspense_split;
    if (!desk_baht("suspense", operands[1], &body->amount_satang))
        return EXIT_BAD_USAGE;
    if (count > 2 && (!value_integer_parse(operands[2], strlen(operands[2]), &nth) || nth < 1 || nth > INT32_MAX))
        return arguments_wrong("suspense", "\"%s\": say 2 for the second part of the same amount",
                               "\"%s\": ใส่ 2 สำหรับส่วนที่สองที่มียอดเท่ากัน", operands[2]);
    body->suspense_no = m->number;
    body->reason = m->reason;
    desk_key(m->desk, "split/%llu/%lld/%lld", (unsigned long long)m->number, (long long)body->amount_satang,
             (long long)nth);
    status = desk_run(m->desk);
    if (status == 0 && reply_text_is(desk_answer(m->desk), "status", "repeated"))
        words_note("If another part of the same amount is meant, say which: coopctl suspense split %s %s %lld",
                   "หากหมายถึงอีกส่วนหนึ่งที่ยอดเท่ากัน ระบุลำดับ: coopctl suspense split %s %s %lld", operands[0], operands[1],
                   (long long)nth + 1);
    return status;
}

static int give_back(struct moving *m, const char *const *operands)
{
    struct desk *d = m->desk;
    struct ask_row row;
    bool found;
    if (!m->options->document)
        return arguments_wrong("suspense", "return needs --document, the payment voucher",
                               "return ต้องระบุ --document เลขที่ใบสำคัญจ่าย");
    int status = ask_row(&d->ask, TABLE_unit, operands[0], &row, &found);
    if (status != 0)
        return status;
    struct payroll_advance_returned *body =
        &desk_event(d, EVENT_payroll_advance_returned,
                    found ? ((const struct unit *)(const void *)row.value)->advance_since : 0)
             ->payroll_advance_returned;
    if (!desk_code(d, operands[0], body->unit_code, sizeof body->unit_code, words_pick("the unit", "หน่วยงาน")) ||
        !desk_code(d, m->options->document, body->document_no, sizeof body->document_no, "--document") ||
        !desk_baht("suspense", operands[1], &body->amount_satang))
        return EXIT_BAD_USAGE;
    body->reason = m->reason;
    desk_key(d, "return/%s/%s", body->unit_code, body->document_no);
    return desk_run(d);
}

/* ---- which of them */

static int move(struct moving *m)
{
    const char *const *operands = m->options->given.operands;
    int count = m->options->given.operands_count;
    if (strcmp(operands[0], "match") == 0 && count == 3)
        return match(m, operands + 1);
    if (strcmp(operands[0], "refund") == 0 && (count == 2 || count == 3))
        return refund(m, operands + 1, count - 1);
    if (strcmp(operands[0], "split") == 0 && (count == 3 || count == 4))
        return split(m, operands + 1, count - 1);
    if (strcmp(operands[0], "return") == 0 && count == 3)
        return give_back(m, operands + 1);
    return arguments_wrong(
        "suspense", "say list, match NO MEMBER, refund NO [MEMBER], split NO BAHT [NTH] or return UNIT BAHT",
        "ใช้ list, match เลขที่ เลขทะเบียน, refund เลขที่ [เลขทะเบียน], split เลขที่ จำนวนเงิน [ส่วนที่] หรือ return "
        "หน่วยงาน จำนวนเงิน");
}

int cmd_suspense(const struct suspense_options *o)
{
    static const char *const verbs[] = {"list", "match", "refund", "split", "return", NULL};
    static struct desk d; /* too large for the stack */
    struct moving m = {.desk = &d, .options = o};
    const char *verb = o->given.operands_count > 0 ? o->given.operands[0] : "list";
    size_t i = 0;
    while (verbs[i] && strcmp(verb, verbs[i]) != 0)
        i++;
    if (!verbs[i] && arguments_nearest(verb, verbs))
        return arguments_wrong("suspense", "%s is nothing to do here; did you mean %s?",
                               "ไม่มีคำสั่งย่อย %s หมายถึง %s หรือไม่", verb, arguments_nearest(verb, verbs));
    bool lists = i == 0 && o->given.operands_count <= 1;
    if (!lists && i > 0 && verbs[i] && !desk_word("suspense", "reason", "desk_reason", o->reason, &m.reason))
        return EXIT_BAD_USAGE;
    int status = desk_open(&d, "suspense", &o->given,
                           lists ? NULL : &(struct desk_given){o->actor, o->producer, o->date, o->dry_run, NULL});
    if (status != 0)
        return status;
    status = lists ? list(&d) : move(&m);
    desk_close(&d);
    return status;
}
