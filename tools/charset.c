/* The only file that includes iconv. */
#include "charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

enum charset charset_named(const char *name)
{
    static const struct {
        const char *name;
        enum charset charset;
    } names[] = {
        {"utf-8", CHARSET_UTF8},        {"utf8", CHARSET_UTF8},       {"cp874", CHARSET_CP874},
        {"windows-874", CHARSET_CP874}, {"tis-620", CHARSET_CP874},   {"tis620", CHARSET_CP874},
        {"utf-16le", CHARSET_UTF16LE},  {"utf16le", CHARSET_UTF16LE}, {"utf-16", CHARSET_UTF16LE},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(name, names[i].name) == 0)
            return names[i].charset;
    return CHARSET_NONE;
}

/* What is called TIS-620 is in fact CP874: files from Windows hold its no-break spaces and quotation marks. */
bool charset_open(struct charset_reader *c, enum charset charset)
{
    *c = (struct charset_reader){.charset = charset};
    if (charset == CHARSET_UTF8)
        return true;
    c->conversion = iconv_open("UTF-8", charset == CHARSET_CP874 ? "CP874" : "UTF-16LE");
    return c->conversion != (iconv_t)-1;
}

void charset_close(struct charset_reader *c)
{
    if (c->conversion && c->conversion != (iconv_t)-1)
        iconv_close(c->conversion);
    c->conversion = NULL;
}

/* The longest beginning that is UTF-8. */
static size_t valid_length(struct bytes line)
{
    size_t low = 0;
    for (size_t len = 1; len <= line.len; len++)
        if (value_utf8_valid(line.at + low, len - low))
            low = len;
        else if (len - low >= 4)
            break;
    return low;
}

bool charset_convert(struct charset_reader *c, struct bytes line, struct buffer *out, size_t *ret_bad_at)
{
    if (c->charset == CHARSET_UTF8) {
        if (!value_utf8_valid(line.at, line.len)) {
            *ret_bad_at = valid_length(line);
            return false;
        }
        buffer_add(out, line.at, line.len);
        return true;
    }
    char *in = (char *)line.at, *to = (char *)buffer_room(out, 3 * line.len + 1);
    size_t in_left = line.len, room = 3 * line.len + 1, before = room;
    if (iconv(c->conversion, &in, &in_left, &to, &room) == (size_t)-1) {
        *ret_bad_at = line.len - in_left;
        iconv(c->conversion, NULL, NULL, NULL, NULL);
        return false;
    }
    out->len += before - room;
    return true;
}

bool charset_is_utf8_thai(struct bytes line, size_t *ret_first_at)
{
    enum { SEVERAL = 2, THAI_BYTES = 3 };
    size_t letters = 0;
    for (size_t i = 0; i < line.len; i++) {
        if (line.at[i] < 0x80)
            continue;
        if (line.len - i < THAI_BYTES || line.at[i] != 0xE0 || (line.at[i + 1] != 0xB8 && line.at[i + 1] != 0xB9) ||
            (line.at[i + 2] & 0xC0) != 0x80)
            return false;
        if (letters++ == 0)
            *ret_first_at = i;
        i += THAI_BYTES - 1;
    }
    return letters >= SEVERAL;
}
