/* fixed.h - rows of a file of fixed width. Positions count the BYTES of the original encoding, so a line is sliced
 * first and converted then. Trailing blanks of a field are gone. Cell 0 of a row is its record type; behind it stand
 * the fields of that record, in the order of the layout. */
#ifndef TOOLS_FIXED_H
#define TOOLS_FIXED_H

#include "lines.h"

enum { FIXED_FIELDS_MAX = 96, FIXED_RECORDS = 3 };

struct fixed_field {
    uint32_t from, to; /* bytes, from 1, both included */
};

struct fixed_record {
    char type[8]; /* how its lines begin; "" if every line is of this record */
    struct fixed_field fields[FIXED_FIELDS_MAX];
    uint32_t count, bytes; /* of a whole line */
};

struct fixed_layout {
    struct fixed_record records[FIXED_RECORDS];
    uint32_t count;
};

enum rows_result fixed_read(int fd, enum charset charset, const struct fixed_layout *layout, row_visit *visit,
                            void *context, char error[ROWS_ERROR_MAX]);

#endif
