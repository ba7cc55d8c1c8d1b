/* The only file that includes expat. */
#include "xlsx_xml.h"

#include <expat.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 1 << 16, DEPTH_MAX = 64, MEMORY_BYTES_MAX = 4 << 20 };

struct reading {
    XML_Parser parser;
    struct xlsx_package *package;
    const struct xlsx_visitor *visitor;
    void *context;
    const char *part;
    unsigned depth;      /* of open elements, the root's being 1 */
    unsigned skip_depth; /* of the element that is being skipped; 0 for none */
    bool stopped;
    enum rows_result result;
};

/* A giant tag, or ever new names, would let the parser's memory grow with the file. Its allocator gets no context, so
 * what it has is counted here; one part is read at a time. */
static size_t memory_used;

static void *limited_realloc(void *old, size_t size)
{
    const size_t had = old ? malloc_usable_size(old) : 0;
    if (size > MEMORY_BYTES_MAX || memory_used - had + size > MEMORY_BYTES_MAX)
        return NULL;
    void *grown = realloc(old, size);
    if (grown)
        memory_used += malloc_usable_size(grown) - had;
    return grown;
}

static void *limited_malloc(size_t size)
{
    return limited_realloc(NULL, size);
}

static void limited_free(void *old)
{
    if (old)
        memory_used -= malloc_usable_size(old);
    free(old);
}

/* "namespace|name" as the name alone, if it is one of a workbook's. */
static const char *name_known(const char *full)
{
    static const char *const namespaces[] = {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main|",
        "http://purl.oclc.org/ooxml/spreadsheetml/main|",
        "http://schemas.openxmlformats.org/package/2006/relationships|",
    };
    for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++) {
        const size_t len = strlen(namespaces[i]);
        if (strncmp(full, namespaces[i], len) == 0)
            return full + len;
    }
    return NULL;
}

static void stop(struct reading *r, enum rows_result result)
{
    if (r->stopped)
        return;
    r->stopped = true;
    r->result = result;
    XML_StopParser(r->parser, XML_FALSE);
}

static bool root_check(struct reading *r, const char *name)
{
    if (name && strcmp(name, r->visitor->root) == 0)
        return true;
    stop(r,
         xlsx_complain(
             r->package,
             "this is no Excel workbook: its part %.100s holds something else; open it in Excel and save it as .xlsx",
             "ไม่ใช่สมุดงาน Excel ส่วน %.100s เป็นอย่างอื่น โปรดเปิดใน Excel แล้วบันทึกเป็น .xlsx", r->part));
    return false;
}

static void element_open(void *context, const char *full, const char **attributes)
{
    struct reading *r = context;
    if (r->stopped)
        return;
    if (++r->depth > DEPTH_MAX) {
        stop(r, xlsx_complain(
                    r->package,
                    "this file is nested deeper than any workbook (part %.100s); open it in Excel and save it again",
                    "แฟ้มนี้ซ้อนลึกผิดปกติ (ส่วน %.100s) โปรดเปิดใน Excel แล้วบันทึกใหม่", r->part));
        return;
    }
    if (r->skip_depth)
        return;
    const char *name = name_known(full);
    if (r->depth == 1) {
        root_check(r, name);
        return;
    }
    const enum xlsx_step step =
        name ? r->visitor->open(r->context, r->depth - 1, name, (const char *const *)attributes) : XLSX_SKIP;
    if (step == XLSX_STOP)
        stop(r, ROWS_STOPPED);
    else if (step == XLSX_SKIP)
        r->skip_depth = r->depth;
}

static void element_close(void *context, const char *full)
{
    struct reading *r = context;
    (void)full;
    if (r->stopped)
        return;
    if (r->skip_depth == r->depth)
        r->skip_depth = 0;
    else if (!r->skip_depth && r->depth > 1 && r->visitor->close &&
             r->visitor->close(r->context, r->depth - 1) == XLSX_STOP)
        stop(r, ROWS_STOPPED);
    r->depth--;
}

static void text_take(void *context, const char *at, int len)
{
    struct reading *r = context;
    if (!r->stopped && !r->skip_depth && r->depth > 1)
        r->visitor->text(r->context, at, (size_t)len);
}

