/* xlsx_xml.h - a part of a workbook as a stream of its elements. A visitor sees only what it enters, and of that only
 * the namespaces of workbooks, transitional or strict, under any prefix. */
#ifndef TOOLS_XLSX_XML_H
#define TOOLS_XLSX_XML_H

#include "xlsx_package.h"

enum xlsx_step {
    XLSX_SKIP, /* with all that is inside */
    XLSX_ENTER,
    XLSX_STOP,
};

/* depth: 1 for what stands in the root, which has been entered. name is without a prefix. */
struct xlsx_visitor {
    const char *root; /* its name */
    enum xlsx_step (*open)(void *context, unsigned depth, const char *name, const char *const *attributes);
    enum xlsx_step (*close)(void *context, unsigned depth);  /* may be NULL */
    void (*text)(void *context, const char *at, size_t len); /* in pieces, of entered elements; may be NULL */
};

/* ROWS_STOPPED: the visitor wanted it. A document type, entities, another root, and what is no XML, are ROWS_BAD. */
enum rows_result xlsx_xml_read(struct xlsx_package *p, const char *part, const struct xlsx_visitor *visitor,
                               void *context);

/* NULL if it is not there. "id" is one without a prefix, "r:id" that of relationships. */
const char *xlsx_attribute(const char *const *attributes, const char *name);
/* A whole number up to max; false: it is there and is none. */
bool xlsx_attribute_number(const char *const *attributes, const char *name, uint32_t max, uint32_t *ret);
/* "1" and "true" */
bool xlsx_attribute_true(const char *const *attributes, const char *name);

#endif
