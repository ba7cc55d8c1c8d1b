/* Any bytes as a workbook. They are a whole file if they begin like a zip; otherwise its workbook, worksheet, shared
 * texts and styles, divided by NULs, so that changes reach behind the zip's checksums. Either is read to its end, or
 * refused with one sentence; what is read keeps the promises of tools/rows.h. Exercises tools/xlsx*.c. */
#include "../../tools/xlsx.h"
#include "../support/fuzz.h"
#include "../support/test.h"

#include <stdio.h>
#include <string.h>
#include <zip.h>

const unsigned fuzz_cost = 5;

#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define RELATIONS(entries)                                                                                             \
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>" entries "</Relationships>"
#define RELATION(id, kind) "<Relationship Id='" id "' Type='" OFFICE kind "' Target='" kind "'/>"

static bool row_check(void *context, const struct row *row)
{
    uint32_t *line = context;
    FUZZ_CHECK(row->line > *line && row->count > 0 && row->count <= ROW_CELLS_MAX);
    *line = row->line;
    for (uint32_t i = 0; i < row->count; i++) {
        const struct row_cell *c = &row->cells[i];
        FUZZ_CHECK(c->text.at[c->text.len] == '\0' && strlen((const char *)c->text.at) == c->text.len);
        FUZZ_CHECK(value_utf8_valid(c->text.at, c->text.len));
        FUZZ_CHECK((c->kind == ROW_BAD) == (c->why != NULL) && (!c->why || c->why[0]));
        FUZZ_CHECK(c->kind != ROW_DATE || c->text.len == strlen("2024-01-31"));
        FUZZ_CHECK(c->kind != ROW_NUMBER || strspn((const char *)c->text.at, "-.0123456789") == c->text.len);
    }
    return true;
}

static void part_add(zip_t *z, const char *name, const void *data, size_t len)
{
    zip_source_t *source = zip_source_buffer(z, data, len, 0);
    const zip_int64_t index = zip_file_add(z, name, source, 0);
    FUZZ_CHECK(index >= 0 && zip_set_file_compression(z, (zip_uint64_t)index, ZIP_CM_STORE, 0) == 0);
}

static void parts_write(const char *path, const uint8_t *data, size_t size)
{
    static const char rels[] = RELATIONS(RELATION("a", "officeDocument")),
                      workbook_rels[] =
                          RELATIONS(RELATION("a", "worksheet") RELATION("b", "sharedStrings") RELATION("c", "styles"));
    static const char *const names[] = {"officeDocument", "worksheet", "sharedStrings", "styles"};
    zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
    FUZZ_CHECK(z != NULL);
    part_add(z, "_rels/.rels", rels, sizeof rels - 1);
    part_add(z, "_rels/officeDocument.rels", workbook_rels, sizeof workbook_rels - 1);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const uint8_t *end = size ? memchr(data, '\0', size) : NULL;
        const size_t len = end ? (size_t)(end - data) : size;
        part_add(z, names[i], data, len);
        data += len + (end != NULL);
        size -= len + (end != NULL);
    }
    FUZZ_CHECK(zip_close(z) == 0);
}

static void file_write(const char *path, const void *data, size_t size)
{
    FILE *f = fopen(path, "wb");
    FUZZ_CHECK(f && fwrite(data, 1, size, f) == size);
    fclose(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char path[300];
    char error[ROWS_ERROR_MAX] = "";
    uint32_t line = 0;
    snprintf(path, sizeof path, "%s/fuzz.xlsx", test_directory());
    if (size >= 2 && memcmp(data, "PK", 2) == 0)
        file_write(path, data, size);
    else
        parts_write(path, data, size);
    const enum rows_result result = xlsx_read(path, NULL, row_check, &line, error);
    FUZZ_CHECK(result != ROWS_STOPPED && (result == ROWS_DONE) == (error[0] == '\0'));
    FUZZ_CHECK(memchr(error, '\0', sizeof error) && value_utf8_valid((const uint8_t *)error, strlen(error)));
    return 0;
}
