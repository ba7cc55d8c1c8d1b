#include "directory.h"

#include "reply.h"
#include "seal.h"
#include "shelf.h"
#include "words.h"

#include "../proto/codec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PATH_LONGEST = 4096,
    WRAPPED = SEAL_KEY + SEAL_MORE, /* a slot of the file of keys */
    NAME_LONGEST = 64,
};

enum shelf_of_people { PEOPLE, SLOTS }; /* SLOTS: how many were ever given */

struct directory {
    struct shelf *shelf;
    struct seal_key master;
    int keys; /* the file of the people's keys: slot by slot, so that one can be destroyed in its place */
};

static bool fail(char error[DIRECTORY_ERROR_MAX], const char *what)
{
    snprintf(error, DIRECTORY_ERROR_MAX, words_pick("the directory cannot be used: %s", "ใช้สมุดที่อยู่ไม่ได้: %s"), what);
    return false;
}

struct directory *directory_open(const char *dir, char error[DIRECTORY_ERROR_MAX])
{
    static const char *const names[] = {"people", "slots", NULL};
    char path[PATH_LONGEST];
    struct directory *d = calloc(1, sizeof *d);
    if (!d)
        abort();
    d->keys = -1;
    if (mkdir(dir, 0700) != 0 && errno != EEXIST) {
        fail(error, strerror(errno));
        goto failed;
    }
    snprintf(path, sizeof path, "%s/master.key", dir);
    if (!seal_key_file(path, &d->master, error))
        goto failed;
    snprintf(path, sizeof path, "%s/people.keys", dir);
    d->keys = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (d->keys < 0) {
        fail(error, strerror(errno));
        goto failed;
    }
    snprintf(path, sizeof path, "%s/people", dir);
    d->shelf = shelf_open(path, names, error);
    if (d->shelf)
        return d;
failed:
    directory_close(d);
    return NULL;
}

void directory_close(struct directory *d)
{
    if (!d)
        return;
    shelf_close(d->shelf);
    if (d->keys >= 0)
        close(d->keys);
    seal_forget(d, sizeof *d);
    free(d);
}

/* ---- keys: a slot each */

static bool slot_write(struct directory *d, uint64_t slot, const uint8_t wrapped[WRAPPED])
{
    return pwrite(d->keys, wrapped, WRAPPED, (off_t)(slot * WRAPPED)) == WRAPPED && fdatasync(d->keys) == 0;
}

/* false: it was destroyed, or is another's. */
static bool key_read(struct directory *d, uint64_t slot, const char *name, struct seal_key *ret)
{
    uint8_t wrapped[WRAPPED];
    struct buffer plain = {0};
    bool ok = pread(d->keys, wrapped, WRAPPED, (off_t)(slot * WRAPPED)) == WRAPPED &&
              seal_open(&d->master, (struct bytes){wrapped, WRAPPED}, name, &plain) && plain.len == SEAL_KEY;
    if (ok)
        memcpy(ret->at, plain.at, SEAL_KEY);
    if (plain.at)
        seal_forget(plain.at, plain.capacity);
    buffer_free(&plain);
    return ok;
}

static bool key_make(struct directory *d, uint64_t slot, const char *name, struct seal_key *ret)
{
    struct buffer wrapped = {0};
    seal_key_new(ret);
    seal(&d->master, (struct bytes){ret->at, SEAL_KEY}, name, &wrapped);
    bool ok = slot_write(d, slot, wrapped.at);
    buffer_free(&wrapped);
    return ok;
}

/* ---- records: the slot of his key, then what is sealed with it */

static struct bytes name_of(const char *kind, const char *ref, char name[NAME_LONGEST])
{
    int len = snprintf(name, NAME_LONGEST, "%s:%s", kind, ref);
    return (struct bytes){(const uint8_t *)name, (size_t)len};
}

static void person_encode(const struct person *p, struct buffer *out)
{
    codec_put_map(out, PERSON_CHANNELS + 1);
    codec_put_text(out, "language");
    codec_put_text(out, p->language);
    codec_put_text(out, "prefers");
    codec_put_text(out, person_channel_name(p->prefers));
    for (int c = PERSON_EMAIL; c < PERSON_CHANNELS; c++) {
        codec_put_text(out, person_channel_name((enum person_channel)c));
        codec_put_text(out, p->address[c]);
    }
}

