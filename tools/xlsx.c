#include "xlsx.h"

#include "xlsx_book.h"
#include "xlsx_sheet.h"

#include <stdio.h>
#include <string.h>

enum { NAMES_TEXT_MAX = 280 };

static bool any_row(void *context, const struct row *row)
{
    (void)context, (void)row;
    return false;
}

/* The names of the sheets that may be meant: those that people see. */
static void tabs_name(const struct xlsx_tab *tabs, size_t count, char out[NAMES_TEXT_MAX])
{
    size_t len = 0;
    snprintf(out, NAMES_TEXT_MAX, "-");
    for (size_t i = 0; i < count && len < NAMES_TEXT_MAX; i++)
        if (tabs[i].visible && tabs[i].part[0])
            len += (size_t)snprintf(out + len, NAMES_TEXT_MAX - len, "%s\"%s\"", len ? ", " : "", tabs[i].name);
    out[value_utf8_whole(out, strlen(out))] = '\0';
}

static enum rows_result tab_named(const struct xlsx_book *book, const char *name, const struct xlsx_tab **ret)
{
    size_t count;
    char names[NAMES_TEXT_MAX];
    const struct xlsx_tab *tabs = xlsx_book_tabs(book, &count), *found = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!tabs[i].part[0] || strcmp(tabs[i].name, name) != 0)
            continue;
        if (found)
            return xlsx_complain(book->package, "this file has two sheets named \"%.100s\"; rename one of them",
                                 "แฟ้มนี้มีแผ่นงานชื่อ \"%.100s\" สองแผ่น โปรดเปลี่ยนชื่อแผ่นหนึ่ง", name);
        found = &tabs[i];
    }
    *ret = found;
    if (found)
        return ROWS_DONE;
    tabs_name(tabs, count, names);
    return xlsx_complain(book->package, "this file has no sheet \"%.100s\"; it has %s",
                         "แฟ้มนี้ไม่มีแผ่นงาน \"%.100s\" มีแต่ %s", name, names);
}

/* The first visible one, if no other but our own cover sheet has rows: which of several is meant is not guessed. */
static enum rows_result tab_first(const struct xlsx_book *book, const struct xlsx_tab **ret)
{
    size_t count;
    char names[NAMES_TEXT_MAX];
    const struct xlsx_tab *tabs = xlsx_book_tabs(book, &count), *first = NULL;
    for (size_t i = 0; i < count; i++) {
        if (!tabs[i].visible || !tabs[i].part[0] || strcmp(tabs[i].name, XLSX_COVER) == 0)
            continue;
        if (!first) {
            first = &tabs[i];
            continue;
        }
        const enum rows_result result = xlsx_sheet_read(book, tabs[i].part, any_row, NULL);
        if (result == ROWS_DONE)
            continue;
        if (result != ROWS_STOPPED)
            return result;
        tabs_name(tabs, count, names);
        return xlsx_complain(book->package,
                             "this file has several sheets: %s; say which with a line \"sheet = NAME\" in the profile",
                             "แฟ้มนี้มีหลายแผ่นงาน: %s โปรดระบุด้วยบรรทัด \"sheet = ชื่อ\" ในโปรไฟล์", names);
    }
    *ret = first;
    return first ? ROWS_DONE
                 : xlsx_complain(book->package,
                                 "this file has no visible sheet with rows; unhide the sheet with the results",
                                 "แฟ้มนี้ไม่มีแผ่นงานที่มองเห็นได้ โปรดยกเลิกการซ่อนแผ่นงานผลการหัก");
}

enum rows_result xlsx_read(const char *path, const char *sheet, row_visit *visit, void *context,
                           char error[ROWS_ERROR_MAX])
{
    struct xlsx_package *package = NULL;
    struct xlsx_book *book = NULL;
    const struct xlsx_tab *tab = NULL;
    enum rows_result result = xlsx_package_open(path, error, &package);
    if (result == ROWS_DONE)
        result = xlsx_book_open(package, &book);
    if (result == ROWS_DONE)
        result = sheet ? tab_named(book, sheet, &tab) : tab_first(book, &tab);
    if (result == ROWS_DONE)
        result = xlsx_sheet_read(book, tab->part, visit, context);
    if (book)
        xlsx_book_close(book);
    xlsx_package_close(package);
    return result;
}
