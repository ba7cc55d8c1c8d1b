#include "progress.h"

#include <stdio.h>
#include <unistd.h>

void progress_begin(struct progress *p, const char *what, uint64_t total)
{
    *p = (struct progress){.what = what, .total = total, .terminal = isatty(STDERR_FILENO)};
}

void progress_at(struct progress *p, uint64_t done)
{
    if (p->total == 0)
        return;
    unsigned percent = done >= p->total ? 100 : (unsigned)(done * 100 / p->total);
    unsigned step = p->terminal ? 1 : 10;
    if (percent / step == p->told / step)
        return;
    p->told = percent;
    fprintf(stderr, p->terminal ? "\r%s %u %%" : "%s %u %%\n", p->what, percent);
}

void progress_end(struct progress *p)
{
    if (p->terminal && p->told > 0)
        fputs("\r\033[K", stderr);
}
