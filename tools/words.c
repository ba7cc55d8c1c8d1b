#include "words.h"

#include "../proto/refusal.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

bool words_thai(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && value[0])
            return strncmp(value, "th", 2) == 0;
    }
    return false;
}

const char *words_pick(const char *english, const char *thai)
{
    return words_thai() ? thai : english;
}

void words_complain(const char *english, const char *thai, ...)
{
    va_list args;
    va_start(args, thai);
    fflush(stdout); /* what was said before comes first, even in one file */
    fputs("coopctl: ", stderr);
    vfprintf(stderr, words_pick(english, thai), args);
    fputc('\n', stderr);
    va_end(args);
}

void words_note(const char *english, const char *thai, ...)
{
    va_list args;
    va_start(args, thai);
    fflush(stdout);
    vfprintf(stderr, words_pick(english, thai), args);
    fputc('\n', stderr);
    va_end(args);
}

/* The offending text is not sent by itself, it stands inside the English sentence. Made anew with a mark in its place,
 * that sentence tells where. */
static bool text_recover(struct refusal *r, const char *sentence)
{
    static const char mark[] = "\x01";
    char marked[WORDS_SENTENCE_MAX];
    memcpy(r->text, mark, sizeof mark);
    refusal_sentence(r, REFUSAL_ENGLISH, marked, sizeof marked);
    r->text[0] = '\0';
    char *at = strchr(marked, mark[0]);
    if (!at)
        return strcmp(marked, sentence) == 0;
    size_t before = (size_t)(at - marked), after = strlen(at + 1), len = strlen(sentence);
    if (len < before + after || strncmp(sentence, marked, before) != 0 || strcmp(sentence + len - after, at + 1) != 0 ||
        len - before - after >= sizeof r->text)
        return false;
    memcpy(r->text, sentence + before, len - before - after);
    r->text[len - before - after] = '\0';
    return true;
}

static void refusal_in(bool thai, const struct refused *r, char *out, size_t size)
{
    struct refusal known = {.code = refusal_named(r->code), .value = r->value, .limit = r->limit};
    char sentence[WORDS_SENTENCE_MAX];
    snprintf(sentence, sizeof sentence, "%s", r->text);
    if (thai && known.code != REFUSAL_none && text_recover(&known, r->text))
        refusal_sentence(&known, REFUSAL_THAI, sentence, sizeof sentence);
    snprintf(out, size, "%s%s%s", r->field, r->field[0] ? ": " : "", sentence);
}

void words_refusal(const struct refused *r, char *out, size_t size)
{
    refusal_in(words_thai(), r, out, size);
}

void words_refusal_both(const struct refused *r, char *english, char *thai, size_t size)
{
    refusal_in(false, r, english, size);
    refusal_in(true, r, thai, size);
}
