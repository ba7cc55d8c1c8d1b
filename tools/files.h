/* files.h - the units' result files as officers name them: unit, month, and which of its files. */
#ifndef TOOLS_FILES_H
#define TOOLS_FILES_H

#include "desk.h"

#include "../handlers/state/records.h"

#define FILES_MAIN "main" /* the file without a name of its own */

struct files_named {
    uint32_t period;
    char unit_code[12], file_ref[16];
    struct result_file file;
};

/* Reads the operands UNIT PERIOD [PART] and asks for the file. 0, or the exit status after it was said what is wrong.
 */
int files_find(struct desk *d, const char *const *operands, int count, struct files_named *ret);
/* A key of tables that begin with month and unit; period 0: everything, unit_code NULL: every unit. */
void files_key(struct buffer *out, uint32_t period, const char *unit_code);
/* Where a file is, for people. */
const char *files_state(uint8_t state);
/* "main of unit 0417 for 2024-01: closed, 42 lines, 174,000.00 baht" */
void files_tell(const struct files_named *f);

#endif
