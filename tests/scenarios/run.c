/* Plays scenario files on the store in memory and compares what happens with what they say; support/scenario.h tells
 * what a line looks like. Run from the top of the tree: `run [file...]`, without files all of tests/scenarios/.
 *
 *   # a comment                      include base.txt     plays another file first
 *   2024-01-05 loan.disbursed ...    an event; further fields may stand on indented lines of their own
 *   close 2024-01-31                 closes that day; close through 2024-02-05 every day up to that one
 *   show loan contract_no=S-1        looks at records
 *
 * Behind each of these, indented: `=` the verdict, `>` the follow-ups in order, `|` the records. `...` says that there
 * are more lines, which are not shown. An event without any must be applied. UPDATE=1 rewrites the indented lines
 * where there is no `...`.
 *
 * After each file the books are audited, the events are played again into a second store, which must come to the same
 * rows and follow-ups, and once more with work in the smallest slices, which must tell the same story. */
#include "../support/audit.h"
#include "../support/scenario.h"

#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 4, EXCERPT_MAX = 12 };

/* The accepted events, to be played again. */
struct events {
    struct event *at;
    uint64_t *seqs; /* under which each was journalled, with work in slices as usual */
    size_t count, room;
};

struct play {
    struct store_mem *store;
    struct events events;
    struct buffer report; /* what is wrong, as comments */
    struct buffer update; /* the file as it should be */
    char root[256];       /* directory that includes start from */
};

/* The lines of one step: where its input and its expectation end. */
struct step {
    char *input; /* one line, without the comment marks */
    struct buffer expected;
    size_t next;
};

struct lines {
    char **at;
    size_t count;
};

/* ---- text */

static void line_add(struct buffer *b, const char *text)
{
    buffer_add_text(b, text);
    buffer_add(b, "\n", 1);
}

__attribute__((format(printf, 2, 3))) static void report(struct play *p, const char *format, ...)
{
    char text[2048];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    buffer_add_text(&p->report, "# ");
    line_add(&p->report, text);
}

/* Cuts text into lines in place; the array is the caller's to free. */
static struct lines lines_of(char *text)
{
    struct lines l = {0};
    size_t room = 0;
    while (*text) {
        char *end = strchr(text, '\n');
        if (l.count == room) {
            room = room ? room * 2 : 256;
            l.at = realloc(l.at, room * sizeof *l.at);
            if (!l.at)
                abort();
        }
        l.at[l.count++] = text;
        if (!end)
            break;
        *end = '\0';
        text = end + 1;
    }
    return l;
}

/* Blanks in a row count as one, so that lines may be broken anywhere. */
static bool same_line(const char *a, const char *b)
{
    for (;;) {
        size_t left = strspn(a, " "), right = strspn(b, " ");
        a += left;
        b += right;
        if (*a != *b || ((left > 0) != (right > 0) && *a))
            return false;
        if (!*a)
            return true;
        a++;
        b++;
    }
}

/* Where to break a line that is too long: between fields, else behind a comma, else at a blank; 0: nowhere. */
static size_t break_at(const char *text, size_t most)
{
    size_t field = 0, comma = 0, blank = 0;
    for (size_t i = 1; i <= most; i++) {
        field = text[i] == ' ' && text[i + 1] == ' ' ? i : field;
        comma = text[i] == ' ' && strchr(",;", text[i - 1]) ? i : comma;
        blank = text[i] == ' ' && text[i - 1] != ' ' ? i : blank;
    }
    return field > most / 2 ? field : comma > most / 2 ? comma : blank;
}

static void expectation_add(struct buffer *out, const char *text)
{
    static const char blanks[] = "        ";
    size_t indent = 2;
    while (indent + strlen(text) > SCENARIO_WIDTH) {
        size_t cut = break_at(text, SCENARIO_WIDTH - indent);
        if (cut == 0)
            break;
        buffer_add(out, blanks, indent);
        buffer_add(out, text, cut);
        buffer_add(out, "\n", 1);
        text += cut + strspn(text + cut, " ");
        indent = 8;
    }
    buffer_add(out, blanks, indent);
    line_add(out, text);
}

static char *file_read(const char *path)
{
    struct buffer b = {0};
    FILE *f = fopen(path, "r");
    if (!f)
        return NULL;
    for (size_t n = 1; n > 0; b.len += n)
        n = fread(buffer_room(&b, 4096), 1, 4096, f);
    fclose(f);
    buffer_add(&b, "", 1);
    return (char *)b.at;
}