static void person_decode(struct bytes map, struct person *ret)
{
    char word[16];
    *ret = (struct person){0};
    reply_text(map, "language", ret->language, sizeof ret->language);
    ret->prefers = person_channel_named(reply_text(map, "prefers", word, sizeof word));
    for (int c = PERSON_EMAIL; c < PERSON_CHANNELS; c++)
        reply_text(map, person_channel_name((enum person_channel)c), ret->address[c], sizeof ret->address[c]);
}

static enum directory_found find_named(struct directory *d, struct bytes name, struct person *ret)
{
    struct bytes record;
    struct seal_key key;
    struct buffer plain = {0};
    shelf_begin(d->shelf, false);
    bool there = shelf_get(d->shelf, PEOPLE, name, &record) && record.len > 8;
    bool ok = there && key_read(d, shelf_number_of(record.at), (const char *)name.at, &key) &&
              seal_open(&key, (struct bytes){record.at + 8, record.len - 8}, (const char *)name.at, &plain);
    shelf_forget(d->shelf);
    if (ok)
        person_decode(buffer_bytes(&plain), ret);
    if (plain.at)
        seal_forget(plain.at, plain.capacity);
    seal_forget(&key, sizeof key);
    buffer_free(&plain);
    return ok ? DIRECTORY_FOUND : there ? DIRECTORY_UNREADABLE : DIRECTORY_NONE;
}

enum directory_found directory_find(struct directory *d, const char *kind, const char *ref, struct person *ret)
{
    char name[NAME_LONGEST];
    enum directory_found found = find_named(d, name_of(kind, ref, name), ret);
    if (found == DIRECTORY_NONE && strcmp(kind, "guarantor") == 0)
        found = find_named(d, name_of("member", ref, name), ret);
    return found;
}

/* His key stays the same as long as he is here, so that erasing it reaches every copy of what was written of him. */
static bool key_of(struct directory *d, struct bytes name, uint64_t *ret_slot, struct seal_key *ret)
{
    struct bytes row;
    uint8_t number[8];
    static const struct bytes counter = {(const uint8_t *)"given", 5};
    if (shelf_get(d->shelf, PEOPLE, name, &row) && row.len > 8) {
        *ret_slot = shelf_number_of(row.at);
        if (key_read(d, *ret_slot, (const char *)name.at, ret))
            return true;
    }
    *ret_slot = shelf_get(d->shelf, SLOTS, counter, &row) && row.len == 8 ? shelf_number_of(row.at) : 0;
    shelf_number(*ret_slot + 1, number);
    shelf_put(d->shelf, SLOTS, counter, (struct bytes){number, sizeof number});
    return key_make(d, *ret_slot, (const char *)name.at, ret);
}

bool directory_put(struct directory *d, const char *kind, const char *ref, const struct person *p,
                   char error[DIRECTORY_ERROR_MAX])
{
    char text[NAME_LONGEST];
    struct bytes name = name_of(kind, ref, text);
    struct seal_key key;
    struct buffer plain = {0}, record = {0};
    uint64_t slot;
    shelf_begin(d->shelf, true);
    bool ok = key_of(d, name, &slot, &key) || fail(error, strerror(errno));
    if (ok) {
        shelf_number(slot, buffer_room(&record, 8));
        record.len = 8;
        person_encode(p, &plain);
        seal(&key, buffer_bytes(&plain), text, &record);
        shelf_put(d->shelf, PEOPLE, name, buffer_bytes(&record));
        ok = shelf_commit(d->shelf, error);
        seal_forget(plain.at, plain.capacity);
    } else {
        shelf_forget(d->shelf);
    }
    seal_forget(&key, sizeof key);
    buffer_free(&plain);
    buffer_free(&record);
    return ok;
}

bool directory_erase(struct directory *d, const char *kind, const char *ref, bool *ret_was,
                     char error[DIRECTORY_ERROR_MAX])
{
    static const uint8_t nothing[WRAPPED];
    char text[NAME_LONGEST];
    struct bytes name = name_of(kind, ref, text), row;
    shelf_begin(d->shelf, true);
    *ret_was = shelf_get(d->shelf, PEOPLE, name, &row) && row.len > 8;
    /* The key first: whatever happens then, nothing can be read of him. */
    if (*ret_was && !slot_write(d, shelf_number_of(row.at), nothing)) {
        fail(error, strerror(errno));
        shelf_forget(d->shelf);
        return false;
    }
    if (*ret_was)
        shelf_remove(d->shelf, PEOPLE, name);
    return shelf_commit(d->shelf, error);
}
