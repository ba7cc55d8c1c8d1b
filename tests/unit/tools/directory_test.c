#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../tools/directory.h"
#include "../../../proto/value.h"
#include "../../../tools/seal.h"
#include "../../support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char path[256];

static struct directory *opened(const char *name)
{
    char error[DIRECTORY_ERROR_MAX] = "";
    snprintf(path, sizeof path, "%s/%s", test_directory(), name);
    struct directory *d = directory_open(path, error);
    CHECK_TEXT(error, "");
    return d;
}

static void put(struct directory *d, const char *kind, const char *ref, const char *email)
{
    char error[DIRECTORY_ERROR_MAX];
    struct person p = {.language = "th", .prefers = PERSON_EMAIL};
    snprintf(p.address[PERSON_EMAIL], sizeof p.address[PERSON_EMAIL], "%s", email);
    CHECK(directory_put(d, kind, ref, &p, error));
}

static const char *email_of(struct directory *d, const char *kind, const char *ref)
{
    static struct person p;
    return directory_find(d, kind, ref, &p) == DIRECTORY_FOUND ? p.address[PERSON_EMAIL] : "";
}

/* Whether any file below the directory holds the text. */
static bool written_anywhere(const char *text)
{
    char command[512];
    snprintf(command, sizeof command, "grep -rqaF '%s' '%s'", text, path);
    return system(command) == 0;
}

void test_what_was_put_is_found_again_also_later(void)
{
    struct directory *d = opened("found");
    put(d, "member", "004411", "a@example.org");
    put(d, "member", "004412", "b@example.org");
    put(d, "member", "004411", "c@example.org");
    CHECK_TEXT(email_of(d, "member", "004411"), "c@example.org");
    directory_close(d);
    d = opened("found");
    CHECK_TEXT(email_of(d, "member", "004411"), "c@example.org");
    CHECK_TEXT(email_of(d, "member", "004412"), "b@example.org");
    CHECK_TEXT(email_of(d, "unit", "004412"), "");
    directory_close(d);
}

void test_a_guarantor_may_be_a_member(void)
{
    struct directory *d = opened("guarantor");
    put(d, "member", "004411", "a@example.org");
    CHECK_TEXT(email_of(d, "guarantor", "004411"), "a@example.org");
    put(d, "guarantor", "004411", "g@example.org");
    CHECK_TEXT(email_of(d, "guarantor", "004411"), "g@example.org");
    CHECK_TEXT(email_of(d, "member", "004411"), "a@example.org");
    directory_close(d);
}

void test_no_address_stands_on_the_disk_and_keys_are_the_owners_alone(void)
{
    struct stat s;
    char key[300];
    struct directory *d = opened("sealed");
    put(d, "member", "004411", "very.secret@example.org");
    CHECK(!written_anywhere("very.secret"));
    CHECK(!written_anywhere("example.org"));
    snprintf(key, sizeof key, "%s/master.key", path);
    CHECK(stat(key, &s) == 0);
    CHECK_INT(s.st_mode & 0777, 0600);
    directory_close(d);
}

void test_who_was_erased_cannot_be_read_in_a_copy_either(void)
{
    char command[1024], error[DIRECTORY_ERROR_MAX];
    struct person p;
    bool was = false;
    struct directory *d = opened("erased");
    put(d, "member", "004411", "a@example.org");
    put(d, "member", "004411", "b@example.org");
    put(d, "member", "004412", "c@example.org");
    directory_close(d);
    snprintf(command, sizeof command, "cp -r %s/people %s.copy", path, path);
    CHECK_INT(system(command), 0);
    d = opened("erased");
    CHECK(directory_erase(d, "member", "004411", &was, error));
    CHECK(was);
    CHECK_INT(directory_find(d, "member", "004411", &p), DIRECTORY_NONE);
    CHECK(directory_erase(d, "member", "004411", &was, error));
    CHECK(!was);
    directory_close(d);
    snprintf(command, sizeof command, "rm -r %s/people && mv %s.copy %s/people", path, path, path);
    CHECK_INT(system(command), 0);
    d = opened("erased");
    CHECK_INT(directory_find(d, "member", "004411", &p), DIRECTORY_UNREADABLE);
    CHECK_TEXT(email_of(d, "member", "004412"), "c@example.org");
    put(d, "member", "004411", "d@example.org"); /* he may come back */
    CHECK_TEXT(email_of(d, "member", "004411"), "d@example.org");
    directory_close(d);
}

void test_a_key_that_others_can_read_is_not_used(void)
{
    char key[300], error[DIRECTORY_ERROR_MAX] = "";
    struct directory *d = opened("open");
    directory_close(d);
    snprintf(key, sizeof key, "%s/master.key", path);
    CHECK_INT(chmod(key, 0640), 0);
    CHECK(directory_open(path, error) == NULL);
    CHECK(strstr(error, "chmod 600") != NULL);
}

void test_a_secret_that_is_too_long_is_not_cut(void)
{
    char secret[400], error[SEAL_ERROR_MAX] = "", read[256];
    snprintf(secret, sizeof secret, "%s/long.secret", test_directory());
    FILE *f = fopen(secret, "w");
    CHECK(f && chmod(secret, 0600) == 0);
    for (int i = 0; i < 255; i++)
        fputc('x', f);
    fflush(f);
    CHECK(seal_secret_file(secret, read, sizeof read, error));
    CHECK_INT(strlen(read), 255);
    fputs("x\n", f);
    fclose(f);
    CHECK(!seal_secret_file(secret, read, sizeof read, error));
    CHECK(strstr(error, "too long") != NULL);
}

void test_addresses_are_strict(void)
{
    static const struct {
        enum person_channel channel;
        const char *address;
        bool good;
    } cases[] = {
        {PERSON_EMAIL, "somchai@example.org", true},
        {PERSON_EMAIL, "a.b+c@mail.example.org", true},
        {PERSON_EMAIL, "somchai", false},
        {PERSON_EMAIL, "@example.org", false},
        {PERSON_EMAIL, "a@b@c", false},
        {PERSON_EMAIL, "a@example.org\r\nBcc: x@y.z", false},
        {PERSON_EMAIL, "Somchai <a@example.org>", false},
        {PERSON_EMAIL, "สมชาย@example.org", false},
        {PERSON_WEBHOOK, "https://example.org/notices?x=1", true},
        {PERSON_WEBHOOK, "http://127.0.0.1:8080/", true},
        {PERSON_WEBHOOK, "ftp://example.org", false},
        {PERSON_WEBHOOK, "https://", false},
        {PERSON_WEBHOOK, "https://example.org/ x", false},
        {PERSON_LINE, "U4af4980629000000000000000000000a", true},
        {PERSON_LINE, "U4af498062", false},
        {PERSON_LINE, "X4af4980629000000000000000000000a", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!CHECK_INT(person_address_wrong(cases[i].channel, cases[i].address) == NULL, cases[i].good))
            printf("# %s\n", cases[i].address);
}
