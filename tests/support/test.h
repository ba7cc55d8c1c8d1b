/* test.h - what a unit test needs: CHECK and a few comparisons that say what they saw. A test is a function test_<sentence>
 * without arguments; tests/support/main.sh finds them. A failed check is reported and the test goes on. */
#ifndef TESTS_SUPPORT_TEST_H
#define TESTS_SUPPORT_TEST_H

#include <stdbool.h>
#include <stdint.h>

bool test_check(bool ok, const char *file, int line, const char *what);
bool test_check_int(int64_t actual, int64_t expected, const char *file, int line, const char *what);
bool test_check_text(const char *actual, const char *expected, const char *file, int line, const char *what);

/* Evaluate to whether it held. */
#define CHECK(condition) test_check(condition, __FILE__, __LINE__, #condition)
#define CHECK_INT(actual, expected)                                                                                    \
    test_check_int((int64_t)(actual), (int64_t)(expected), __FILE__, __LINE__, #actual)
#define CHECK_TEXT(actual, expected) test_check_text(actual, expected, __FILE__, __LINE__, #actual)

/* Runs one test and prints "ok - name" or "not ok - name". */
void test_run(const char *name, void (*test)(void));
/* Exit status: 0 if every test passed. */
int test_status(void);

/* A private empty directory under $TMPDIR, removed with everything in it when the program exits. */
const char *test_directory(void);

#endif
