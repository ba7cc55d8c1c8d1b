#include "notice_template.h"

#include "notice_field.h"
#include "words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MOST = 65536, LANGUAGES = 2, PATH_LONGEST = 4096 };

static const char *const languages[LANGUAGES] = {"en", "th"};

/* The words of one notice in one language; they point into the text of its file. */
struct words {
    const char *subject, *text;
    unsigned line; /* of the section */
};

struct template_file {
    char *bytes;
    struct words words[LANGUAGES];
};

struct notice_templates {
    struct template_file files[NOTICE_TEMPLATES_MAX];
};

struct reading {
    char path[PATH_LONGEST];
    const struct notice_words *named; /* which fields they may and must name */
    struct template_file *file;
    bool failed;
};

static void fail(struct reading *r, unsigned line, const char *english, const char *thai)
{
    r->failed = true;
    words_complain("%s: line %u: %s", "%s: บรรทัด %u: %s", r->path, line, words_pick(english, thai));
}

static void field_fail(struct reading *r, unsigned line, struct bytes field, const char *english, const char *thai)
{
    char list[WORDS_SENTENCE_MAX];
    notice_fields_list(r->named->must | r->named->may, list, sizeof list);
    r->failed = true;
    words_complain("%s: line %u: {{%.*s}} %s; the fields of this notice are: %s",
                   "%s: บรรทัด %u: {{%.*s}} %s ช่องข้อมูลของหนังสือนี้: %s", r->path, line, (int)field.len,
                   (const char *)field.at, words_pick(english, thai), list);
}

/* ---- proving */

/* The next {{field}} of a text; false: there is none. An opening without an end is told as a field of its rest. */
static bool field_next(const char **at, struct bytes *ret_name)
{
    const char *open = strstr(*at, "{{"), *end;
    if (!open)
        return false;
    end = strstr(open, "}}");
    size_t line = strcspn(open, "\n");
    bool closed = end && (size_t)(end - open) < line;
    *ret_name = (struct bytes){(const uint8_t *)open + 2, closed ? (size_t)(end - open) - 2 : line - 2};
    *at = closed ? end + 2 : open + line;
    return true;
}

/* One line; returns the fields that it names. sure: it is not left out when one of them is absent. */
static unsigned line_prove(struct reading *r, unsigned line, const char *text, bool sure)
{
    unsigned seen = 0;
    struct bytes name;
    while (field_next(&text, &name)) {
        unsigned field = notice_field_named(name);
        if (field == 0)
            field_fail(r, line, name, "is not known", "ไม่เป็นที่รู้จัก");
        else if ((field & (r->named->must | r->named->may)) == 0)
            field_fail(r, line, name, "is not known of a notice of this kind", "ไม่มีในหนังสือชนิดนี้");
        else if (sure && (field & r->named->must) == 0)
            field_fail(r, line, name, "is not there in every notice; begin the line with ? to leave it out then",
                       "ไม่ได้มีในหนังสือทุกฉบับ ขึ้นต้นบรรทัดด้วย ? เพื่อเว้นบรรทัดเมื่อไม่มี");
        seen |= field;
    }
    return seen;
}

static void words_prove(struct reading *r, int language)
{
    const struct words *w = &r->file->words[language];
    if (!w->subject || !w->text) {
        fail(r, w->line ? w->line : 1,
             language == 0 ? "the English words are missing: [en], `subject: ...`, an empty line and the text"
                           : "the Thai words are missing: [th], `subject: ...`, an empty line and the text",
             language == 0 ? "ไม่มีข้อความภาษาอังกฤษ: [en], `subject: ...`, บรรทัดว่าง แล้วข้อความ"
                           : "ไม่มีข้อความภาษาไทย: [th], `subject: ...`, บรรทัดว่าง แล้วข้อความ");
        return;
    }
    unsigned line = w->line + 1, seen = line_prove(r, line, w->subject, true);
    line++;
    for (const char *at = w->text; *at; line++) {
        size_t len = strcspn(at, "\n");
        char one[FILE_MOST / 16];
        snprintf(one, sizeof one, "%.*s", (int)len, at);
        if (len >= sizeof one)
            fail(r, line, "the line is too long; break it", "บรรทัดยาวเกินไป โปรดแบ่งบรรทัด");
        seen |= line_prove(r, line, one, one[0] != '?');
        at += len + (at[len] == '\n');
    }
    unsigned lacks = r->named->must & ~seen & ~notice_fields_free();
    if (lacks)
        field_fail(r, w->line, notice_field_name(lacks & -lacks), "is missing: these words must name it",
                   "ขาดไป ข้อความต้องระบุ");
}

/* ---- reading */

static char *file_bytes(struct reading *r)
{
    FILE *f = fopen(r->path, "re");
    char *bytes = calloc(1, FILE_MOST + 1);
    if (!bytes)
        abort();
    size_t len = f ? fread(bytes, 1, FILE_MOST, f) : 0;
    bool bad = !f || ferror(f);
    if (bad)
        words_complain("%s: %s", "%s: %s", r->path, strerror(errno));
    else if (len == FILE_MOST || memchr(bytes, '\0', len) || !value_utf8_valid((uint8_t *)bytes, len))
        fail(r, 1, "the file is longer than 65,535 bytes or is not UTF-8 text",
             "แฟ้มยาวเกิน 65,535 ไบต์หรือไม่ใช่ข้อความ UTF-8");
    r->failed = r->failed || bad;
    if (f)
        fclose(f);
    return bytes;
}

