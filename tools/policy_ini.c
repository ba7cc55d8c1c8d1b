/* Includes inih, as tools/profile.c does: profiles and policies have nothing in common but the syntax. */
#include "policy_ini.h"

#include "../proto/value.h"

#include <ini.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MOST = 198, NAME_MOST = 49 }; /* what inih keeps of a line, and of a name, with room for their ends */

struct lines {
    FILE *file;
    const struct policy_ini *to;
    unsigned line;
    bool key_seen; /* there is a key that an indented line can go on with */
    bool more;
};

static bool wrong(struct lines *l, const char *english, const char *thai)
{
    l->to->wrong(l->to->context, l->line, english, thai);
    return false;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Without comment, blanks at the end, and blanks before a semicolon, which inih would take for a comment. */
static void strip(char *text)
{
    char *to = text;
    for (char *at = text; *at; at++) {
        if (*at == '#' && (at == text || is_blank(at[-1])))
            break;
        while (*at == ';' && to > text && is_blank(to[-1]))
            to--;
        *to++ = *at;
    }
    while (to > text && (is_blank(to[-1]) || to[-1] == '\n' || to[-1] == '\r'))
        to--;
    *to = '\0';
}

static bool section_check(struct lines *l, char *text)
{
    size_t len = strlen(text);
    l->key_seen = false;
    if (len < 3 || text[len - 1] != ']')
        return wrong(l, "a section is written in brackets, alone on its line, like [interest]",
                     "หมวดเขียนในวงเล็บเหลี่ยมบรรทัดเดียว เช่น [interest]");
    if (len > NAME_MOST)
        return wrong(l, "the name of the section is too long; write at most 47 letters",
                     "ชื่อหมวดยาวเกินไป ใช้ไม่เกิน 47 ตัวอักษร");
    text[len - 1] = '\0';
    l->to->section(l->to->context, l->line, text + 1);
    text[len - 1] = ']';
    return true;
}

static bool key_check(struct lines *l, const char *text)
{
    size_t key = strcspn(text, "=");
    l->key_seen = false; /* until it turns out to be one */
    if (!text[key] || key == 0)
        return wrong(l, "the line is no setting; write `name = value`, [section], or # and a comment",
                     "บรรทัดนี้ไม่ใช่ค่ากำหนด เขียน `ชื่อ = ค่า` หรือ [หมวด] หรือ # ตามด้วยหมายเหตุ");
    if (key >= NAME_MOST || memchr(text, ':', key))
        return wrong(l, "the name before = is too long, or has a colon; write `name = value`",
                     "ชื่อหน้า = ยาวเกินไปหรือมีเครื่องหมาย : เขียน `ชื่อ = ค่า`");
    l->key_seen = true;
    return true;
}

/* Whether inih shall see the line. */
static bool line_check(struct lines *l, char *text, size_t len)
{
    bool comment = text[0] == ';';
    l->more = false;
    if (memchr(text, '\0', len) || !value_utf8_valid((const uint8_t *)text, len))
        return wrong(l, "the line is not UTF-8 text; save the file as UTF-8",
                     "บรรทัดนี้ไม่ใช่ข้อความ UTF-8 โปรดบันทึกแฟ้มเป็น UTF-8");
    strip(text);
    if (comment || !text[strspn(text, " \t")])
        return false;
    if (strlen(text) > LINE_MOST)
        return wrong(l, "the line is longer than 198 bytes; go on with the value on the next line, indented",
                     "บรรทัดยาวเกิน 198 ไบต์ เขียนค่าต่อในบรรทัดถัดไปโดยย่อหน้า");
    if (text[0] == '[')
        return section_check(l, text);
    if (!is_blank(text[0]))
        return key_check(l, text);
    if (text[strspn(text, " \t")] == ';')
        return wrong(l, "a row cannot begin with a semicolon; end the line above with it",
                     "แถวขึ้นต้นด้วย ; ไม่ได้ ให้ใส่ ; ท้ายบรรทัดก่อนหน้า");
    l->more = l->key_seen;
    return l->more || wrong(l, "an indented line goes on with the setting above it, and there is none",
                            "บรรทัดย่อหน้าต่อจากค่ากำหนดบรรทัดบน แต่ไม่มีบรรทัดนั้น");
}

static char *line_read(char *out, int size, void *stream)
{
    struct lines *l = stream;
    char *line = NULL;
    size_t room = 0;
    ssize_t len = getline(&line, &room, l->file);
    if (len > 0) {
        size_t mark = l->line == 0 && strncmp(line, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
        l->line++;
        bool given = line_check(l, line + mark, (size_t)len - mark);
        snprintf(out, (size_t)size, "%s\n", given ? line + mark : "");
    }
    free(line);
    return len > 0 ? out : NULL;
}

static int entry(void *user, const char *section, const char *name, const char *value)
{
    struct lines *l = user;
    (void)section; /* told already, when it began: an empty one counts too */
    l->to->entry(l->to->context, l->line, l->more, name, value);
    return 1;
}

void policy_ini_read(FILE *file, const struct policy_ini *to)
{
    struct lines l = {.file = file, .to = to};
    ini_parse_stream(line_read, &l, entry, &l);
}
