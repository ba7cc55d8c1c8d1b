/* inverse.h - a correction followed by its inverse leaves what it found. */
#ifndef TESTS_SUPPORT_INVERSE_H
#define TESTS_SUPPORT_INVERSE_H

#include "audit.h"

/* Corrects the payments that there are, one after the other, and takes each correction back: every balance, class and
 * rung is as before, to the satang. Returns how many could be corrected; *ret_broken: what was not as before. */
uint32_t inverse_try(struct store_mem *m, uint64_t dice, char ret_broken[AUDIT_ERROR_MAX]);

#endif
