#include "arguments.h"

#include "words.h"

#include "../proto/version.h"

#include <assert.h>
#include <getopt.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { OPTIONS_MAX = 24, NAME_MAX_BYTES = 24, FIRST_VALUE = 256 };

struct option_desc {
    const char *name;
    int letter;
    const char *argument, *english, *thai;
    size_t offset;
};

struct command_desc {
    const char *name, *operands, *example, *english, *thai;
    const struct option_desc *options; /* ends with an empty row */
    int (*run)(const void *options);
};

static const struct option_desc any_options[] = {
#define ANY(name, letter, argument, english, thai)                                                                     \
    {#name, letter, argument, english, thai, offsetof(struct arguments, name)},
#include "commands.def"
    {0},
};

/* "dry_run" in C is "dry-run" on the command line. */
static const char *dashed(const char *name, char out[NAME_MAX_BYTES])
{
    size_t i = 0;
    for (; name[i] && i + 1 < NAME_MAX_BYTES; i++)
        out[i] = name[i] == '_' ? '-' : name[i];
    out[i] = '\0';
    return out;
}

#define COMMAND(command, operands, example, english, thai)                                                             \
    static const char *text_##command(void)                                                                            \
    {                                                                                                                  \
        static char text[NAME_MAX_BYTES];                                                                              \
        return dashed(#command, text);                                                                                 \
    }                                                                                                                  \
    static int run_##command(const void *options)                                                                      \
    {                                                                                                                  \
        return cmd_##command(options);                                                                                 \
    }                                                                                                                  \
    static const struct option_desc *options_##command(void)                                                           \
    {                                                                                                                  \
        typedef struct command##_options self;                                                                         \
        static const struct option_desc rows[sizeof(self) / sizeof(char *)] = {
#define OPTION(name, letter, argument, english, thai) {#name, letter, argument, english, thai, offsetof(self, name)},
#define END_COMMAND(command)                                                                                           \
    {                                                                                                                  \
        0                                                                                                              \
    }                                                                                                                  \
    }                                                                                                                  \
    ;                                                                                                                  \
    return rows;                                                                                                       \
    }
#include "commands.def"

static const char *const *command_names(void)
{
    static const char *names[64];
    size_t count = 0;
#define COMMAND(name, operands, example, english, thai) names[count++] = text_##name();
#include "commands.def"
    assert(count < sizeof names / sizeof *names);
    return names;
}

static bool command_find(const char *name, struct command_desc *ret)
{
#define COMMAND(command, operands, example, english, thai)                                                             \
    if (strcmp(name, text_##command()) == 0) {                                                                         \
        *ret = (struct command_desc){text_##command(),    operands,     example, english, thai,                        \
                                     options_##command(), run_##command};                                              \
        return true;                                                                                                   \
    }
#include "commands.def"
    return false;
}

/* What the parsed options are put into. */
union any_command {
    struct arguments given;
#define COMMAND(name, operands, example, english, thai) struct name##_options name;
#include "commands.def"
};

/* ---- mistyped words */

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* How many characters must be put in, left out or replaced. */
static size_t word_distance(const char *a, const char *b)
{
    enum { WORD_MAX = 40 };
    size_t row[WORD_MAX + 1], m = strlen(a), n = strlen(b);
    if (m > WORD_MAX || n > WORD_MAX)
        return WORD_MAX;
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 1; i <= m; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t above = row[j];
            row[j] = smallest(above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1]));
            diagonal = above;
        }
    }
    return row[n];
}

const char *arguments_nearest(const char *word, const char *const *words)
{
    const char *best = NULL;
    size_t least = strlen(word) < 4 ? 2 : 3; /* farther is not near */
    for (; *words; words++) {
        size_t d = word_distance(word, *words);
        if (d < least) {
            least = d;
            best = *words;
        }
    }
    return best;
}

/* ---- help */

static void option_help(const struct option_desc *d)
{
    char name[NAME_MAX_BYTES], left[80], letter[8] = "    ";
    if (d->letter)
        snprintf(letter, sizeof letter, "-%c, ", d->letter);
    snprintf(left, sizeof left, "  %s--%s %s", letter, dashed(d->name, name), d->argument);
    printf("%-32s%s%s\n", left, strlen(left) >= 32 ? "  " : "", words_pick(d->english, d->thai));
}

static int command_help(const struct command_desc *c)
{
    printf("%s%s\n\n%s\n\n%s coopctl %s%s%s %s\n", words_pick("Example: ", "ตัวอย่าง: "), c->example,
           words_pick(c->english, c->thai), words_pick("Usage:", "วิธีใช้:"), c->name, c->operands[0] ? " " : "",
           c->operands, words_pick("[OPTION...]", "[ตัวเลือก...]"));
    for (const struct option_desc *d = c->options; d->name; d++)
        option_help(d);
    printf("\n%s\n", words_pick("With every command:", "ใช้ได้กับทุกคำสั่ง:"));
    for (const struct option_desc *d = any_options; d->name; d++)
        option_help(d);
    return EXIT_DONE;
}

