/* The only file of the tools that includes inih. */
#include "profile.h"

#include "words.h"

#include <errno.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_MAX_INIH = 198, SEEN_MAX = 512 };

enum key {
#define KEY(name) KEY_##name,
#include "profile.def"
    KEYS,
};

static const char *const key_names[] = {
#define KEY(name) #name,
#include "profile.def"
    NULL,
};

struct loading {
    struct profile *profile;
    FILE *file;
    const char *path;
    char *error;
    unsigned line;
    bool keys_seen[KEYS];
    uint32_t columns_line; /* where the first place stands */
};

/* ---- values */

static bool fail(struct loading *l, const char *english, const char *thai, const char *a, const char *b)
{
    if (l->error[0])
        return false;
    int n = snprintf(l->error, PROFILE_ERROR_MAX, words_pick("%s: line %u: ", "%s: บรรทัด %u: "), l->path, l->line);
    if (n > 0 && n < PROFILE_ERROR_MAX)
        snprintf(l->error + n, (size_t)(PROFILE_ERROR_MAX - n), "%s%s\"%s\" %s", a, a[0] ? " " : "", b,
                 words_pick(english, thai));
    return false;
}

/* One of the words, separated by |, that a key takes; its place among them. */
static bool choice_read(struct loading *l, const char *key, const char *value, const char *choices, int *ret)
{
    size_t len = strlen(value);
    *ret = 0;
    for (const char *at = choices; *at; ++*ret) {
        size_t word = strcspn(at, "|");
        if (word == len && strncmp(at, value, len) == 0)
            return true;
        at += word + (at[word] == '|');
    }
    char say[PROFILE_ERROR_MAX / 2];
    snprintf(say, sizeof say, words_pick("is not known; write one of %s", "ไม่ใช่ค่าที่รู้จัก ใช้ได้เฉพาะ %s"), choices);
    return fail(l, say, say, key, value);
}

static bool number_read(struct loading *l, const char *key, const char *value, int64_t most, uint32_t *ret)
{
    int64_t n;
    if (!value_integer_parse(value, strlen(value), &n) || n < 0 || n > most)
        return fail(l, "is no number in the range that makes sense here", "ไม่ใช่จำนวนในช่วงที่ใช้ได้", key, value);
    *ret = (uint32_t)n;
    return true;
}

static bool place_read(struct loading *l, const char *key, const char *value, struct profile_place *ret)
{
    bool bytes = l->profile->format == PROFILE_FIXED;
    if (profile_place_parse(value, bytes, ret))
        return true;
    return bytes ? fail(l, "is no range of bytes; write it like 2-9", "ไม่ใช่ช่วงไบต์ เขียนเช่น 2-9", key, value)
                 : fail(l, "is no column; write its number or letters, like 5 or AE",
                        "ไม่ใช่คอลัมน์ เขียนเลขหรืออักษร เช่น 5 หรือ AE", key, value);
}

static void word_add(struct profile_words *w, const char *text, int value)
{
    char plain[CELL_TEXT_MAX];
    cell_heading((struct bytes){(const uint8_t *)text, strlen(text)}, plain, sizeof plain);
    w->at = realloc(w->at, (w->count + 1) * sizeof *w->at);
    if (!w->at)
        abort();
    w->at[w->count] = (struct profile_word){strdup(text), strdup(plain), value};
    if (!w->at[w->count].text || !w->at[w->count].plain)
        abort();
    w->count++;
}

static void words_free(struct profile_words *w)
{
    for (uint32_t i = 0; i < w->count; i++) {
        free(w->at[i].text);
        free(w->at[i].plain);
    }
    free(w->at);
    *w = (struct profile_words){0};
}

int profile_word_find(const struct profile_words *w, struct bytes text)
{
    char plain[CELL_TEXT_MAX];
    if (w->count == 0)
        return -1;
    cell_heading(text, plain, sizeof plain);
    for (uint32_t i = 0; i < w->count; i++)
        if (strcmp(w->at[i].plain, plain) == 0)
            return w->at[i].value;
    return -1;
}

