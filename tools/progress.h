/* progress.h - how far a long job is, on stderr: a line that is drawn over on a terminal, otherwise a line for every
 * tenth. */
#ifndef TOOLS_PROGRESS_H
#define TOOLS_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    const char *what;
    uint64_t total;
    unsigned told; /* percent */
    bool terminal;
};

/* total 0: nothing is shown. */
void progress_begin(struct progress *p, const char *what, uint64_t total);
void progress_at(struct progress *p, uint64_t done);
/* Takes the line away. */
void progress_end(struct progress *p);

#endif
