/* digest.h - the two hashes: BLAKE2b-256 where somebody may want to deceive, XXH3-64 where only mistakes are to be found. */
#ifndef DAEMON_DIGEST_H
#define DAEMON_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum { DIGEST_CHAIN = 32 };

/* Must be called once before anything else here. */
void digest_init(void);
/* BLAKE2b-256 over previous, then data. */
void digest_chain(const uint8_t previous[DIGEST_CHAIN], const void *data, size_t len, uint8_t ret[DIGEST_CHAIN]);
/* 32-bit checksum of one piece. */
uint32_t digest_checksum(const void *data, size_t len);
/* A running 64-bit digest: fold each piece into the last value; start with 0. */
uint64_t digest_fold(uint64_t digest, const void *data, size_t len);
/* Fills with bytes from the system's random source. */
void digest_random(void *out, size_t len);

#endif
