#include "xlsx_book.h"

#include "xlsx_cell.h"
#include "xlsx_xml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { RELATIONS_MAX = 4096, ID_MAX = 64, TEXTS_MAX = 2000000, TEXT_BYTES_MAX = 64 << 20 };

/* ---- relations: the only way from part to part */

enum relation_kind { RELATION_NONE, RELATION_WORKBOOK, RELATION_SHEET, RELATION_TEXTS, RELATION_STYLES };

struct relation {
    enum relation_kind kind;
    char id[ID_MAX], part[XLSX_PART_NAME_MAX];
};

struct relations {
    struct xlsx_package *package;
    const char *from; /* the part that has them; "" for the package */
    struct buffer list;
    enum rows_result result;
};

static enum relation_kind kind_named(const char *type)
{
    static const char *const families[] = {"http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
                                           "http://purl.oclc.org/ooxml/officeDocument/relationships/"};
    static const char *const names[] = {"officeDocument", "worksheet", "sharedStrings", "styles"};
    for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
        const size_t len = strlen(families[f]);
        for (size_t i = 0; strncmp(type, families[f], len) == 0 && i < sizeof names / sizeof *names; i++)
            if (strcmp(type + len, names[i]) == 0)
                return (enum relation_kind)(i + 1);
    }
    return RELATION_NONE;
}

/* The target as the name of a part: absolute, or relative to the part that has the relation. */
static bool part_resolve(const char *from, const char *target, char out[XLSX_PART_NAME_MAX])
{
    const char *slash = strrchr(from, '/');
    size_t len = target[0] != '/' && slash ? (size_t)(slash - from) : 0;
    memcpy(out, from, len);
    while (*target) {
        const size_t piece = strcspn(target, "/");
        if (piece == 2 && memcmp(target, "..", 2) == 0) {
            if (len == 0)
                return false;
            while (len > 0 && out[--len] != '/')
                ;
        } else if (piece > 0 && !(piece == 1 && *target == '.')) {
            if (len + 1 + piece >= XLSX_PART_NAME_MAX)
                return false;
            if (len > 0)
                out[len++] = '/';
            memcpy(out + len, target, piece);
            len += piece;
        }
        target += piece + (target[piece] == '/');
    }
    out[len] = '\0';
    return len > 0;
}

static enum xlsx_step relation_open(void *context, unsigned depth, const char *name, const char *const *attributes)
{
    struct relations *r = context;
    struct relation relation = {0};
    const char *type = xlsx_attribute(attributes, "Type"), *id = xlsx_attribute(attributes, "Id"),
               *target = xlsx_attribute(attributes, "Target"), *mode = xlsx_attribute(attributes, "TargetMode");
    if (depth != 1 || strcmp(name, "Relationship") != 0 || !type || !id || !target)
        return XLSX_SKIP;
    relation.kind = kind_named(type);
    if (relation.kind == RELATION_NONE)
        return XLSX_SKIP;
    if (strlen(id) >= sizeof relation.id || (mode && strcmp(mode, "External") == 0) ||
        !part_resolve(r->from, target, relation.part) || r->list.len >= RELATIONS_MAX * sizeof relation) {
        r->result = xlsx_complain(
            r->package, "this file points to %.100s, which is no part of it; open it in Excel and save it again",
            "แฟ้มนี้อ้างถึง %.100s ซึ่งไม่อยู่ในแฟ้ม โปรดเปิดใน Excel แล้วบันทึกใหม่", target);
        return XLSX_STOP;
    }
    memcpy(relation.id, id, strlen(id));
    buffer_add(&r->list, &relation, sizeof relation);
    return XLSX_SKIP;
}

static enum rows_result relations_read(struct relations *r)
{
    static const struct xlsx_visitor visitor = {"Relationships", relation_open, NULL, NULL};
    char part[XLSX_PART_NAME_MAX + 16];
    const char *slash = strrchr(r->from, '/');
    const int folder = slash ? (int)(slash - r->from) + 1 : 0;
    snprintf(part, sizeof part, "%.*s_rels/%s.rels", folder, r->from, r->from + folder);
    const enum rows_result result = xlsx_xml_read(r->package, part, &visitor, r);
    return result == ROWS_STOPPED ? r->result : result;
}

