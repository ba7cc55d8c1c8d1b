/* policy_file.h - a policy as an INI file: read into the event that publishes it, with every mistake named by its line.
 * tools/policies/README.md describes the file for those who write one. */
#ifndef TOOLS_POLICY_FILE_H
#define TOOLS_POLICY_FILE_H

#include "cell.h"

/* Where something of the policy stands: "data.products[1].rate_bp". */
struct policy_place {
    char path[72];
    unsigned line;
};
/* Something to say about a line; line 0: about the whole. */
struct policy_remark {
    unsigned line;
    bool warning;
    char *text;
};

struct policy_file {
    const char *path;
    char name[384]; /* as people read it; Thai takes three bytes a letter */
    enum calendar calendar;
    int32_t effective; /* 0: the file does not say */
    struct policy_published body;
    char measures[sizeof((struct policy_published *)0)->products / sizeof(struct product)]
                 [24]; /* reborrow_min as written */
    struct policy_place *places;
    struct policy_remark *remarks;
    uint32_t places_count, remarks_count, errors;
    uint32_t other_era; /* dates whose year is of the other era: only the first is told */
};

/* Reads and proves; effective, unless 0, comes before the file's own day. false: it was said why the file cannot be
 * opened. Mistakes are remarks. */
bool policy_file_load(struct policy_file *f, const char *path, int32_t effective);
void policy_file_free(struct policy_file *f);
/* All remarks in the order of their lines, on stderr, as "FILE:LINE: ...". */
void policy_file_tell(const struct policy_file *f);

#endif
