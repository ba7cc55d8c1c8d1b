/* reader.h - walks msgpack bytes without allocating and without trusting a length: a strict subset of msgpack (no floats, no
 * extension types, bounded depth). Any integer width is accepted. Whether a string is UTF-8 is for its reader to check: nearly
 * all strings here are codes, which are checked more strictly anyway. */
#ifndef PROTO_READER_H
#define PROTO_READER_H

#include "refusal.h"
#include "value.h"

enum { READER_DEPTH_MAX = 8 };

enum token_type { TOKEN_NIL, TOKEN_FLAG, TOKEN_INTEGER, TOKEN_STRING, TOKEN_BINARY, TOKEN_ARRAY, TOKEN_MAP, TOKEN_FLOAT };

struct token {
    enum token_type type;
    bool flag;
    bool too_big;      /* an integer above INT64_MAX */
    int64_t integer;
    uint32_t count;    /* of array elements or map pairs; never more than bytes are left */
    struct bytes text; /* of a string or binary */
};

struct reader {
    const uint8_t *start, *at, *end;
};

/* Reads one token and moves on. false: *why says what is wrong, without a field. */
bool reader_token(struct reader *r, struct token *ret, struct refusal *why);
/* Passes over one whole value, checking it. */
bool reader_skip(struct reader *r, struct bytes *ret, struct refusal *why);
/* What a token is, for a sentence: "a string". */
const char *reader_type_text(enum token_type type);

#endif