/* Words with | between. */
static bool words_read(struct loading *l, const char *key, const char *value, struct profile_words *w)
{
    char copy[LINE_MAX_INIH + 2], *rest = copy, *word;
    snprintf(copy, sizeof copy, "%s", value);
    while ((word = strsep(&rest, "|"))) {
        word += strspn(word, " \t");
        if (word[0])
            word_add(w, word, 0);
    }
    return w->count > 0 || fail(l, "names no word", "ไม่มีคำ", key, value);
}

static bool type_read(struct loading *l, const char *key, const char *value, char out[PROFILE_TYPE_MAX])
{
    if (!value[0] || strlen(value) >= PROFILE_TYPE_MAX || !value_code_valid((const uint8_t *)value, strlen(value)))
        return fail(l, "must be 1 to 7 letters or digits", "ต้องเป็นอักษรหรือตัวเลข 1 ถึง 7 ตัว", key, value);
    snprintf(out, PROFILE_TYPE_MAX, "%s", value);
    return true;
}

static bool separator_read(struct loading *l, const char *value)
{
    static const char separators[] = ",;\t|";
    int i;
    if (strlen(value) == 1 && strchr(separators, value[0])) {
        l->profile->separator = value[0];
        return true;
    }
    bool ok = choice_read(l, "separator", value, "comma|semicolon|tab|pipe", &i);
    l->profile->separator = ok ? separators[i] : ',';
    return ok;
}

static bool period_read(struct loading *l, const char *value)
{
    struct row_cell cell = cell_of_text(value);
    const struct flaw *f = cell_period(&cell, CALENDAR_NONE, &l->profile->period);
    return !f || fail(l, f->english, f->thai, "period", value);
}

/* ---- entries */

static bool layout_key(struct loading *l, enum key k, const char *value)
{
    struct profile *p = l->profile;
    const char *name = key_names[k];
    switch (k) {
    case KEY_skip_rows:
        return number_read(l, name, value, 1000, &p->skip_rows);
    case KEY_line_bytes:
        return number_read(l, name, value, 65535, &p->line_bytes);
    case KEY_member_digits:
        return number_read(l, name, value, 11, &p->member_digits);
    case KEY_header_record:
        return type_read(l, name, value, p->header_record);
    case KEY_line_record:
        return type_read(l, name, value, p->line_record);
    case KEY_total_record:
        return type_read(l, name, value, p->total_record);
    case KEY_header_period:
        return place_read(l, name, value, &p->header_period);
    case KEY_header_unit:
        return place_read(l, name, value, &p->header_unit);
    case KEY_total_sum:
        return place_read(l, name, value, &p->total_sum);
    case KEY_total_count:
        return place_read(l, name, value, &p->total_count);
    case KEY_total_line:
        return words_read(l, name, value, &p->total_words);
    default:
        return false;
    }
}

