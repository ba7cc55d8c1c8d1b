#include "outfile.h"

#include "words.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static int fail(const char *path)
{
    words_complain("%s: cannot be written: %s", "%s: เขียนไม่ได้: %s", path, strerror(errno));
    return EXIT_IO;
}

/* A file that is there may hold a unit's work. */
static int place_check(const char *path)
{
    if (access(path, F_OK) != 0)
        return 0;
    words_complain("%s is there already, and may hold a unit's work; name another file, or move it away",
                   "มีแฟ้ม %s อยู่แล้ว อาจมีงานของหน่วยงาน โปรดใช้ชื่ออื่นหรือย้ายแฟ้มเดิม", path);
    return EXIT_IO;
}

int outfile_name(struct outfile *f, const char *path)
{
    int len = snprintf(f->path, sizeof f->path, "%s", path);
    snprintf(f->part, sizeof f->part, "%.*s.part", OUTFILE_PATH_MAX - 6, path);
    f->file = NULL;
    if (len > 0 && len < OUTFILE_PATH_MAX - 6)
        return place_check(path);
    errno = len > 0 ? ENAMETOOLONG : ENOENT;
    return fail(path);
}

int outfile_open(struct outfile *f, enum charset charset, bool mark)
{
    f->charset = charset;
    f->file = fopen(f->part, "we");
    if (!f->file)
        return fail(f->part);
    if (mark && charset == CHARSET_UTF8)
        fputs("\xEF\xBB\xBF", f->file);
    if (charset == CHARSET_UTF16LE)
        fputs("\xFF\xFE", f->file);
    return 0;
}

/* ---- encodings */

/* Windows has these between ASCII and the Thai letters. */
static const struct {
    uint32_t character;
    uint8_t byte;
} others[] = {{0x20AC, 0x80}, {0x2026, 0x85}, {0x2018, 0x91}, {0x2019, 0x92}, {0x201C, 0x93},
              {0x201D, 0x94}, {0x2022, 0x95}, {0x2013, 0x96}, {0x2014, 0x97}, {0x00A0, 0xA0}};

static bool cp874_add(uint32_t c, struct buffer *out)
{
    enum { THAI = 0x0E00, THAI_BYTE = 0xA0 };
    uint8_t byte = (uint8_t)c;
    bool thai = (c >= 0x0E01 && c <= 0x0E3A) || (c >= 0x0E3F && c <= 0x0E5B), other = false;
    if (thai)
        byte = (uint8_t)(c - THAI + THAI_BYTE);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].character == c) {
            byte = others[i].byte;
            other = true;
        }
    buffer_add(out, &byte, 1);
    return c < 0x80 || thai || other;
}

static void utf16_add(uint32_t c, struct buffer *out)
{
    uint16_t units[2] = {(uint16_t)c, 0};
    if (c > 0xFFFF) {
        units[0] = (uint16_t)(0xD800 + ((c - 0x10000) >> 10));
        units[1] = (uint16_t)(0xDC00 + ((c - 0x10000) & 0x3FF));
    }
    for (int i = 0; i < 1 + (c > 0xFFFF); i++) {
        uint8_t bytes[] = {(uint8_t)units[i], (uint8_t)(units[i] >> 8)};
        buffer_add(out, bytes, sizeof bytes);
    }
}

/* The next character of valid UTF-8. */
static uint32_t character_next(const char **at)
{
    const uint8_t *s = (const uint8_t *)*at;
    int more = s[0] >= 0xF0 ? 3 : s[0] >= 0xE0 ? 2 : s[0] >= 0xC0 ? 1 : 0;
    static const uint8_t masks[] = {0x7F, 0x1F, 0x0F, 0x07};
    uint32_t c = s[0] & masks[more];
    for (int i = 1; i <= more; i++)
        c = c << 6 | (s[i] & 0x3Fu);
    *at += more + 1;
    return c;
}

bool outfile_encode(enum charset charset, const char *text, struct buffer *out)
{
    bool ok = true;
    if (charset == CHARSET_UTF8) {
        buffer_add_text(out, text);
        return true;
    }
    if (!value_utf8_valid((const uint8_t *)text, strlen(text)))
        return false;
    while (*text) {
        uint32_t c = character_next(&text);
        if (charset == CHARSET_UTF16LE)
            utf16_add(c, out);
        else
            ok &= cp874_add(c, out);
    }
    return ok;
}

/* ---- the end */

int outfile_close(struct outfile *f, bool ok)
{
    int status = ok ? 0 : EXIT_BAD_INPUT;
    if (f->file) {
        bool written = !ferror(f->file) && fflush(f->file) == 0;
        written &= fclose(f->file) == 0;
        f->file = NULL;
        if (ok && !written)
            status = fail(f->part);
    }
    if (status == 0)
        status = place_check(f->path); /* somebody may have come first */
    if (status == 0 && rename(f->part, f->path) != 0)
        status = fail(f->path);
    if (status != 0)
        unlink(f->part);
    return status;
}