/* Cuts the line at *at off, without its end; returns it. */
static char *line_cut(char **at)
{
    char *line = *at;
    size_t len = strcspn(line, "\n");
    *at = line + len + (line[len] == '\n');
    line[len] = '\0';
    if (len > 0 && line[len - 1] == '\r')
        line[len - 1] = '\0';
    return line;
}

/* Of the line that begins here; -1: it is another line. */
static int language_of(const char *line)
{
    for (int i = 0; i < LANGUAGES; i++)
        if (line[0] == '[' && strncmp(line + 1, languages[i], 2) == 0 && line[3] == ']' && strchr("\r\n", line[4]))
            return i;
    return -1;
}

/* A section: its subject, an empty line, and the text up to the next section. Lines are moved together over ends of
 * lines of another kind. */
static char *section_read(struct reading *r, int language, unsigned *line, char *at)
{
    struct words *w = &r->file->words[language];
    char *text, *to;
    if (w->line)
        fail(r, *line, "this language stands twice", "ภาษานี้ซ้ำสองครั้ง");
    w->line = *line;
    char *subject = line_cut(&at);
    if (strncmp(subject, "subject:", 8) != 0)
        fail(r, *line + 1, "here stands `subject: ...`", "บรรทัดนี้ต้องเป็น `subject: ...`");
    else
        w->subject = subject + 8 + strspn(subject + 8, " ");
    *line += 1;
    for (text = to = at; *at;) {
        if (language_of(at) >= 0)
            break;
        const char *one = line_cut(&at);
        size_t len = strlen(one);
        memmove(to, one, len);
        to += len;
        *to++ = '\n';
        *line += 1;
    }
    w->text = text;
    if (to > text)
        to[-1] = '\0';
    return at;
}

static void file_read(struct reading *r)
{
    unsigned line = 0;
    char *at = r->file->bytes = file_bytes(r);
    if (r->failed)
        return;
    while (*at) {
        char *one = line_cut(&at);
        int language = language_of(one);
        line++;
        if (language >= 0)
            at = section_read(r, language, &line, at);
        else if (one[0] && one[0] != '#')
            fail(r, line, "here stands [en], [th], or # and a comment", "บรรทัดนี้ต้องเป็น [en], [th] หรือ # ตามด้วยหมายเหตุ");
    }
    for (int i = 0; i < LANGUAGES; i++)
        words_prove(r, i);
}

struct notice_templates *notice_templates_read(const char *dir)
{
    bool failed = false;
    struct notice_templates *t = calloc(1, sizeof *t);
    if (!t)
        abort();
    for (unsigned i = 0; i < notice_words_count(); i++) {
        struct reading r = {.named = notice_words_at(i), .file = &t->files[i]};
        snprintf(r.path, sizeof r.path, "%s/%s.txt", dir, r.named->template);
        file_read(&r);
        failed = failed || r.failed;
    }
    if (!failed)
        return t;
    notice_templates_free(t);
    return NULL;
}

void notice_templates_free(struct notice_templates *t)
{
    for (unsigned i = 0; t && i < notice_words_count(); i++)
        free(t->files[i].bytes);
    free(t);
}

/* ---- filling in */

/* false: a field is absent. */
static bool line_fill(const char *text, size_t len, const struct notice_row *n, const struct notice_about *about,
                      bool thai, struct buffer *out)
{
    const char *end = text + len;
    while (text < end) {
        const char *open = memmem(text, (size_t)(end - text), "{{", 2);
        buffer_add(out, text, (size_t)((open ? open : end) - text));
        if (!open)
            break;
        const char *close = memmem(open, (size_t)(end - open), "}}", 2);
        struct bytes name = {(const uint8_t *)open + 2, (size_t)(close - open) - 2};
        if (!notice_field_add(notice_field_named(name), n, about, thai, out))
            return false;
        text = close + 2;
    }
    return true;
}

static bool text_fill(const char *text, const struct notice_row *n, const struct notice_about *about, bool thai,
                      struct buffer *out)
{
    while (*text) {
        size_t len = strcspn(text, "\n"), before = out->len;
        bool perhaps = text[0] == '?';
        if (line_fill(text + perhaps, len - perhaps, n, about, thai, out))
            buffer_add_text(out, text[len] ? "\n" : "");
        else if (perhaps)
            out->len = before;
        else
            return false;
        text += len + (text[len] == '\n');
    }
    return true;
}

bool notice_template_words(const struct notice_templates *t, const struct notice_row *n,
                           const struct notice_about *about, bool thai, struct buffer *subject, struct buffer *text)
{
    unsigned i = 0;
    while (i < notice_words_count() && strcmp(notice_words_at(i)->template, n->template) != 0)
        i++;
    if (i == notice_words_count())
        return false;
    const struct words *w = &t->files[i].words[thai];
    const char *body = w->text + strspn(w->text, "\n");
    bool ok =
        line_fill(w->subject, strlen(w->subject), n, about, thai, subject) && text_fill(body, n, about, thai, text);
    buffer_add(subject, "", 1);
    buffer_add(text, "", 1);
    subject->len--;
    text->len--;
    return ok;
}