static bool key_set(struct loading *l, enum key k, const char *value)
{
    struct profile *p = l->profile;
    const char *name = key_names[k];
    int i = 0;
    bool ok = true;
    switch (k) {
    case KEY_format:
        ok = choice_read(l, name, value, "csv|fixed|xlsx", &i);
        p->format = (enum profile_format)i;
        return ok && (!l->keys_seen[KEY_header_period] && !l->keys_seen[KEY_total_sum] && !p->has_places
                          ? true
                          : fail(l, "stands too late; write format first", "อยู่ช้าเกินไป ให้เขียน format ก่อน", name, value));
    case KEY_encoding:
        p->charset = charset_named(value);
        return p->charset != CHARSET_NONE || fail(l, "is not known; write one of utf-8|cp874|utf-16le",
                                                  "ไม่ใช่รหัสที่รู้จัก ใช้ utf-8|cp874|utf-16le", name, value);
    case KEY_separator:
        return separator_read(l, value);
    case KEY_sheet:
        snprintf(p->sheet, sizeof p->sheet, "%s", value);
        return strlen(value) < sizeof p->sheet || fail(l, "is too long", "ยาวเกินไป", name, value);
    case KEY_calendar:
        ok = choice_read(l, name, value, "be|ce", &i);
        p->calendar = i == 0 ? CALENDAR_BE : CALENDAR_CE;
        return ok;
    case KEY_period:
        return period_read(l, value);
    case KEY_sign:
        ok = choice_read(l, name, value, "plus|minus", &i);
        p->minus = i == 1;
        return ok;
    case KEY_amounts:
        ok = choice_read(l, name, value, "baht|satang", &i);
        p->satang = i == 1;
        return ok;
    case KEY_total_required:
        ok = choice_read(l, name, value, "no|yes", &i);
        p->total_required = i == 1;
        return ok;
    case KEY_total_rule:
        ok = choice_read(l, name, value, "columns|total|exact", &i);
        p->total_rule = (enum profile_total_rule)i;
        return ok;
    case KEY_duplicate_rows:
        ok = choice_read(l, name, value, "note|refuse", &i);
        p->refuse_duplicates = i == 1;
        return ok;
    case KEY_on_reject:
        ok = choice_read(l, name, value, "stop|continue", &i);
        p->continues = i == 1;
        return ok;
    default:
        return layout_key(l, k, value);
    }
}

static bool top_entry(struct loading *l, const char *name, const char *value)
{
    int k = 0;
    while (k < KEYS && strcmp(key_names[k], name) != 0)
        k++;
    if (k == KEYS)
        return fail(l, "is no key of a profile; tools/profiles/README.md lists them",
                    "ไม่ใช่คีย์ของโปรไฟล์ ดูรายการใน tools/profiles/README.md", "", name);
    if (l->keys_seen[k])
        return fail(l, "stands twice; keep one", "ปรากฏซ้ำ โปรดเก็บไว้บรรทัดเดียว", "", name);
    l->keys_seen[k] = true;
    return key_set(l, (enum key)k, value);
}

static bool field_entry(struct loading *l, const char *section, const char *name, const char *value)
{
    int field = profile_field_named(name);
    bool items = strcmp(section, "items") == 0;
    if (field < 0)
        return fail(l, "is no field; tools/profiles/README.md lists them",
                    "ไม่ใช่ช่องข้อมูลที่รู้จัก ดูรายการใน tools/profiles/README.md", section, name);
    if (items != (field >= PROFILE_PLACED))
        return items ? fail(l, "is no item; write it under [columns] or [bytes]",
                            "ไม่ใช่รายการหัก ให้เขียนใต้ [columns] หรือ [bytes]", section, name)
                     : fail(l, "is an item; write it under [items]", "เป็นรายการหัก ให้เขียนใต้ [items]", section, name);
    if (l->profile->places[field].from > 0)
        return fail(l, "stands twice; keep one", "ปรากฏซ้ำ โปรดเก็บไว้บรรทัดเดียว", section, name);
    l->profile->has_places = true;
    return place_read(l, name, value, &l->profile->places[field]);
}

static bool word_entry(struct loading *l, bool reasons, const char *name, const char *value)
{
    struct profile_words *w = reasons ? &l->profile->reasons : &l->profile->headings;
    int meaning = reasons ? schema_word(schema_enum_named("reason"), value, strlen(value)) : profile_field_named(value);
    if (reasons ? meaning == 0 : meaning < 0)
        return reasons
                   ? fail(l, "is no reason; proto/EVENTS.md lists them", "ไม่ใช่เหตุผลที่รู้จัก ดู proto/EVENTS.md", name, value)
                   : fail(l, "is no field; tools/profiles/README.md lists them",
                          "ไม่ใช่ช่องข้อมูลที่รู้จัก ดู tools/profiles/README.md", name, value);
    if (profile_word_find(w, (struct bytes){(const uint8_t *)name, strlen(name)}) >= 0)
        return fail(l, "stands twice; keep one", "ปรากฏซ้ำ โปรดเก็บไว้บรรทัดเดียว", "", name);
    word_add(w, name, meaning);
    return true;
}

