/* The only file of the tools that includes libsodium. */
#include "seal.h"

#include "words.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES };
_Static_assert(SEAL_MORE == NONCE + TAG, "what a sealed text has more");
_Static_assert(SEAL_KEY == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "the size of a key");

static void ready(void)
{
    if (sodium_init() < 0)
        abort();
}

static bool fail(char error[SEAL_ERROR_MAX], const char *path, const char *english, const char *thai)
{
    snprintf(error, SEAL_ERROR_MAX, "%s: %s", path, words_pick(english, thai));
    return false;
}

/* -1 after the sentence, or an open file that nobody else can read. */
static int private_open(const char *path, char error[SEAL_ERROR_MAX])
{
    struct stat s;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || fstat(fd, &s) != 0) {
        fail(error, path, strerror(errno), strerror(errno));
    } else if (!S_ISREG(s.st_mode) || (s.st_mode & (S_IRWXG | S_IRWXO)) != 0 || s.st_uid != geteuid()) {
        fail(error, path, "others can read this secret; make it yours alone: chmod 600, and chown to who runs this",
             "ผู้อื่นอ่านแฟ้มความลับนี้ได้ โปรดใช้ chmod 600 และ chown ให้เป็นของผู้ใช้ที่รันคำสั่งนี้");
    } else {
        return fd;
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Written beside its place and then linked there, so that a key is never half there and none takes another's place. */
static bool key_make(const char *path, char error[SEAL_ERROR_MAX])
{
    char part[4096];
    struct seal_key key;
    seal_key_new(&key);
    snprintf(part, sizeof part, "%s.%ld", path, (long)getpid());
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && write(fd, key.at, SEAL_KEY) == SEAL_KEY && fsync(fd) == 0;
    ok = ok && (link(part, path) == 0 || errno == EEXIST);
    if (!ok)
        fail(error, path, strerror(errno), strerror(errno));
    if (fd >= 0)
        close(fd);
    unlink(part);
    seal_forget(&key, sizeof key);
    return ok;
}

bool seal_key_file(const char *path, struct seal_key *ret, char error[SEAL_ERROR_MAX])
{
    uint8_t more;
    ready();
    if (access(path, F_OK) != 0 && errno == ENOENT && !key_make(path, error))
        return false;
    int fd = private_open(path, error);
    if (fd < 0)
        return false;
    bool ok = read(fd, ret->at, SEAL_KEY) == SEAL_KEY && read(fd, &more, 1) == 0;
    close(fd);
    return ok || fail(error, path, "this is no key: it must have 32 bytes; put back the right file from its safe place",
                      "แฟ้มนี้ไม่ใช่กุญแจ ต้องมี 32 ไบต์ โปรดนำแฟ้มที่ถูกต้องกลับมาจากที่เก็บ");
}

bool seal_secret_file(const char *path, char *ret, size_t size, char error[SEAL_ERROR_MAX])
{
    ready();
    int fd = private_open(path, error);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, ret, size);
    close(fd);
    bool whole = n < (ssize_t)size || memchr(ret, '\n', size) != NULL;
    ret[n < 0 ? 0 : n < (ssize_t)size ? (size_t)n : size - 1] = '\0';
    ret[strcspn(ret, "\r\n")] = '\0';
    if (!whole)
        return fail(error, path, "its first line is too long for a secret; is this the right file?",
                    "บรรทัดแรกยาวเกินกว่าจะเป็นความลับ แฟ้มนี้ถูกต้องหรือไม่");
    return ret[0] != '\0' ||
           fail(error, path, "its first line is empty; write the secret there", "บรรทัดแรกว่าง โปรดเขียนความลับในบรรทัดแรก");
}

void seal_key_new(struct seal_key *ret)
{
    ready();
    randombytes_buf(ret->at, SEAL_KEY);
}

void seal_forget(void *secret, size_t len)
{
    sodium_memzero(secret, len);
}

void seal(const struct seal_key *key, struct bytes plain, const char *bound, struct buffer *out)
{
    ready();
    uint8_t *to = buffer_room(out, plain.len + SEAL_MORE);
    randombytes_buf(to, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(to + NONCE, NULL, plain.at, plain.len, (const uint8_t *)bound,
                                               strlen(bound), NULL, to, key->at);
    out->len += plain.len + SEAL_MORE;
}

bool seal_open(const struct seal_key *key, struct bytes sealed, const char *bound, struct buffer *out)
{
    ready();
    if (sealed.len < SEAL_MORE)
        return false;
    uint8_t *to = buffer_room(out, sealed.len - SEAL_MORE + 1);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(to, NULL, NULL, sealed.at + NONCE, sealed.len - NONCE,
                                                   (const uint8_t *)bound, strlen(bound), sealed.at, key->at) != 0)
        return false;
    out->len += sealed.len - SEAL_MORE;
    return true;
}

void seal_sign(struct bytes secret, struct bytes text, char ret[SEAL_SIGNATURE_MAX])
{
    crypto_auth_hmacsha256_state state;
    uint8_t sum[crypto_auth_hmacsha256_BYTES];
    ready();
    crypto_auth_hmacsha256_init(&state, secret.at, secret.len);
    crypto_auth_hmacsha256_update(&state, text.at, text.len);
    crypto_auth_hmacsha256_final(&state, sum);
    sodium_bin2hex(ret, SEAL_SIGNATURE_MAX, sum, sizeof sum);
}

void seal_id(const char *cooperative, uint64_t position, char ret[SEAL_ID_MAX])
{
    char name[256];
    uint8_t id[16];
    ready();
    int len = snprintf(name, sizeof name, "coopd notice\n%s\n%llu", cooperative, (unsigned long long)position);
    crypto_generichash(id, sizeof id, (const uint8_t *)name, (unsigned long long)len, NULL, 0);
    id[6] = (uint8_t)((id[6] & 0x0F) | 0x80); /* version 8: RFC 9562 leaves its bits to us */
    id[8] = (uint8_t)((id[8] & 0x3F) | 0x80);
    for (int i = 0, at = 0; i < 16; i++)
        at += snprintf(ret + at, (size_t)(SEAL_ID_MAX - at), "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
                       id[i]);
}
