#include "xlsx_merges.h"

#include "xlsx.h"
#include "xlsx_cell.h"
#include "xlsx_xml.h"

#include <stdlib.h>
#include <string.h>

enum { MERGES_MAX = 1 << 20 };

static bool merge_parse(const char *text, struct xlsx_merge *ret)
{
    uint32_t first_column, last_column, first_row, last_row;
    if (!text || !xlsx_reference(&text, &first_column, &first_row))
        return false;
    last_column = first_column;
    last_row = first_row;
    if (*text == ':' && !(text++, xlsx_reference(&text, &last_column, &last_row)))
        return false;
    *ret = (struct xlsx_merge){first_row, last_row, (uint16_t)first_column, (uint16_t)last_column};
    return *text == '\0' && first_column <= last_column && first_row <= last_row;
}

static enum xlsx_step merge_open(void *context, unsigned depth, const char *name, const char *const *attributes)
{
    struct xlsx_merges *m = context;
    struct xlsx_merge merge;
    if (depth == 1)
        return strcmp(name, "mergeCells") == 0 ? XLSX_ENTER : XLSX_SKIP;
    if (strcmp(name, "mergeCell") != 0)
        return XLSX_SKIP;
    const char *text = xlsx_attribute(attributes, "ref");
    if (!merge_parse(text, &merge) || m->list.len >= MERGES_MAX * sizeof merge) {
        m->result = xlsx_complain(m->package,
                                  "the sheet's list of merged cells is damaged at \"%.40s\"; unmerge the cells, or "
                                  "open the file in Excel and save it again",
                                  "รายการเซลล์ผสานของแผ่นงานเสียหายที่ \"%.40s\" โปรดยกเลิกการผสาน หรือเปิดใน Excel แล้วบันทึกใหม่",
                                  text ? text : "");
        return XLSX_STOP;
    }
    if (merge.first_column < ROW_CELLS_MAX)
        buffer_add(&m->list, &merge, sizeof merge);
    return XLSX_SKIP;
}

static int merges_compare(const void *a, const void *b)
{
    const struct xlsx_merge *x = a, *y = b;
    return x->first_row < y->first_row ? -1 : x->first_row > y->first_row;
}

enum rows_result xlsx_merges_read(struct xlsx_merges *m, const char *part)
{
    static const struct xlsx_visitor visitor = {"worksheet", merge_open, NULL, NULL};
    const enum rows_result result = xlsx_xml_read(m->package, part, &visitor, m);
    if (m->list.len)
        qsort(m->list.at, m->list.len / sizeof(struct xlsx_merge), sizeof(struct xlsx_merge), merges_compare);
    return result == ROWS_STOPPED ? m->result : result;
}

void xlsx_merges_free(struct xlsx_merges *m)
{
    buffer_free(&m->list);
}

static const struct xlsx_merge *over(const struct xlsx_merges *m, uint32_t column, uint32_t row)
{
    const uint32_t i = m->over[column];
    const struct xlsx_merge *list = (const struct xlsx_merge *)m->list.at;
    return i > 0 && list[i - 1].last_row >= row ? &list[i - 1] : NULL;
}

enum rows_result xlsx_merges_row(struct xlsx_merges *m, uint32_t row)
{
    const struct xlsx_merge *list = (const struct xlsx_merge *)m->list.at;
    for (; m->next < m->list.len / sizeof *list && list[m->next].first_row <= row; m->next++) {
        const struct xlsx_merge *merge = &list[m->next];
        for (uint32_t c = merge->first_column; c <= merge->last_column && c < ROW_CELLS_MAX; c++) {
            if (over(m, c, merge->first_row)) {
                char name[XLSX_CELL_NAME_MAX];
                xlsx_cell_name(c, merge->first_row, name);
                return xlsx_complain(m->package, "two merged cells overlap at %s; unmerge them",
                                     "เซลล์ผสานซ้อนทับกันที่ %s โปรดยกเลิกการผสาน", name);
            }
            m->over[c] = (uint32_t)m->next + 1;
        }
    }
    return ROWS_DONE;
}

const struct xlsx_merge *xlsx_merges_hide(const struct xlsx_merges *m, uint32_t column, uint32_t row)
{
    const struct xlsx_merge *merge = over(m, column, row);
    return merge && (merge->first_row != row || merge->first_column != column) ? merge : NULL;
}