static int entry(void *user, const char *section, const char *name, const char *value)
{
    struct loading *l = user;
    bool fixed = l->profile->format == PROFILE_FIXED;
    if (l->error[0])
        return 0; /* inih goes on behind the first error */
    if (!section[0])
        return top_entry(l, name, value);
    if (strcmp(section, fixed ? "bytes" : "columns") == 0 || strcmp(section, "items") == 0)
        return field_entry(l, section, name, value);
    if (strcmp(section, "reasons") == 0 || (strcmp(section, "headings") == 0 && !fixed))
        return word_entry(l, section[0] == 'r', name, value);
    return fail(
        l,
        "is no section of this format: csv and xlsx have [columns], [items], [headings], [reasons], fixed has [bytes], "
        "[items], [reasons]",
        "ไม่ใช่หมวดของรูปแบบนี้ csv และ xlsx มี [columns] [items] [headings] [reasons] ส่วน fixed มี [bytes] [items] [reasons]",
        "", section);
}

/* inih cuts long lines and takes an indented line for a continuation: both are refused before it sees them. */
static char *line_read(char *out, int size, void *stream)
{
    struct loading *l = stream;
    char *line = NULL;
    size_t room = 0;
    ssize_t len = l->error[0] ? -1 : getline(&line, &room, l->file);
    l->line++;
    if (len > 0 && (line[0] == ';' || line[0] == '#'))
        snprintf(out, (size_t)size, "\n"); /* comments may be as long as they like */
    else if (len > LINE_MAX_INIH || (len > 0 && memchr(line, '\0', (size_t)len)))
        fail(l, "is too long; a line has at most 198 bytes, about 60 Thai letters",
             "ยาวเกินไป บรรทัดละไม่เกิน 198 ไบต์ ราว 60 อักษรไทย", "", "...");
    else if (len > 0 && (line[0] == ' ' || line[0] == '\t') && strspn(line, " \t\r\n") != (size_t)len)
        fail(l, "is indented; write every line from its first column", "ย่อหน้าเข้าไป โปรดเขียนทุกบรรทัดชิดซ้าย", "", "...");
    else if (len > 0)
        snprintf(out, (size_t)size, "%s", line);
    free(line);
    return len > 0 && !l->error[0] ? out : NULL;
}

/* ---- the whole */

void profile_begin(struct profile *p)
{
    *p = (struct profile){.charset = CHARSET_UTF8, .separator = ','};
}

void profile_free(struct profile *p)
{
    words_free(&p->headings);
    words_free(&p->reasons);
    words_free(&p->total_words);
}

static bool has_item(const struct profile *p)
{
    for (int item = 0; item < PROFILE_ITEMS; item++)
        for (int part = PROFILE_PART_amount; part <= PROFILE_PART_interest; part++)
            if (p->places[profile_item_field((enum profile_item)item, (enum profile_part)part)].from > 0)
                return true;
    return false;
}

