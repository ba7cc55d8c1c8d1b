#include "notice_mail.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { WORD_BYTES = 45, LINE_CHARACTERS = 76, ADDRESS_MAX = 512 };

void notice_mail_base64(const void *data, size_t len, size_t line, struct buffer *out)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const uint8_t *at = data;
    for (size_t i = 0; i < len; i += 3) {
        uint32_t three =
            (uint32_t)at[i] << 16 | (i + 1 < len ? (uint32_t)at[i + 1] << 8 : 0) | (i + 2 < len ? at[i + 2] : 0);
        char four[4] = {letters[three >> 18], letters[three >> 12 & 63], letters[three >> 6 & 63], letters[three & 63]};
        if (i + 1 >= len)
            four[2] = '=';
        if (i + 2 >= len)
            four[3] = '=';
        if (line > 0 && i > 0 && i / 3 * 4 % line == 0)
            buffer_add_text(out, "\r\n");
        buffer_add(out, four, 4);
    }
}

static bool is_ascii(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || (unsigned char)*text > '~')
            return false;
    return true;
}

/* A header's text: as it is, or in words of RFC 2047, none of which cuts a letter in two. */
static void words_add(const char *text, struct buffer *out)
{
    if (is_ascii(text) && strlen(text) < 900) {
        buffer_add_text(out, text);
        return;
    }
    for (size_t left = strlen(text); left > 0;) {
        size_t len = left > WORD_BYTES ? value_utf8_whole(text, WORD_BYTES) : left;
        len = len > 0 ? len : left;
        buffer_add_text(out, "=?UTF-8?B?");
        notice_mail_base64(text, len, 0, out);
        buffer_add_text(out, left > len ? "?=\r\n " : "?=");
        text += len;
        left -= len;
    }
}

void notice_mail_address(const char *from, char *out, size_t size)
{
    const char *open = strchr(from, '<');
    const char *at = open ? open + 1 : from;
    snprintf(out, size, "%.*s", (int)strcspn(at, "> "), at);
}

/* A comma would end an address, a dot or a bracket spoil it: such a name stands in quotes (RFC 5322), once. */
static void name_add(const char *name, struct buffer *out)
{
    size_t len = strlen(name);
    bool quoted = len > 1 && name[0] == '"' && name[len - 1] == '"';
    if (quoted || !is_ascii(name) || !strpbrk(name, "()<>[]:;@\\,.\"")) {
        words_add(name, out);
        return;
    }
    buffer_add_text(out, "\"");
    for (; *name; name++) {
        if (*name == '"' || *name == '\\')
            buffer_add_text(out, "\\");
        buffer_add(out, name, 1);
    }
    buffer_add_text(out, "\"");
}

static void from_add(const char *from, struct buffer *out)
{
    char address[ADDRESS_MAX], name[ADDRESS_MAX];
    const char *open = strchr(from, '<');
    size_t len = open ? (size_t)(open - from) : 0;
    notice_mail_address(from, address, sizeof address);
    while (len > 0 && from[len - 1] == ' ')
        len--;
    snprintf(name, sizeof name, "%.*s", (int)len, from);
    if (name[0])
        name_add(name, out);
    buffer_add_text(out, name[0] ? " <" : "<");
    buffer_add_text(out, address);
    buffer_add_text(out, ">");
}

/* In English whatever the locale; the zone is Bangkok's. */
static void date_add(int64_t now_ms, struct buffer *out)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct tm t;
    char text[64];
    time_t seconds = (time_t)(now_ms / 1000 + 7 * 3600);
    gmtime_r(&seconds, &t);
    snprintf(text, sizeof text, "%s, %d %s %d %02d:%02d:%02d +0700", days[t.tm_wday], t.tm_mday, months[t.tm_mon],
             t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
    buffer_add_text(out, text);
}

static void text_add(const char *text, struct buffer *out)
{
    struct buffer lines = {0};
    for (; *text; text++)
        buffer_add(&lines, *text == '\n' ? "\r\n" : text, *text == '\n' ? 2 : 1);
    notice_mail_base64(lines.at, lines.len, LINE_CHARACTERS, out);
    buffer_add_text(out, "\r\n");
    buffer_free(&lines);
}

void notice_mail_write(const struct notice_mail *m, struct buffer *out)
{
    char address[ADDRESS_MAX];
    notice_mail_address(m->from, address, sizeof address);
    const char *domain = strchr(address, '@');
    buffer_add_text(out, "From: ");
    from_add(m->from, out);
    buffer_add_text(out, "\r\nTo: <");
    buffer_add_text(out, m->to);
    buffer_add_text(out, ">\r\nSubject: ");
    words_add(m->subject, out);
    buffer_add_text(out, "\r\nDate: ");
    date_add(m->now_ms, out);
    buffer_add_text(out, "\r\nMessage-ID: <");
    buffer_add_text(out, m->notice_id);
    buffer_add_text(out, domain ? domain : "@localhost");
    buffer_add_text(out, ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
                         "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    text_add(m->text, out);
}