/* By kind, or by id if it is not NULL. */
static const struct relation *relation_find(const struct relations *r, enum relation_kind kind, const char *id)
{
    const struct relation *list = (const struct relation *)r->list.at;
    for (size_t i = 0; i < r->list.len / sizeof *list; i++)
        if (list[i].kind == kind && (!id || strcmp(list[i].id, id) == 0))
            return &list[i];
    return NULL;
}

/* ---- tabs */

struct workbook {
    struct xlsx_book *book;
    struct relations relations;
    enum rows_result result;
};

/* One sheet under many names would be read as often. */
static bool part_taken(const struct xlsx_book *book, const char *part)
{
    size_t count;
    const struct xlsx_tab *tabs = xlsx_book_tabs(book, &count);
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(tabs[i].part, part) == 0)
            return true;
    return false;
}

static enum xlsx_step tab_add(struct workbook *w, const char *const *attributes)
{
    const char *name = xlsx_attribute(attributes, "name"), *id = xlsx_attribute(attributes, "r:id"),
               *state = xlsx_attribute(attributes, "state");
    const struct relation *relation = id ? relation_find(&w->relations, RELATION_SHEET, id) : NULL;
    struct xlsx_tab tab = {.visible = !state || strcmp(state, "visible") == 0};
    if (!name || !id || strlen(name) >= sizeof tab.name || w->book->tabs.len >= XLSX_TABS_MAX * sizeof tab ||
        (relation && part_taken(w->book, relation->part))) {
        w->result =
            xlsx_complain(w->book->package, "this file's list of sheets is damaged; open it in Excel and save it again",
                          "รายการแผ่นงานของแฟ้มนี้เสียหาย โปรดเปิดใน Excel แล้วบันทึกใหม่");
        return XLSX_STOP;
    }
    memcpy(tab.name, name, strlen(name));
    if (relation)
        memcpy(tab.part, relation->part, sizeof tab.part);
    buffer_add(&w->book->tabs, &tab, sizeof tab);
    return XLSX_SKIP;
}

static enum xlsx_step workbook_open(void *context, unsigned depth, const char *name, const char *const *attributes)
{
    struct workbook *w = context;
    if (depth == 2)
        return strcmp(name, "sheet") == 0 ? tab_add(w, attributes) : XLSX_SKIP;
    if (strcmp(name, "sheets") == 0)
        return XLSX_ENTER;
    if (strcmp(name, "workbookPr") == 0)
        w->book->since_1904 = xlsx_attribute_true(attributes, "date1904");
    if (strcmp(name, "calcPr") == 0)
        w->book->uncalculated = xlsx_attribute_true(attributes, "fullCalcOnLoad");
    return XLSX_SKIP;
}

/* ---- texts */

struct texts {
    struct xlsx_book *book;
    size_t begin; /* of the text in hand */
    bool taking;
    enum rows_result result;
};

static enum xlsx_step text_open(void *context, unsigned depth, const char *name, const char *const *attributes)
{
    struct texts *t = context;
    (void)attributes;
    if (depth == 1) {
        t->begin = t->book->texts.len;
        return strcmp(name, "si") == 0 ? XLSX_ENTER : XLSX_SKIP;
    }
    if (depth == 2 && strcmp(name, "r") == 0)
        return XLSX_ENTER;
    t->taking = strcmp(name, "t") == 0; /* not rPh, which says how to pronounce it */
    return t->taking ? XLSX_ENTER : XLSX_SKIP;
}

static enum xlsx_step text_close(void *context, unsigned depth)
{
    struct texts *t = context;
    struct xlsx_book *book = t->book;
    t->taking = false;
    if (depth > 1)
        return XLSX_ENTER;
    const uint32_t end = (uint32_t)book->texts.len;
    buffer_add(&book->text_ends, &end, sizeof end);
    if (book->texts.len <= TEXT_BYTES_MAX && book->text_ends.len <= TEXTS_MAX * sizeof end)
        return XLSX_ENTER;
    t->result = xlsx_complain(book->package,
                              "this file holds more texts than fit into memory; save only the sheet with the results",
                              "แฟ้มนี้มีข้อความมากเกินหน่วยความจำ โปรดบันทึกเฉพาะแผ่นงานผลการหัก");
    return XLSX_STOP;
}