static int general_help(FILE *out)
{
    fprintf(out, "%scoopctl status --dir /var/lib/coopd/krabi\n\n%s\n\n", words_pick("Example: ", "ตัวอย่าง: "),
            words_pick("Speaks with coopd, the event daemon of a savings cooperative.",
                       "เครื่องมือสั่งงาน coopd ระบบเหตุการณ์ของสหกรณ์ออมทรัพย์"));
#define COMMAND(name, operands, example, english, thai)                                                                \
    fprintf(out, "  %-12s%s\n", text_##name(), words_pick(english, thai));
#include "commands.def"
    fprintf(
        out, "\n%s\n",
        words_pick("coopctl COMMAND --help tells more. Exit status: 0 done, 1 something was rejected, 64 usage, 65 bad "
                   "input,\n69 no daemon, 74 input or output failed, 75 try again, 78 configuration.",
                   "coopctl คำสั่ง --help บอกรายละเอียด รหัสออก: 0 สำเร็จ 1 มีรายการถูกปฏิเสธ 64 ใช้คำสั่งผิด 65 ข้อมูลเข้าผิด\n"
                   "69 ไม่พบ coopd 74 อ่านเขียนไม่ได้ 75 ลองใหม่ 78 การตั้งค่า"));
    return EXIT_DONE;
}

int arguments_wrong(const char *command, const char *english, const char *thai, ...)
{
    va_list args;
    va_start(args, thai);
    fputs("coopctl: ", stderr);
    vfprintf(stderr, words_pick(english, thai), args);
    fprintf(stderr, words_pick(" (see coopctl %s%s--help)\n", " (ดู coopctl %s%s--help)\n"), command,
            command[0] ? " " : "");
    va_end(args);
    return EXIT_BAD_USAGE;
}

/* ---- parsing */

/* The options of a command and those that every command takes, in one row for getopt. */
struct option_set {
    const struct option_desc *descs[OPTIONS_MAX];
    char names[OPTIONS_MAX][NAME_MAX_BYTES];
    struct option longs[OPTIONS_MAX + 1];
    const char *words[OPTIONS_MAX + 1];
    char letters[2 * OPTIONS_MAX + 2];
    int count;
};

static void set_add(struct option_set *s, const struct option_desc *d, size_t *letters)
{
    int n = s->count++;
    char first = d->argument[0];
    int need = first == '\0' ? no_argument : first == '[' ? optional_argument : required_argument;
    s->descs[n] = d;
    s->words[n] = dashed(d->name, s->names[n]);
    s->longs[n] = (struct option){s->names[n], need, NULL, FIRST_VALUE + n};
    if (!d->letter)
        return;
    s->letters[(*letters)++] = (char)d->letter;
    if (need == required_argument)
        s->letters[(*letters)++] = ':';
}

static void set_fill(struct option_set *s, const struct command_desc *c)
{
    size_t letters = 0;
    memset(s, 0, sizeof *s);
    s->letters[letters++] = ':';
    for (const struct option_desc *d = c->options; d->name; d++)
        set_add(s, d, &letters);
    for (const struct option_desc *d = any_options; d->name; d++)
        set_add(s, d, &letters);
}

static const struct option_desc *set_find(const struct option_set *s, int value)
{
    if (value >= FIRST_VALUE)
        return s->descs[value - FIRST_VALUE];
    for (int i = 0; i < s->count; i++)
        if (s->descs[i]->letter == value)
            return s->descs[i];
    return NULL;
}

static int option_unknown(const struct command_desc *c, const struct option_set *s, int result, const char *word)
{
    char plain[NAME_MAX_BYTES * 2];
    if (result == ':')
        return arguments_wrong(c->name, "%s needs a value", "%s ต้องมีค่า", word);
    snprintf(plain, sizeof plain, "%.*s", (int)strcspn(word, "="), word);
    const char *nearest = plain[0] == '-' && plain[1] == '-' ? arguments_nearest(plain + 2, s->words) : NULL;
    if (nearest)
        return arguments_wrong(c->name, "%s is no option of %s; did you mean --%s?",
                               "%s ไม่ใช่ตัวเลือกของ %s หมายถึง --%s หรือไม่", plain, c->name, nearest);
    return arguments_wrong(c->name, "%s is no option of %s", "%s ไม่ใช่ตัวเลือกของ %s", plain, c->name);
}

static int operands_keep(const struct command_desc *c, struct arguments *a, int argc, char **argv)
{
    for (int i = optind; i < argc; i++) {
        if (a->operands_count == ARGUMENTS_OPERANDS_MAX)
            return arguments_wrong(c->name, "too many arguments", "อาร์กิวเมนต์มากเกินไป");
        a->operands[a->operands_count++] = argv[i];
    }
    a->json = a->output && strcmp(a->output, "json") == 0;
    if (a->output && !a->json && strcmp(a->output, "line") != 0)
        return arguments_wrong("", "-o %s: give line or json", "-o %s: ใช้ line หรือ json", a->output);
    if (a->dir && a->socket)
        return arguments_wrong("", "give --dir or --socket, not both", "ระบุ --dir หรือ --socket อย่างใดอย่างหนึ่ง");
    return 0;
}

static int command_run(const struct command_desc *c, int argc, char **argv)
{
    static struct option_set set;
    static union any_command storage;
    int result;
    set_fill(&set, c);
    opterr = 0;
    while ((result = getopt_long(argc, argv, set.letters, set.longs, NULL)) != -1) {
        const struct option_desc *d = result == '?' || result == ':' ? NULL : set_find(&set, result);
        if (!d)
            return option_unknown(c, &set, result, argv[optind - 1]);
        const char *value = optarg ? optarg : "";
        memcpy((char *)&storage + d->offset, &value, sizeof value);
    }
    if (storage.given.help)
        return command_help(c);
    int status = operands_keep(c, &storage.given, argc, argv);
    return status ? status : c->run(&storage);
}

int arguments_run(int argc, char **argv)
{
    struct command_desc c;
    if (argc < 2) {
        general_help(stderr);
        return EXIT_BAD_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        if (argc > 2 && command_find(argv[2], &c))
            return command_help(&c);
        return general_help(stdout);
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("coopctl " COOPD_VERSION);
        return EXIT_DONE;
    }
    if (command_find(argv[1], &c))
        return command_run(&c, argc - 1, argv + 1);
    const char *nearest = arguments_nearest(argv[1], command_names());
    if (argv[1][0] == '-')
        return arguments_wrong("", "the command comes first, then its options", "ใส่คำสั่งก่อน แล้วตามด้วยตัวเลือก");
    if (nearest)
        return arguments_wrong("", "%s is no command; did you mean %s?", "%s ไม่ใช่คำสั่ง หมายถึง %s หรือไม่", argv[1],
                               nearest);
    return arguments_wrong("", "%s is no command", "%s ไม่ใช่คำสั่ง", argv[1]);
}

/* ---- where the daemon is */

bool arguments_endpoint(const struct arguments *a, char ret[CLIENT_ENDPOINT_MAX])
{
    const char *environment = getenv("COOPD_SOCKET");
    const char *given = a->socket                       ? a->socket
                        : a->dir                        ? a->dir
                        : environment && environment[0] ? environment
                                                        : "ipc:///var/lib/coopd/coopd.sock";
    int len = snprintf(ret, CLIENT_ENDPOINT_MAX, "%s%s%s", !a->socket && a->dir ? "ipc://" : "", given,
                       !a->socket && a->dir ? "/coopd.sock" : "");
    if (len > 0 && len < CLIENT_ENDPOINT_MAX)
        return true;
    words_complain("%s: a socket's path is at most 107 bytes; give coopd a shorter one with --listen",
                   "%s: เส้นทางซ็อกเก็ตยาวได้ไม่เกิน 107 ไบต์ โปรดใช้ --listen ของ coopd ให้สั้นลง", given);
    return false;
}

/* ---- completion */

static void options_print(FILE *out, const struct option_desc *d)
{
    char name[NAME_MAX_BYTES];
    for (; d->name; d++)
        fprintf(out, " --%s", dashed(d->name, name));
}

void arguments_completion(FILE *out)
{
    fputs("# bash completion for coopctl, made by `coopctl completion`\n"
          "_coopctl() {\n"
          "    local word=${COMP_WORDS[COMP_CWORD]} words=\n"
          "    if [ \"$COMP_CWORD\" = 1 ]; then\n"
          "        words=\"",
          out);
    const char *const *names = command_names();
    for (size_t i = 0; names[i]; i++)
        fprintf(out, "%s%s", i ? " " : "", names[i]);
    fputs("\"\n    elif [[ $word == -* ]]; then\n        case ${COMP_WORDS[1]} in\n", out);
    for (size_t i = 0; names[i]; i++) {
        struct command_desc c;
        command_find(names[i], &c);
        fprintf(out, "        %s) words=\"", c.name);
        options_print(out, c.options);
        fputs("\" ;;\n", out);
    }
    fputs("        esac\n        words+=\"", out);
    options_print(out, any_options);
    fputs("\"\n    fi\n    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n}\ncomplete -o default -F _coopctl "
          "coopctl\n",
          out);
}
