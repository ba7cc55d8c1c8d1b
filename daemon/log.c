#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void log_line(enum log_level level, const char *format, ...)
{
    char line[1024];
    va_list args;
    int len = !getenv("JOURNAL_STREAM") ? 0 : snprintf(line, sizeof line, "<%d>", level);
    va_start(args, format);
    vsnprintf(line + len, sizeof line - (size_t)len, format, args);
    va_end(args);
    fprintf(stderr, "%s\n", line);
}
