/* What an address may be: strict, because it goes into the headers of a message. */
#include "directory.h"

#include "words.h"

#include <string.h>

static const char *const channel_names[PERSON_CHANNELS] = {"", "email", "webhook", "line"};

enum person_channel person_channel_named(const char *name)
{
    for (int c = PERSON_EMAIL; c < PERSON_CHANNELS; c++)
        if (strcmp(channel_names[c], name) == 0)
            return (enum person_channel)c;
    return PERSON_NONE;
}

const char *person_channel_name(enum person_channel c)
{
    return channel_names[c];
}

static bool only(const char *text, const char *marks)
{
    for (; *text; text++) {
        bool plain = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') || (*text >= '0' && *text <= '9');
        if (!plain && !strchr(marks, *text))
            return false;
    }
    return true;
}

static const char *email_wrong(const char *address)
{
    const char *at = strchr(address, '@');
    bool ok = at && at > address && strlen(address) <= 254 && strchr(at + 1, '@') == NULL && at[1] != '.' && at[1] &&
              only(address, "@.!#$%&'*+/=?^_`{|}~-") && strstr(address, "..") == NULL;
    return ok ? NULL
              : words_pick(
                    "is no e-mail address; write it like somchai@example.org, in ASCII letters and without a name",
                    "ไม่ใช่ที่อยู่อีเมล เขียนเช่น somchai@example.org เป็นอักษร ASCII โดยไม่มีชื่อ");
}

static const char *webhook_wrong(const char *address)
{
    bool ok =
        (strncmp(address, "https://", 8) == 0 && address[8]) || (strncmp(address, "http://", 7) == 0 && address[7]);
    ok = ok && only(address, "-._~:/?#[]@!$&'()*+,;=%");
    return ok ? NULL
              : words_pick("is no address of a webhook; write it like https://example.org/notices",
                           "ไม่ใช่ที่อยู่เว็บฮุก เขียนเช่น https://example.org/notices");
}

static const char *line_wrong(const char *address)
{
    bool ok = strlen(address) == 33 && strchr("UCR", address[0]) != NULL && only(address + 1, "");
    return ok ? NULL
              : words_pick("is no LINE user id; it is U and 32 hexadecimal digits, as the channel's webhook tells it",
                           "ไม่ใช่ LINE user id ต้องเป็น U ตามด้วยเลขฐานสิบหก 32 ตัว ตามที่ช่องทาง LINE แจ้ง");
}

const char *person_address_wrong(enum person_channel c, const char *address)
{
    if (strlen(address) >= sizeof((struct person *)0)->address[0])
        return words_pick("is longer than 511 bytes; write a shorter one", "ยาวเกิน 511 ไบต์ โปรดใช้ที่สั้นกว่า");
    switch (c) {
    case PERSON_EMAIL:
        return email_wrong(address);
    case PERSON_WEBHOOK:
        return webhook_wrong(address);
    case PERSON_LINE:
        return line_wrong(address);
    case PERSON_NONE:
    case PERSON_CHANNELS:
        break;
    }
    return NULL;
}

const char *person_wrong(const struct person *p)
{
    bool any = false;
    for (int c = PERSON_EMAIL; c < PERSON_CHANNELS; c++)
        any = any || p->address[c][0];
    if (!any)
        return words_pick("there is no address; give an e-mail, a webhook or a LINE user id",
                          "ไม่มีที่อยู่ โปรดระบุอีเมล เว็บฮุก หรือ LINE user id");
    if (p->prefers != PERSON_NONE && !p->address[p->prefers][0])
        return words_pick("there is no address for the channel that is preferred; give one, or prefer another channel",
                          "ไม่มีที่อยู่ของช่องทางที่เลือกไว้ก่อน โปรดระบุ หรือเลือกช่องทางอื่น");
    if (p->language[0] && strcmp(p->language, "th") != 0 && strcmp(p->language, "en") != 0)
        return words_pick("the language is neither th nor en; write one of them, or none for the sink's",
                          "ภาษาต้องเป็น th หรือ en หรือเว้นว่างเพื่อใช้ของระบบ");
    return NULL;
}

bool directory_kind_valid(const char *kind)
{
    return strcmp(kind, "member") == 0 || strcmp(kind, "unit") == 0 || strcmp(kind, "officer") == 0 ||
           strcmp(kind, "guarantor") == 0;
}

bool directory_ref_valid(const char *ref)
{
    return ref[0] && strlen(ref) < DIRECTORY_REF_MAX && only(ref, "._-/:@#+");
}
