#include "test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int failed_checks, failed_tests;
static char directory[256];

bool test_check(bool ok, const char *file, int line, const char *what)
{
    if (!ok) {
        failed_checks++;
        printf("# %s:%d: does not hold: %s\n", file, line, what);
    }
    return ok;
}

bool test_check_int(int64_t actual, int64_t expected, const char *file, int line, const char *what)
{
    if (actual != expected) {
        failed_checks++;
        printf("# %s:%d: %s is %lld, expected %lld\n", file, line, what, (long long)actual, (long long)expected);
    }
    return actual == expected;
}

bool test_check_text(const char *actual, const char *expected, const char *file, int line, const char *what)
{
    bool ok = actual && strcmp(actual, expected) == 0;
    if (!ok) {
        failed_checks++;
        printf("# %s:%d: %s is \"%s\", expected \"%s\"\n", file, line, what, actual ? actual : "(null)", expected);
    }
    return ok;
}

void test_run(const char *name, void (*test)(void))
{
    failed_checks = 0;
    test();
    failed_tests += failed_checks > 0;
    printf("%s - %s\n", failed_checks ? "not ok" : "ok", name);
    fflush(stdout);
}

int test_status(void)
{
    return failed_tests > 0;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *where)
{
    (void)st, (void)type, (void)where;
    return remove(path);
}

static void directory_remove(void)
{
    nftw(directory, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

const char *test_directory(void)
{
    const char *base = getenv("TMPDIR");
    if (directory[0])
        return directory;
    snprintf(directory, sizeof directory, "%s/coopd-test-XXXXXX", base ? base : "/tmp");
    if (!mkdtemp(directory)) {
        perror(directory);
        exit(1);
    }
    atexit(directory_remove);
    return directory;
}