static void doctype_refuse(void *context, const char *name, const char *system, const char *public, int internal)
{
    struct reading *r = context;
    (void)name, (void)system, (void)public, (void)internal;
    stop(r, xlsx_complain(r->package,
                          "this file declares a document type (part %.100s), which no workbook does; open it in Excel "
                          "and save it again",
                          "แฟ้มนี้มีการประกาศ DOCTYPE (ส่วน %.100s) ซึ่งสมุดงานปกติไม่มี โปรดเปิดใน Excel แล้วบันทึกใหม่", r->part));
}

static enum rows_result xml_bad(struct reading *r)
{
    if (r->stopped)
        return r->result;
    if (XML_GetErrorCode(r->parser) == XML_ERROR_NO_MEMORY)
        return xlsx_complain(
            r->package,
            "this file has tags as no spreadsheet writes them (part %.100s); open it in Excel and save it again",
            "แฟ้มนี้มีแท็กผิดปกติที่สเปรดชีตไม่เขียน (ส่วน %.100s) โปรดเปิดใน Excel แล้วบันทึกใหม่", r->part);
    return xlsx_complain(
        r->package,
        "this file is damaged (part %.100s, line %lu: %s); copy it again, or open it in Excel and save it again",
        "แฟ้มนี้เสียหาย (ส่วน %.100s บรรทัด %lu: %s) โปรดคัดลอกใหม่ หรือเปิดใน Excel แล้วบันทึกใหม่", r->part,
        (unsigned long)XML_GetCurrentLineNumber(r->parser), XML_ErrorString(XML_GetErrorCode(r->parser)));
}

static enum rows_result part_parse(struct reading *r)
{
    size_t len = 1;
    while (len > 0) {
        void *chunk = XML_GetBuffer(r->parser, CHUNK_BYTES);
        if (!chunk)
            return xml_bad(r);
        const enum rows_result result = xlsx_part_read(r->package, chunk, CHUNK_BYTES, &len);
        if (result != ROWS_DONE)
            return result;
        if (XML_ParseBuffer(r->parser, (int)len, len == 0) != XML_STATUS_OK)
            return xml_bad(r);
    }
    return ROWS_DONE;
}

enum rows_result xlsx_xml_read(struct xlsx_package *p, const char *part, const struct xlsx_visitor *visitor,
                               void *context)
{
    static const XML_Memory_Handling_Suite memory = {limited_malloc, limited_realloc, limited_free};
    struct reading r = {.package = p, .visitor = visitor, .context = context, .part = part};
    enum rows_result result = xlsx_part_open(p, part);
    if (result != ROWS_DONE)
        return result;
    r.parser = XML_ParserCreate_MM(NULL, &memory, "|");
    if (!r.parser)
        abort();
    XML_SetUserData(r.parser, &r);
    XML_SetElementHandler(r.parser, element_open, element_close);
    XML_SetStartDoctypeDeclHandler(r.parser, doctype_refuse);
    if (visitor->text)
        XML_SetCharacterDataHandler(r.parser, text_take);
    result = part_parse(&r);
    XML_ParserFree(r.parser);
    xlsx_part_close(p);
    return result;
}

const char *xlsx_attribute(const char *const *attributes, const char *name)
{
    static const char *const ids[] = {"http://schemas.openxmlformats.org/officeDocument/2006/relationships|id",
                                      "http://purl.oclc.org/ooxml/officeDocument/relationships|id"};
    const bool related = strcmp(name, "r:id") == 0;
    for (; *attributes; attributes += 2)
        if (related ? strcmp(*attributes, ids[0]) == 0 || strcmp(*attributes, ids[1]) == 0
                    : strcmp(*attributes, name) == 0)
            return attributes[1];
    return NULL;
}

bool xlsx_attribute_number(const char *const *attributes, const char *name, uint32_t max, uint32_t *ret)
{
    const char *text = xlsx_attribute(attributes, name);
    uint64_t n = 0;
    if (!text)
        return true;
    if (!*text)
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        n = n * 10 + (uint64_t)(*text - '0');
        if (n > max)
            return false;
    }
    *ret = (uint32_t)n;
    return true;
}

bool xlsx_attribute_true(const char *const *attributes, const char *name)
{
    const char *text = xlsx_attribute(attributes, name);
    return text && (strcmp(text, "1") == 0 || strcmp(text, "true") == 0);
}
