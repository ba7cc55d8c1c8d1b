#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

void fuzz_check(int ok, const char *file, int line, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "# %s:%d: does not hold: %s\n", file, line, what);
    abort();
}