static void text_take(void *context, const char *at, size_t len)
{
    struct texts *t = context;
    const size_t had = t->book->texts.len - t->begin, room = ROW_CELL_BYTES_MAX + 1 - had;
    if (t->taking)
        buffer_add(&t->book->texts, at, len < room ? len : room);
}

/* ---- styles */

struct styles {
    struct xlsx_book *book;
    uint8_t named[XLSX_STYLES_MAX / 8]; /* formats that have a code of their own */
    bool formats;                       /* inside numFmts, else inside cellXfs */
    enum rows_result result;
};

static void bit_set(uint8_t *bits, uint32_t i, bool value)
{
    bits[i / 8] = (uint8_t)((bits[i / 8] & ~(1u << i % 8)) | (unsigned)value << i % 8);
}

static bool bit(const uint8_t *bits, uint32_t i)
{
    return bits[i / 8] >> i % 8 & 1;
}

static enum xlsx_step style_open(void *context, unsigned depth, const char *name, const char *const *attributes)
{
    struct styles *s = context;
    uint32_t id = 0;
    if (depth == 1) {
        s->formats = strcmp(name, "numFmts") == 0;
        return s->formats || strcmp(name, "cellXfs") == 0 ? XLSX_ENTER : XLSX_SKIP;
    }
    if (depth != 2 || strcmp(name, s->formats ? "numFmt" : "xf") != 0)
        return XLSX_SKIP;
    const char *code = xlsx_attribute(attributes, "formatCode");
    if (!xlsx_attribute_number(attributes, "numFmtId", XLSX_STYLES_MAX - 1, &id) ||
        (!s->formats && s->book->styles.len >= XLSX_STYLES_MAX * sizeof(uint16_t))) {
        s->result = xlsx_complain(s->book->package,
                                  "this file's list of cell formats is damaged; open it in Excel and save it again",
                                  "รายการรูปแบบเซลล์ของแฟ้มนี้เสียหาย โปรดเปิดใน Excel แล้วบันทึกใหม่");
        return XLSX_STOP;
    }
    if (s->formats && code) {
        bit_set(s->named, id, true);
        bit_set(s->book->date_ids, id, xlsx_format_is_date(code));
    } else if (!s->formats) {
        const uint16_t narrow = (uint16_t)id;
        buffer_add(&s->book->styles, &narrow, sizeof narrow);
    }
    return XLSX_SKIP;
}

static enum rows_result styles_read(struct xlsx_book *book, const char *part)
{
    static const struct xlsx_visitor visitor = {"styleSheet", style_open, NULL, NULL};
    struct styles s = {.book = book};
    const enum rows_result result = xlsx_xml_read(book->package, part, &visitor, &s);
    for (uint32_t id = 0; id < 128; id++)
        if (!bit(s.named, id))
            bit_set(book->date_ids, id, xlsx_format_id_is_date(id));
    return result == ROWS_STOPPED ? s.result : result;
}

/* ---- the whole */

