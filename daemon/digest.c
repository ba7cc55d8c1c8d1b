#include "digest.h"

#include <sodium.h>
#include <stdlib.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

void digest_init(void)
{
    if (sodium_init() < 0)
        abort(); /* no random source: nothing here can be trusted */
}

void digest_chain(const uint8_t previous[DIGEST_CHAIN], const void *data, size_t len, uint8_t ret[DIGEST_CHAIN])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, DIGEST_CHAIN);
    crypto_generichash_update(&state, previous, DIGEST_CHAIN);
    crypto_generichash_update(&state, data, len);
    crypto_generichash_final(&state, ret, DIGEST_CHAIN);
}

uint32_t digest_checksum(const void *data, size_t len)
{
    return (uint32_t)XXH3_64bits(data, len);
}

uint64_t digest_fold(uint64_t digest, const void *data, size_t len)
{
    return XXH3_64bits_withSeed(data, len, digest);
}

void digest_random(void *out, size_t len)
{
    randombytes_buf(out, len);
}
