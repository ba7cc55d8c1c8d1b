/* directory.h - where people can be reached: the one place that holds addresses, beside the sink that sends, never in
 * the journal. Each record is sealed with a key of its own; the keys stand in another file, each wrapped by the one key
 * of the directory. To erase somebody is to destroy his key: his record cannot be read any more, neither here nor in a
 * copy. */
#ifndef TOOLS_DIRECTORY_H
#define TOOLS_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>

enum { DIRECTORY_REF_MAX = 25, DIRECTORY_ERROR_MAX = 512 };

/* How somebody is reached, and under which name of the protocol (proto/schema). */
enum person_channel { PERSON_NONE, PERSON_EMAIL, PERSON_WEBHOOK, PERSON_LINE, PERSON_CHANNELS };

struct person {
    char address[PERSON_CHANNELS][512]; /* empty: he has none */
    char language[3];                   /* en, th, or empty: the sink's */
    enum person_channel prefers;
};

enum directory_found { DIRECTORY_FOUND, DIRECTORY_NONE, DIRECTORY_UNREADABLE };

struct directory;

/* dir is made if it is not there. NULL: error is one sentence. */
struct directory *directory_open(const char *dir, char error[DIRECTORY_ERROR_MAX]);
void directory_close(struct directory *d); /* NULL is fine */

/* kind: member, unit, officer or guarantor. A guarantor who is not there by that name may be a member. */
enum directory_found directory_find(struct directory *d, const char *kind, const char *ref, struct person *ret);
/* Takes the place of what was there, on the disk when it returns. */
bool directory_put(struct directory *d, const char *kind, const char *ref, const struct person *p,
                   char error[DIRECTORY_ERROR_MAX]);
/* *ret_was: he was there. */
bool directory_erase(struct directory *d, const char *kind, const char *ref, bool *ret_was,
                     char error[DIRECTORY_ERROR_MAX]);

bool directory_kind_valid(const char *kind);
bool directory_ref_valid(const char *ref);
/* "email", "webhook", "line"; PERSON_NONE for another. */
enum person_channel person_channel_named(const char *name);
const char *person_channel_name(enum person_channel c);
/* What is wrong with an address, and how to mend it, without the address; NULL: nothing. */
const char *person_address_wrong(enum person_channel c, const char *address);
/* The same of the whole: no address at all, or none where it is preferred. */
const char *person_wrong(const struct person *p);

#endif