/* What only the whole tells. */
static bool whole_check(struct loading *l)
{
    const struct profile *p = l->profile;
    l->line--;
    if (p->format == PROFILE_FIXED && !p->has_places)
        return fail(l, "of fixed width needs [bytes]: where each field stands",
                    "แบบความกว้างคงที่ต้องมี [bytes] บอกตำแหน่งช่อง", "", "format");
    if (p->format == PROFILE_FIXED && p->charset == CHARSET_UTF16LE)
        return fail(l, "is not read in fixed width; save the file as cp874 or utf-8",
                    "อ่านแบบความกว้างคงที่ไม่ได้ โปรดบันทึกเป็น cp874 หรือ utf-8", "encoding", "utf-16le");
    if (p->has_places && p->places[PROFILE_member_no].from == 0)
        return fail(l, "has no place; say where the member number stands", "ไม่มีตำแหน่ง โปรดระบุตำแหน่งเลขทะเบียน", "",
                    "member_no");
    if (p->has_places && p->places[PROFILE_collected].from == 0 &&
        !(has_item(p) && p->total_rule == PROFILE_TOTAL_COLUMNS))
        return fail(l, "has no place; say where the amount stands, or give [items] and total_rule = columns",
                    "ไม่มีตำแหน่ง โปรดระบุตำแหน่งยอดหัก หรือใช้ [items] กับ total_rule = columns", "", "collected");
    return true;
}

static bool file_load(struct profile *p, const char *path, char error[PROFILE_ERROR_MAX])
{
    struct loading l = {.profile = p, .path = path, .error = error};
    error[0] = '\0';
    snprintf(p->path, sizeof p->path, "%s", path);
    l.file = fopen(path, "re");
    if (!l.file) {
        snprintf(error, PROFILE_ERROR_MAX, "%s: %s", path, strerror(errno));
        return false;
    }
    int line = ini_parse_stream(line_read, &l, entry, &l);
    if (line != 0 && !error[0]) {
        l.line = (unsigned)line;
        fail(&l, "is not understood; write `name = value`", "อ่านไม่เข้าใจ โปรดเขียน `ชื่อ = ค่า`", "", "...");
    }
    fclose(l.file);
    return !error[0] && whole_check(&l);
}

/* Tries DIR/NAME.ini. */
static bool try_directory(const char *directory, size_t len, const char *name, char out[PROFILE_PATH_MAX])
{
    int n = snprintf(out, PROFILE_PATH_MAX, "%.*s/%s.ini", (int)len, directory, name);
    return n > 0 && n < PROFILE_PATH_MAX && len > 0 && access(out, F_OK) == 0;
}

static bool find(const char *name, char out[PROFILE_PATH_MAX])
{
    static const char *const beside[] = {"/../../tools/profiles", "/../share/coopd/profiles"};
    const char *listed = getenv("COOPD_PROFILES");
    for (; listed && *listed; listed += strcspn(listed, ":"), listed += *listed == ':')
        if (try_directory(listed, strcspn(listed, ":"), name, out))
            return true;
    char self[PROFILE_PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 40);
    for (size_t i = 0; len > 0 && i < sizeof beside / sizeof *beside; i++) {
        self[len] = '\0';
        char *slash = strrchr(self, '/');
        if (!slash)
            return false;
        snprintf(slash, 40, "%s", beside[i]);
        if (try_directory(self, strlen(self), name, out))
            return true;
        len = readlink("/proc/self/exe", self, sizeof self - 40);
    }
    return false;
}

bool profile_load(struct profile *p, const char *name, char error[PROFILE_ERROR_MAX])
{
    char path[PROFILE_PATH_MAX];
    size_t len = strlen(name);
    if (strchr(name, '/') || (len > 4 && strcmp(name + len - 4, ".ini") == 0))
        return file_load(p, name, error);
    if (find(name, path))
        return file_load(p, path, error);
    snprintf(
        error, PROFILE_ERROR_MAX,
        words_pick(
            "there is no profile %s; name one of those that come with coopctl (csv, xlsx, fixed-cp874, monthly-31, "
            "monthly-27), a file in $COOPD_PROFILES, or a path",
            "ไม่พบโปรไฟล์ %s ใช้โปรไฟล์ที่มากับ coopctl (csv, xlsx, fixed-cp874, monthly-31, monthly-27) แฟ้มใน "
            "$COOPD_PROFILES "
            "หรือระบุพาธ"),
        name);
    return false;
}
