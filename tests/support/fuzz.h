/* fuzz.h - what a fuzz target needs. A target is one function, found by libFuzzer or, without one, by the main of
 * fuzz_main.c, which replays files and mutates them. */
#ifndef TESTS_SUPPORT_FUZZ_H
#define TESTS_SUPPORT_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Returns 0. What must not happen is a crash, a sanitizer's report, or a FUZZ_CHECK that does not hold. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* Each target says by how much one of its inputs costs more than one of the quickest; it gets fewer of them. */
extern const unsigned fuzz_cost;

/* Ends the process, so that a fuzzer keeps the input. */
void fuzz_check(int ok, const char *file, int line, const char *what);
#define FUZZ_CHECK(condition) fuzz_check(condition, __FILE__, __LINE__, #condition)

#endif
