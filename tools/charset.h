/* charset.h - lines of a file in one of the encodings that units send, as UTF-8. Strict: nothing is dropped or guessed.
 */
#ifndef TOOLS_CHARSET_H
#define TOOLS_CHARSET_H

#include "../proto/buffer.h"

enum charset { CHARSET_NONE, CHARSET_UTF8, CHARSET_CP874, CHARSET_UTF16LE };

/* "utf-8", "cp874", "utf-16le" and other names of the same; CHARSET_NONE if it is none that is known. */
enum charset charset_named(const char *name);

struct charset_reader {
    enum charset charset;
    void *conversion; /* of iconv */
};
bool charset_open(struct charset_reader *c, enum charset charset);
void charset_close(struct charset_reader *c);
/* Appends the line. false: byte *ret_bad_at (from 0) is not of this encoding. */
bool charset_convert(struct charset_reader *c, struct bytes line, struct buffer *out, size_t *ret_bad_at);

/* Whether a line that is said to be CP874 is Thai in UTF-8: all its bytes beyond ASCII are the three bytes that UTF-8
 * has for a Thai letter, and there are several. As CP874 they would spell nonsense. */
bool charset_is_utf8_thai(struct bytes line, size_t *ret_first_at);

#endif
