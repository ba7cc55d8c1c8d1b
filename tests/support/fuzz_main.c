/* A fuzz target without a fuzzer. `target FILE... [--mutate N SEED]` replays the files, then mutates and splices them N
 * times, or fewer if an input is costly. The same arguments give the same inputs; the input in hand when it crashes
 * stands in fuzz-crash.TARGET in the temporary directory, to be replayed by naming it. Linked only into programs that
 * have no main of their own. */
#include "fuzz.h"

#include <dirent.h>
#include <libgen.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES_MAX = 1024, INPUT_MAX = 1 << 17, CHANGES_MAX = 6, PIECE_MAX = 64 };

struct input {
    uint8_t *at;
    size_t len;
};

static struct input files[FILES_MAX];
static size_t files_count;
static uint8_t work[INPUT_MAX];
static struct input in_hand;
static char crash_path[512];
static uint64_t dice_state;

/* splitmix64 */
static uint64_t dice(uint64_t sides)
{
    uint64_t x = dice_state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return (x ^ x >> 31) % sides;
}

static void file_add(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f || files_count == FILES_MAX) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(2);
    }
    struct input *in = &files[files_count++];
    in->at = malloc(INPUT_MAX);
    in->len = in->at ? fread(in->at, 1, INPUT_MAX, f) : 0;
    fclose(f);
}

static int is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* A file, or every file of a directory. */
static void path_add(const char *path)
{
    struct stat st;
    struct dirent **entries = NULL;
    char name[1024];
    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
        file_add(path);
        return;
    }
    int count = scandir(path, &entries, is_file, alphasort);
    for (int i = 0; i < count; i++) {
        snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
        file_add(name);
        free(entries[i]);
    }
    free(entries);
}

/* Keeps the input, then lets the signal end the process. */
static void keep(int number)
{
    FILE *f = fopen(crash_path, "wb");
    if (f) {
        fwrite(in_hand.at, 1, in_hand.len, f);
        fclose(f);
    }
    signal(number, SIG_DFL);
    raise(number);
}

/* A copy of its own size, so that a sanitizer sees every byte that is read beyond it. */
static void run(const uint8_t *data, size_t len)
{
    uint8_t *copy = malloc(len ? len : 1);
    if (!copy)
        abort();
    if (len)
        memcpy(copy, data, len);
    in_hand = (struct input){copy, len};
    LLVMFuzzerTestOneInput(copy, len);
    free(copy);
}

/* Puts n bytes in at `at`, taking `gone` away. */
static size_t replace(size_t len, size_t at, size_t gone, const uint8_t *bytes, size_t n)
{
    if (len - gone + n > INPUT_MAX)
        return len;
    memmove(work + at + n, work + at + gone, len - at - gone);
    if (n)
        memcpy(work + at, bytes, n);
    return len - gone + n;
}

static size_t change(size_t len)
{
    static const uint8_t telling[] = {0x00, 0x7f, 0x80, 0x81, 0x91, 0xa0, 0xc0, 0xc1, 0xca, 0xcb,
                                      0xcf, 0xd3, 0xd9, 0xdb, 0xdc, 0xdd, 0xde, 0xdf, 0xe0, 0xff};
    uint8_t piece[PIECE_MAX];
    const struct input *other = &files[dice(files_count)];
    const size_t at = dice(len + 1), n = 1 + dice(dice(4) ? 4 : PIECE_MAX);
    for (size_t i = 0; i < n; i++)
        piece[i] = (uint8_t)dice(256);
    switch (dice(6)) {
    case 0:
        if (at < len)
            work[at] ^= (uint8_t)(1u << dice(8));
        return len;
    case 1:
        return replace(len, at, 0, piece, n);
    case 2:
        return replace(len, at, n < len - at ? n : len - at, NULL, 0);
    case 3:
        return replace(len, at, at < len, &telling[dice(sizeof telling)], 1);
    case 4:
        return replace(len, at, n < len - at ? n : len - at, piece, n);
    default:
        if (other->len > n) {
            memcpy(piece, other->at + dice(other->len - n), n);
            return replace(len, at, 0, piece, n);
        }
        return at;
    }
}

static void mutate(uint64_t times)
{
    for (uint64_t i = 0; i < times; i++) {
        const struct input *in = &files[dice(files_count)];
        size_t len = in->len;
        memcpy(work, in->at, len);
        for (uint64_t changes = 1 + dice(CHANGES_MAX); changes > 0; changes--)
            len = change(len);
        run(work, len);
    }
}

int main(int argc, char **argv)
{
    const char *tmp = getenv("TMPDIR"), *name = basename(argv[0]);
    int i = 1;
    snprintf(crash_path, sizeof crash_path, "%s/fuzz-crash.%s", tmp ? tmp : "/tmp", name);
    signal(SIGABRT, keep);
    signal(SIGSEGV, keep);
    signal(SIGBUS, keep);
    for (; i < argc && strcmp(argv[i], "--mutate") != 0; i++)
        path_add(argv[i]);
    if (files_count == 0) {
        fprintf(stderr, "%s FILE... [--mutate N SEED]\n", name);
        return 2;
    }
    for (size_t k = 0; k < files_count; k++)
        run(files[k].at, files[k].len);
    printf("ok - %s replays %zu files\n", name, files_count);
    if (i + 2 < argc) {
        dice_state = strtoull(argv[i + 2], NULL, 10);
        const uint64_t times = strtoull(argv[i + 1], NULL, 10) / fuzz_cost;
        mutate(times);
        printf("ok - %s holds for %llu mutations, seed %s\n", name, (unsigned long long)times, argv[i + 2]);
    }
    for (size_t k = 0; k < files_count; k++)
        free(files[k].at);
    return 0;
}
