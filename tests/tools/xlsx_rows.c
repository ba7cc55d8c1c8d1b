/* Prints what tools/xlsx.h reads, for the tests in Python. `xlsx_rows [--sheet=NAME] FILE...` */
#include "../../tools/xlsx.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct seen {
    uint32_t line;
    uint64_t offset;
};

static void promise(bool kept, const char *what)
{
    if (kept)
        return;
    printf("broken promise: %s\n", what);
    exit(1);
}

static void text_print(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)text[i] < ' ' || text[i] == '\\')
            printf("\\%02x", (unsigned char)text[i]);
        else
            putchar(text[i]);
    putchar('\n');
}

static bool row_print(void *context, const struct row *row)
{
    static const char *const kinds[] = {"text", "number", "date", "bad"};
    struct seen *seen = context;
    promise(row->line > seen->line && row->offset >= seen->offset, "rows ascend");
    promise(row->count > 0 && row->count <= ROW_CELLS_MAX, "a row that is visited has cells");
    seen->line = row->line;
    seen->offset = row->offset;
    printf("row %u\n", row->line);
    for (uint32_t i = 0; i < row->count; i++) {
        const struct row_cell *c = &row->cells[i];
        promise(c->text.at[c->text.len] == '\0', "a NUL stands behind a text");
        promise((c->kind == ROW_BAD) == (c->why != NULL), "a bad cell says why");
        promise(value_utf8_valid(c->text.at, c->text.len), "a text is UTF-8");
        printf("%s ", kinds[c->kind]);
        if (c->kind == ROW_BAD)
            text_print(c->why, strlen(c->why));
        else
            text_print((const char *)c->text.at, c->text.len);
    }
    return true;
}

/* The kernel's word on how much memory there ever was: a line "VmHWM:   1234 kB". */
static void memory_print(void)
{
    char line[200];
    FILE *f = fopen("/proc/self/status", "r");
    while (f && fgets(line, sizeof line, f))
        if (strncmp(line, "VmHWM:", 6) == 0)
            printf("memory %ld\n", strtol(line + 6, NULL, 10));
    if (f)
        fclose(f);
}

int main(int argc, char **argv)
{
    static const char *const results[] = {"done", "stopped", "bad", "unreadable"};
    const char *sheet = NULL;
    for (int i = 1; i < argc; i++) {
        char error[ROWS_ERROR_MAX] = "";
        struct seen seen = {0};
        if (strncmp(argv[i], "--sheet=", 8) == 0) {
            sheet = argv[i] + 8;
            continue;
        }
        printf("file %s\n", argv[i]);
        const enum rows_result result = xlsx_read(argv[i], sheet, row_print, &seen, error);
        promise((result >= ROWS_BAD) == (error[0] != '\0'), "an error is a sentence");
        printf("%s %s\n", results[result], error);
    }
    memory_print();
    return 0;
}
