#include "../collection/case.h"
#include "../handler.h"

#include <string.h>

static bool is_hash(const char *text)
{
    enum { DIGITS = 64 };
    return strlen(text) == DIGITS && strspn(text, "0123456789abcdef") == DIGITS;
}

static bool is_filed(struct txn *t, const char *case_id, const struct collection_case *c, const char *document_no)
{
    struct case_document_key key;
    struct case_document row;
    value_code_set(key.case_id, sizeof key.case_id, case_id);
    for (key.no = 1; key.no <= c->documents; key.no++)
        if (case_document_get(t, &key, &row) && strcmp(row.document_no, document_no) == 0)
            return true;
    return false;
}

/* The file of a case that is closed takes documents too: an auditor may ask for them later. */
enum verdict handle_mediation_evidence_filed(struct txn *t, const struct happening *h,
                                             const struct mediation_evidence_filed *e, struct refusal *why)
{
    struct collection_case_key key;
    struct collection_case c;
    if (!case_find(t, e->case_id, h, &c, why))
        return REFUSED;
    if (is_filed(t, e->case_id, &c, e->document_no))
        return refuse_text(why, REFUSAL_document_filed, "data.document_no", e->document_no);
    if (e->sha256[0] == '\0' && e->archive_ref[0] == '\0')
        return refuse_text(why, REFUSAL_document_place, "data.sha256", e->document_no);
    if (e->sha256[0] != '\0' && !is_hash(e->sha256))
        return refuse_text(why, REFUSAL_document_hash, "data.sha256", e->sha256);
    struct case_document_key row_key = {.no = ++c.documents};
    struct case_document row = {.filed_on = h->effective_date, .kind = e->kind};
    memcpy(row_key.case_id, e->case_id, sizeof row_key.case_id);
    memcpy(row.document_no, e->document_no, sizeof row.document_no);
    memcpy(row.sha256, e->sha256, sizeof row.sha256);
    memcpy(row.archive_ref, e->archive_ref, sizeof row.archive_ref);
    case_document_put(t, &row_key, &row);
    value_code_set(key.case_id, sizeof key.case_id, e->case_id);
    collection_case_put(t, &key, &c);
    return APPLIED;
}
