/* lines.h - the lines of a text file as its bytes are, in a stream: for files whose rows or columns are counted in
 * bytes. What is no text at all ends it, with a sentence that names line and byte. Lines end with LF, CR LF or CR, also
 * mixed. */
#ifndef TOOLS_LINES_H
#define TOOLS_LINES_H

#include "charset.h"
#include "rows.h"

enum { LINES_BYTES_MAX = 1 << 20 };

struct line {
    struct bytes raw; /* without its end, and without a byte order mark */
    uint32_t number;  /* from 1 */
    bool ended;       /* false: the file ends behind it without an end of line */
    uint64_t offset;  /* bytes of the file read so far */
};

/* Calls visit for each line, until it returns false (ROWS_STOPPED; if it left a sentence in error, ROWS_BAD). */
typedef bool line_visit(void *context, const struct line *line);
enum rows_result lines_read(int fd, enum charset charset, line_visit *visit, void *context, char error[ROWS_ERROR_MAX]);

/* "line 4, byte 17: what is wrong; how to mend it"; byte counts from 0. Returns false. */
bool lines_fail(char error[ROWS_ERROR_MAX], uint32_t number, size_t byte, const char *english, const char *thai);
/* Converts a line, or fails with the sentence for a byte of another encoding. */
bool lines_convert(struct charset_reader *c, const struct line *line, struct buffer *out, char error[ROWS_ERROR_MAX]);

#endif