/* ---- comparing */

static bool has_ellipsis(const struct lines *expected)
{
    for (size_t i = 0; i < expected->count; i++)
        if (strcmp(expected->at[i], "...") == 0)
            return true;
    return false;
}

/* With an ellipsis, the other lines must occur in this order. Returns the first line that does not, or NULL. */
static const char *first_missing(const struct lines *expected, const struct lines *actual)
{
    size_t at = 0;
    for (size_t i = 0; i < expected->count; i++) {
        if (strcmp(expected->at[i], "...") == 0)
            continue;
        while (at < actual->count && !same_line(expected->at[i], actual->at[at]))
            at++;
        if (at++ >= actual->count)
            return expected->at[i];
    }
    return NULL;
}

static void excerpt(struct play *p, const char *mark, const struct lines *l, size_t from, size_t to)
{
    for (size_t i = from; i < to && i < from + EXCERPT_MAX; i++)
        report(p, "  %s %s", mark, l->at[i]);
    if (to > from + EXCERPT_MAX)
        report(p, "  %s (%zu more lines)", mark, to - from - EXCERPT_MAX);
}

static void compare(struct play *p, const char *where, const struct lines *expected, const struct lines *actual)
{
    size_t begin = 0, left = expected->count, right = actual->count;
    if (has_ellipsis(expected)) {
        const char *missing = first_missing(expected, actual);
        if (missing) {
            report(p, "%s: does not happen, or not in this order:", where);
            report(p, "  - %s", missing);
            excerpt(p, "+", actual, 0, right);
        }
        return;
    }
    while (begin < left && begin < right && same_line(expected->at[begin], actual->at[begin]))
        begin++;
    while (left > begin && right > begin && same_line(expected->at[left - 1], actual->at[right - 1]))
        left--, right--;
    if (begin == left && begin == right)
        return;
    report(p, "%s: expected (-), happened (+):", where);
    excerpt(p, "-", expected, begin, left);
    excerpt(p, "+", actual, begin, right);
}

/* ---- playing */

static void remember(struct events *l, const struct event *e, uint64_t seq)
{
    if (l->count == l->room) {
        l->room = l->room ? l->room * 2 : 64;
        l->at = realloc(l->at, l->room * sizeof *l->at);
        l->seqs = realloc(l->seqs, l->room * sizeof *l->seqs);
        if (!l->at || !l->seqs)
            abort();
    }
    l->seqs[l->count] = seq;
    l->at[l->count++] = *e;
}

/* Applies one event and tells what happened; usual_date 0: every date is told. Returns whether it was accepted. */
static bool apply(struct play *p, const struct event *e, struct refusal *why, bool verdict_told, int32_t usual_date,
                  struct buffer *out)
{
    static struct store_mem_followup f;
    uint64_t before = store_mem_followups(p->store), seq = store_mem_last_seq(p->store) + 1;
    enum verdict verdict = why->code ? REFUSED : store_mem_apply(p->store, e, why);
    if (verdict != REFUSED)
        remember(&p->events, e, seq);
    if (verdict_told || verdict == REFUSED) {
        buffer_add_text(out, "= ");
        scenario_verdict(verdict, why, out);
        buffer_add(out, "\n", 1);
    }
    for (uint64_t i = before + 1; store_mem_followup(p->store, i, &f); i++) {
        buffer_add_text(out, "> ");
        scenario_followup(&f, usual_date, out);
        buffer_add(out, "\n", 1);
    }
    return verdict != REFUSED;
}

/* "close 2024-01-31", "close through 2024-02-05". */
static bool close_days(struct play *p, const char *text, struct buffer *out)
{
    bool through = strncmp(text, "through ", 8) == 0;
    int32_t last, from = handler_day_closed(store_mem_txn(p->store)) + 1;
    struct event e = {.desc = schema_event(EVENT_clock_day_closed)};
    struct refusal why = {0};
    text += through ? 8 : 0;
    if (!value_day_parse(text, strlen(text), &last))
        return false;
    for (int32_t day = through && from > 1 ? from : last; day <= last; day++) {
        e.envelope.effective_date = day;
        e.body.clock_day_closed.date = day;
        if (!apply(p, &e, &why, day == last, through ? 0 : day, out))
            break;
    }
    return true;
}

