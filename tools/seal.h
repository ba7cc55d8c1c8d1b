/* seal.h - secrets at rest and on their way: keys in files that only their owner reads, sealed bytes, signatures, and
 * names that nobody has to agree upon. */
#ifndef TOOLS_SEAL_H
#define TOOLS_SEAL_H

#include "../proto/buffer.h"

enum { SEAL_KEY = 32, SEAL_MORE = 40, SEAL_SIGNATURE_MAX = 65, SEAL_ID_MAX = 37, SEAL_ERROR_MAX = 512 };

struct seal_key {
    uint8_t at[SEAL_KEY];
};

/* Reads the key from its file, which only its owner may read; makes it if it is not there. error is one sentence. */
bool seal_key_file(const char *path, struct seal_key *ret, char error[SEAL_ERROR_MAX]);
/* Reads the one line of a file that only its owner may read: a password, a token. */
bool seal_secret_file(const char *path, char *ret, size_t size, char error[SEAL_ERROR_MAX]);
void seal_key_new(struct seal_key *ret);
void seal_forget(void *secret, size_t len);

/* Appends plain, SEAL_MORE bytes longer, readable by this key alone and only as what is bound to it. */
void seal(const struct seal_key *key, struct bytes plain, const char *bound, struct buffer *out);
/* false: it was sealed by another key or for another, or was changed. */
bool seal_open(const struct seal_key *key, struct bytes sealed, const char *bound, struct buffer *out);

/* HMAC-SHA256 in hexadecimal. */
void seal_sign(struct bytes secret, struct bytes text, char ret[SEAL_SIGNATURE_MAX]);
/* The name of one follow-up in the whole world, as a UUID of version 8: the same whenever it is asked for. */
void seal_id(const char *cooperative, uint64_t position, char ret[SEAL_ID_MAX]);

#endif
