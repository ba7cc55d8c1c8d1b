/* outfile.h - a text file on its way out, in the encoding that a unit reads. It stands beside its place under another
 * name until it is whole, and never takes the place of a file that is there. */
#ifndef TOOLS_OUTFILE_H
#define TOOLS_OUTFILE_H

#include "charset.h"

#include <stdio.h>

enum { OUTFILE_PATH_MAX = 4096 };

struct outfile {
    char path[OUTFILE_PATH_MAX], part[OUTFILE_PATH_MAX];
    FILE *file; /* NULL while somebody else writes `part` */
    enum charset charset;
};

/* Chooses the names. 0, or the exit status after it was said that the place is taken or no place at all. */
int outfile_name(struct outfile *f, const char *path);
/* Opens it for text; a spreadsheet writes to `part` by itself. */
int outfile_open(struct outfile *f, enum charset charset, bool mark);
/* UTF-8 as bytes of the encoding. false: it has no such character. */
bool outfile_encode(enum charset charset, const char *text, struct buffer *out);
/* It is whole: moves it to its place. Otherwise what there is of it is removed. ok false: somebody has said why. */
int outfile_close(struct outfile *f, bool ok);

#endif