static bool play_file(struct play *p, const char *path, int depth);

/* One step. Returns what is wrong with its text, or NULL. */
static const char *play_step(struct play *p, const char *input, int depth, struct buffer *out)
{
    static char error[SCENARIO_ERROR_MAX];
    static struct event e;
    struct refusal why;
    char path[1024];
    if (strncmp(input, "include ", 8) == 0) {
        snprintf(path, sizeof path, "%s%s", p->root, input + 8);
        return depth < DEPTH_MAX && play_file(p, path, depth + 1) ? NULL : "cannot be included";
    }
    if (strncmp(input, "close ", 6) == 0)
        return close_days(p, input + 6, out) ? NULL : "close takes a day like 2024-01-31";
    if (strncmp(input, "show ", 5) == 0)
        return scenario_show(p->store, input, out, error) ? NULL : error;
    if (!scenario_parse_event(input, &e, &why, error))
        return error;
    apply(p, &e, &why, true, e.envelope.effective_date, out);
    return NULL;
}

/* Gathers the step that begins at line i: indented lines belong to it; those that begin with a mark are expected,
 * others go on with the line before them. */
static struct step step_read(const struct lines *l, size_t i)
{
    struct buffer input = {0};
    struct step step = {.next = i + 1};
    buffer_add_text(&input, l->at[i]);
    for (; step.next < l->count && l->at[step.next][0] == ' '; step.next++) {
        const char *text = l->at[step.next] + strspn(l->at[step.next], " ");
        bool mark = strchr("=>|", *text) || strcmp(text, "...") == 0;
        struct buffer *to = mark || step.expected.len > 0 ? &step.expected : &input;
        if (to->len > 0)
            buffer_add_text(to, mark ? "\n" : " ");
        buffer_add_text(to, text);
    }
    buffer_add(&input, "", 1);
    buffer_add(&step.expected, "", 1);
    step.input = (char *)input.at;
    return step;
}

/* What the step is expected to do; without a word, an event is applied and the rest is its own business. Returns
 * whether its expectation stays as it stands; otherwise p->update has the new one. */
static bool step_check(struct play *p, const char *where, struct step *step, struct buffer *happened, bool rewrite)
{
    buffer_add(happened, "", 1);
    struct lines expected = lines_of((char *)step->expected.at), actual = lines_of((char *)happened->at);
    bool kept = !rewrite || has_ellipsis(&expected);
    if (expected.count == 0) {
        for (size_t i = 0; i < actual.count && kept; i++)
            if (strncmp(actual.at[i], "= refused", 9) == 0)
                report(p, "%s: %s", where, actual.at[i]);
    } else if (kept) {
        compare(p, where, &expected, &actual);
    }
    for (size_t i = 0; i < actual.count && !kept; i++)
        expectation_add(&p->update, actual.at[i]);
    free(expected.at);
    free(actual.at);
    return kept;
}

static bool updating(void)
{
    const char *update = getenv("UPDATE");
    return update && *update;
}

static bool play_file(struct play *p, const char *path, int depth)
{
    char where[600], *text = file_read(path);
    bool rewrite = depth == 0 && updating();
    if (!text)
        return false;
    struct lines l = lines_of(text);
    for (size_t i = 0; i < l.count;) {
        struct buffer happened = {0};
        if (l.at[i][0] == '\0' || l.at[i][0] == '#') {
            line_add(&p->update, l.at[i++]);
            continue;
        }
        struct step step = step_read(&l, i);
        size_t kept = p->update.len;
        const char *problem = play_step(p, step.input, depth, &happened);
        p->update.len = kept; /* an included file is not rewritten here */
        snprintf(where, sizeof where, "%.500s:%zu", path, i + 1);
        if (problem)
            report(p, "%s: %s", where, problem);
        for (; i < step.next && !strchr("=>|.", l.at[i][strspn(l.at[i], " ")]); i++)
            line_add(&p->update, l.at[i]);
        if (step_check(p, where, &step, &happened, rewrite))
            for (; i < step.next; i++)
                line_add(&p->update, l.at[i]);
        i = step.next;
        free(step.input);
        buffer_free(&step.expected);
        buffer_free(&happened);
    }
    free(l.at);
    free(text);
    return true;
}

/* ---- afterwards */