static enum rows_result workbook_locate(struct xlsx_package *p, char part[XLSX_PART_NAME_MAX])
{
    struct relations r = {.package = p, .from = ""};
    if (xlsx_part_exists(p, "META-INF/manifest.xml") && xlsx_part_exists(p, "content.xml"))
        return xlsx_complain(p, "this is an OpenDocument file (.ods); save it as .xlsx",
                             "เป็นแฟ้ม OpenDocument (.ods) โปรดบันทึกเป็น .xlsx");
    if (!xlsx_part_exists(p, "_rels/.rels"))
        return xlsx_complain(p, "this is a zip but no Excel workbook; unpack it, or save the file as .xlsx",
                             "เป็นแฟ้ม zip แต่ไม่ใช่สมุดงาน Excel โปรดคลายแฟ้ม หรือบันทึกเป็น .xlsx");
    enum rows_result result = relations_read(&r);
    const struct relation *workbook = relation_find(&r, RELATION_WORKBOOK, NULL);
    const size_t len = workbook ? strlen(workbook->part) : 0;
    if (result == ROWS_DONE && !workbook)
        result = xlsx_complain(p, "this is no Excel workbook; open it in Excel and save it as .xlsx",
                               "ไม่ใช่สมุดงาน Excel โปรดเปิดใน Excel แล้วบันทึกเป็น .xlsx");
    else if (result == ROWS_DONE && len > 4 && strcmp(workbook->part + len - 4, ".bin") == 0)
        result = xlsx_complain(p, "this is a binary Excel workbook (.xlsb); save it as .xlsx",
                               "เป็นสมุดงาน Excel แบบไบนารี (.xlsb) โปรดบันทึกเป็น .xlsx");
    else if (result == ROWS_DONE)
        memcpy(part, workbook->part, XLSX_PART_NAME_MAX);
    buffer_free(&r.list);
    return result;
}

static enum rows_result parts_read(struct workbook *w, const char *part)
{
    static const struct xlsx_visitor tabs_visitor = {"workbook", workbook_open, NULL, NULL},
                                     texts_visitor = {"sst", text_open, text_close, text_take};
    struct texts t = {.book = w->book};
    enum rows_result result = relations_read(&w->relations);
    const struct relation *texts = relation_find(&w->relations, RELATION_TEXTS, NULL),
                          *styles = relation_find(&w->relations, RELATION_STYLES, NULL);
    if (result == ROWS_DONE) {
        result = xlsx_xml_read(w->book->package, part, &tabs_visitor, w);
        result = result == ROWS_STOPPED ? w->result : result;
    }
    if (result == ROWS_DONE && texts) {
        result = xlsx_xml_read(w->book->package, texts->part, &texts_visitor, &t);
        result = result == ROWS_STOPPED ? t.result : result;
    }
    if (result == ROWS_DONE && styles)
        result = styles_read(w->book, styles->part);
    return result;
}

enum rows_result xlsx_book_open(struct xlsx_package *p, struct xlsx_book **ret)
{
    char part[XLSX_PART_NAME_MAX];
    struct xlsx_book *book = calloc(1, sizeof *book);
    if (!book)
        abort();
    book->package = p;
    *ret = book;
    const enum rows_result located = workbook_locate(p, part);
    if (located != ROWS_DONE)
        return located;
    struct workbook w = {.book = book, .relations = {.package = p, .from = part}};
    const enum rows_result result = parts_read(&w, part);
    buffer_free(&w.relations.list);
    return result;
}

void xlsx_book_close(struct xlsx_book *book)
{
    buffer_free(&book->tabs);
    buffer_free(&book->texts);
    buffer_free(&book->text_ends);
    buffer_free(&book->styles);
    free(book);
}

const struct xlsx_tab *xlsx_book_tabs(const struct xlsx_book *book, size_t *ret_count)
{
    *ret_count = book->tabs.len / sizeof(struct xlsx_tab);
    return (const struct xlsx_tab *)book->tabs.at;
}

bool xlsx_book_text(const struct xlsx_book *book, uint32_t index, struct bytes *ret)
{
    const uint32_t *ends = (const uint32_t *)book->text_ends.at;
    if (index >= book->text_ends.len / sizeof *ends)
        return false;
    const uint32_t begin = index > 0 ? ends[index - 1] : 0;
    *ret = (struct bytes){0};
    if (ends[index] > begin)
        *ret = (struct bytes){book->texts.at + begin, ends[index] - begin};
    return true;
}

bool xlsx_book_style(const struct xlsx_book *book, uint32_t style, bool *ret_date)
{
    const uint16_t *ids = (const uint16_t *)book->styles.at;
    *ret_date = false;
    if (style >= book->styles.len / sizeof *ids)
        return style == 0;
    *ret_date = bit(book->date_ids, ids[style]);
    return true;
}
