/* xlsx_package.h - the parts of an .xlsx file, which is a zip: found by name, inflated in a stream, within limits that
 * hold whatever the zip's directory claims. */
#ifndef TOOLS_XLSX_PACKAGE_H
#define TOOLS_XLSX_PACKAGE_H

#include "rows.h"

enum { XLSX_PART_NAME_MAX = 256 };

struct xlsx_package;

/* Refuses what is no whole zip, and says what it is instead. The error stays the place for every later sentence. */
enum rows_result xlsx_package_open(const char *path, char error[ROWS_ERROR_MAX], struct xlsx_package **ret);
void xlsx_package_close(struct xlsx_package *p);

/* Writes the sentence, on one line; ROWS_BAD. */
enum rows_result xlsx_complain(struct xlsx_package *p, const char *english, const char *thai, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));

/* Capital and small letters are the same. */
bool xlsx_part_exists(struct xlsx_package *p, const char *name);
/* One part is open at a time. */
enum rows_result xlsx_part_open(struct xlsx_package *p, const char *name);
/* *ret_len 0 is the end: its checksum was right. */
enum rows_result xlsx_part_read(struct xlsx_package *p, void *out, size_t size, size_t *ret_len);
void xlsx_part_close(struct xlsx_package *p);
/* How far the file is read when the open part is its main content, in bytes of the file. */
uint64_t xlsx_part_offset(const struct xlsx_package *p);

#endif