static void same_text(struct play *p, const char *what, struct buffer *a, struct buffer *b)
{
    buffer_add(a, "", 1);
    buffer_add(b, "", 1);
    struct lines left = lines_of((char *)a->at), right = lines_of((char *)b->at);
    compare(p, what, &left, &right);
    free(left.at);
    free(right.at);
    buffer_free(a);
    buffer_free(b);
}

/* An event that a correction names by its number has another where work comes in other slices. */
static struct store_mem *play_again(const struct events *l, uint32_t slice)
{
    struct store_mem *s = store_mem_new();
    struct refusal why;
    uint64_t *seqs = calloc(l->count + 1, sizeof *seqs);
    store_mem_set_slice(s, slice);
    for (size_t i = 0; i < l->count && seqs; i++) {
        static struct event e;
        e = l->at[i];
        seqs[i] = store_mem_last_seq(s) + 1;
        for (size_t k = 0; k < i && e.desc->id == EVENT_correction_requested; k++)
            if (l->seqs[k] == l->at[i].body.correction_requested.target_seq)
                e.body.correction_requested.target_seq = seqs[k];
        store_mem_apply(s, &e, &why);
    }
    free(seqs);
    return s;
}

/* More or fewer events and postings come before them. */
static void numbers_drop(struct store_mem_followup *f)
{
    if (f->id == EVENT_loan_corrected)
        f->body.loan_corrected.target_seq = 0;
    if (f->id == EVENT_notification_withdrawn)
        f->body.notification_withdrawn.target_seq = f->body.notification_withdrawn.notice_position = 0;
}

/* Without postings: the units' accounts are brought up to date once for each slice. */
static void followups_text(struct store_mem *s, struct buffer *out)
{
    static struct store_mem_followup f;
    for (uint64_t i = 1; store_mem_followup(s, i, &f); i++) {
        if (f.id == EVENT_journal_posting_requested)
            continue;
        numbers_drop(&f);
        scenario_followup(&f, 0, out);
        buffer_add(out, "\n", 1);
    }
}

static void check_again(struct play *p)
{
    char error[AUDIT_ERROR_MAX];
    struct buffer a = {0}, b = {0};
    struct store_mem *again = play_again(&p->events, 64), *slowly = play_again(&p->events, 1);
    if (!audit_store(p->store, error))
        report(p, "audit: %s", error);
    store_mem_dump(p->store, &a);
    store_mem_dump(again, &b);
    same_text(p, "rows after playing the events again", &a, &b);
    store_mem_dump_followups(p->store, &a);
    store_mem_dump_followups(again, &b);
    same_text(p, "follow-ups after playing the events again", &a, &b);
    followups_text(p->store, &a);
    followups_text(slowly, &b);
    same_text(p, "follow-ups with work in slices of 1", &a, &b);
    if (!audit_store(slowly, error))
        report(p, "audit with work in slices of 1: %s", error);
    store_mem_free(again);
    store_mem_free(slowly);
}

static bool play(const char *path)
{
    struct play p = {.store = store_mem_new()};
    const char *root = strstr(path, "scenarios/"), *name = root ? root + strlen("scenarios/") : path;
    snprintf(p.root, sizeof p.root, "%.*s", (int)(name - path), path);
    if (!play_file(&p, path, 0))
        report(&p, "%s: cannot be read", path);
    else if (updating()) {
        FILE *f = fopen(path, "w");
        if (!f || fwrite(p.update.at, 1, p.update.len, f) != p.update.len || fclose(f) != 0)
            report(&p, "%s: cannot be written", path);
    }
    check_again(&p);
    bool ok = p.report.len == 0;
    printf("%s - scenario %.*s\n%.*s", ok ? "ok" : "not ok", (int)strcspn(name, "."), name, (int)p.report.len,
           p.report.at ? (const char *)p.report.at : "");
    store_mem_free(p.store);
    free(p.events.at);
    free(p.events.seqs);
    buffer_free(&p.report);
    buffer_free(&p.update);
    return ok;
}

int main(int argc, char **argv)
{
    glob_t all = {0};
    int failed = 0;
    if (argc < 2)
        glob("tests/scenarios/*/*.txt", 0, NULL, &all);
    for (int i = 1; i < argc; i++)
        failed += !play(argv[i]);
    for (size_t i = 0; i < all.gl_pathc; i++)
        failed += !play(all.gl_pathv[i]);
    globfree(&all);
    return failed > 0;
}
