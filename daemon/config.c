/* The only file that includes inih. */
#include "config.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum kind { KIND_text, KIND_bytes, KIND_number };

static const struct setting {
    const char *name;
    enum kind kind;
    size_t offset;
    const char *standard;
    int64_t least, most;
    const char *sentence;
} settings[] = {
#define SETTING(name, kind, standard, least, most, sentence)                                                           \
    {#name, KIND_##kind, offsetof(struct config, name), standard, least, most, sentence},
#include "config.def"
};

enum { SETTINGS = sizeof settings / sizeof *settings, LINE_MAX_INIH = 198 };

struct loading {
    struct config *config;
    const char *path;
    bool seen[SETTINGS];
    char *error;
};

static const struct setting *setting_find(const char *name, size_t len)
{
    for (size_t i = 0; i < SETTINGS; i++)
        if (strlen(settings[i].name) == len && memcmp(settings[i].name, name, len) == 0)
            return &settings[i];
    return NULL;
}

/* "64M": K, M, G are powers of 1024. */
static bool number_parse(const struct setting *s, const char *text, int64_t *ret)
{
    static const char units[] = "KMG";
    char *end;
    errno = 0;
    long long n = strtoll(text, &end, 10);
    if (errno != 0 || end == text)
        return false;
    if (s->kind == KIND_bytes && *end) {
        const char *unit = strchr(units, toupper((unsigned char)*end));
        if (!unit || end[1] != '\0')
            return false;
        int shift = 10 * (int)(unit - units + 1);
        if (n < 0 || n > INT64_MAX >> shift)
            return false;
        n <<= shift;
        end++;
    }
    *ret = n;
    return *end == '\0';
}

/* Sets one value; what is wrong goes to why, in words. */
static bool setting_set(struct config *c, const struct setting *s, const char *text, char *why, size_t size)
{
    void *to = (char *)c + s->offset;
    int64_t n;
    if (s->kind == KIND_text) {
        if (strlen(text) >= CONFIG_TEXT_MAX) {
            snprintf(why, size, "%s is longer than %d bytes", s->name, CONFIG_TEXT_MAX - 1);
            return false;
        }
        memset(to, 0, CONFIG_TEXT_MAX);
        memcpy(to, text, strlen(text));
        return true;
    }
    if (!number_parse(s, text, &n) || n < s->least || n > s->most) {
        snprintf(why, size, "%s = %.40s: give %s between %lld and %lld", s->name, text,
                 s->kind == KIND_bytes ? "bytes, or a number with K, M or G," : "a number", (long long)s->least,
                 (long long)s->most);
        return false;
    }
    memcpy(to, &n, sizeof n);
    return true;
}

static int file_entry(void *user, const char *section, const char *name, const char *value)
{
    struct loading *l = user;
    const struct setting *s = setting_find(name, strlen(name));
    char why[CONFIG_ERROR_MAX / 2];
    if (l->error[0])
        return 0; /* inih goes on behind the first error */
    if (section[0])
        snprintf(l->error, CONFIG_ERROR_MAX, "%s: there are no sections like [%s] here; remove it", l->path, section);
    else if (!s)
        snprintf(l->error, CONFIG_ERROR_MAX, "%s: \"%s\" is no setting; `coopd --help` lists them", l->path, name);
    else if (l->seen[s - settings])
        snprintf(l->error, CONFIG_ERROR_MAX, "%s: \"%s\" stands twice; keep one", l->path, name);
    else if (!setting_set(l->config, s, value, why, sizeof why))
        snprintf(l->error, CONFIG_ERROR_MAX, "%s: %s", l->path, why);
    else
        return l->seen[s - settings] = true;
    return 0;
}

/* inih silently cuts long lines and takes an indented line for a continuation: both are refused before it sees them. */
static bool file_is_plain(const char *path, char error[CONFIG_ERROR_MAX])
{
    char line[1024];
    int number = 0;
    FILE *f = fopen(path, "re");
    if (!f) {
        snprintf(error, CONFIG_ERROR_MAX, "%s: %s", path, strerror(errno));
        return false;
    }
    bool plain = true;
    while (plain && fgets(line, sizeof line, f)) {
        number++;
        plain = strlen(line) <= LINE_MAX_INIH &&
                !((line[0] == ' ' || line[0] == '\t') && strspn(line, " \t\r\n") != strlen(line));
    }
    if (ferror(f)) {
        snprintf(error, CONFIG_ERROR_MAX, "%s: %s", path, strerror(errno));
        fclose(f);
        return false;
    }
    fclose(f);
    if (!plain)
        snprintf(error, CONFIG_ERROR_MAX,
                 "%s: line %d is indented or longer than %d bytes; write `name = value` from the "
                 "first column",
                 path, number, LINE_MAX_INIH);
    return plain;
}

static bool file_load(struct config *c, const char *path, char error[CONFIG_ERROR_MAX])
{
    struct loading l = {.config = c, .path = path, .error = error};
    error[0] = '\0';
    if (!file_is_plain(path, error))
        return false;
    int line = ini_parse(path, file_entry, &l);
    if (line == 0)
        return true;
    size_t len = strlen(error);
    if (len == 0)
        snprintf(error, CONFIG_ERROR_MAX, "%s: not understood; write `name = value`", path);
    len = strlen(error);
    snprintf(error + len, CONFIG_ERROR_MAX - len, " (line %d)", line);
    return false;
}

/* "--name=value", or "--name" with the value in the argument behind it. */
struct given {
    const char *name, *value; /* NULL: it has none */
    size_t name_len;
    bool in_next;
};

static struct given given_split(const char *arg, const char *next)
{
    if (strncmp(arg, "--", 2) != 0)
        return (struct given){.name = ""};
    struct given g = {.name = arg + 2, .name_len = strcspn(arg + 2, "=")};
    if (strchr(arg, '='))
        g.value = strchr(arg, '=') + 1;
    else if (next && (setting_find(g.name, g.name_len) || strcmp(g.name, "config") == 0))
        g = (struct given){g.name, next, g.name_len, true};
    return g;
}

static bool is_config(const struct given *g)
{
    return g->value && g->name_len == strlen("config") && strncmp(g->name, "config", g->name_len) == 0;
}

static bool argument(struct config *c, const char *arg, const struct given *g, char error[CONFIG_ERROR_MAX])
{
    const struct setting *s = setting_find(g->name, g->name_len);
    if (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0)
        return c->help = true;
    if (strcmp(arg, "--version") == 0)
        return c->version = true;
    if (strcmp(arg, "--dump-config") == 0)
        return c->dump = true;
    if (strcmp(arg, "--check-config") == 0)
        return c->check = true;
    if (is_config(g))
        return true; /* read first */
    if (s && g->value)
        return setting_set(c, s, g->value, error, CONFIG_ERROR_MAX);
    if (s || strcmp(arg, "--config") == 0) {
        snprintf(error, CONFIG_ERROR_MAX, "%s needs a value: %s=VALUE", arg, arg);
        return false;
    }
    snprintf(error, CONFIG_ERROR_MAX, "%s is no option; `coopd --help` lists them as --name=value", arg);
    return false;
}

/* "@name" has no file and so no permissions; "*" is a path that nobody knows. */
static bool endpoint_is_file(const char *endpoint)
{
    return strncmp(endpoint, "ipc://", 6) == 0 && endpoint[6] != '\0' && endpoint[6] != '@' && endpoint[6] != '*';
}

static bool sockets_default(struct config *c, char error[CONFIG_ERROR_MAX])
{
    int a = c->listen[0] ? 0 : snprintf(c->listen, sizeof c->listen, "ipc://%.240s/coopd.sock", c->dir);
    int b = c->doorbell[0] ? 0 : snprintf(c->doorbell, sizeof c->doorbell, "ipc://%.240s/doorbell.sock", c->dir);
    const char *wrong = !endpoint_is_file(c->listen) ? "listen" : !endpoint_is_file(c->doorbell) ? "doorbell" : NULL;
    if (wrong) {
        snprintf(error, CONFIG_ERROR_MAX, "%s must be ipc://PATH: only a local socket is guarded, by file permissions",
                 wrong);
        return false;
    }
    if (a > 107 || b > 107 || strlen(c->listen) > 107 || strlen(c->doorbell) > 107) {
        snprintf(error, CONFIG_ERROR_MAX,
                 "socket paths longer than 100 bytes are refused by the kernel; set listen and "
                 "doorbell to shorter ones");
        return false;
    }
    if (strcmp(c->close_days, "manual") != 0 && strcmp(c->close_days, "daily") != 0) {
        snprintf(error, CONFIG_ERROR_MAX, "close_days = %.40s: give manual or daily", c->close_days);
        return false;
    }
    return true;
}

bool config_load(int argc, char **argv, struct config *ret, char error[CONFIG_ERROR_MAX])
{
    *ret = (struct config){0};
    for (size_t i = 0; i < SETTINGS; i++)
        if (!setting_set(ret, &settings[i], settings[i].standard, error, CONFIG_ERROR_MAX))
            return false;
    for (int pass = 0; pass < 2; pass++) /* the file first: the command line comes before it */
        for (int i = 1; i < argc; i++) {
            struct given g = given_split(argv[i], i + 1 < argc ? argv[i + 1] : NULL);
            if (pass == 0 ? is_config(&g) && !file_load(ret, g.value, error) : !argument(ret, argv[i], &g, error))
                return false;
            i += g.in_next;
        }
    return sockets_default(ret, error);
}

void config_help(FILE *out)
{
    fprintf(out, "coopd --dir=/var/lib/coopd\n\nThe event daemon of a savings cooperative. Settings, as --name=value "
                 "or as lines of the\n"
                 "file named by --config=FILE:\n\n");
    for (size_t i = 0; i < SETTINGS; i++)
        fprintf(out, "  %-18s %s\n  %-18s default: %s\n", settings[i].name, settings[i].sentence, "",
                settings[i].standard[0] ? settings[i].standard : "(see above)");
    fprintf(out, "\n  --version          print the release, and end\n"
                 "  --check-config     say whether the settings are right, and end\n"
                 "  --dump-config      print them as a file, and end\n");
}

void config_dump(const struct config *c, FILE *out)
{
    for (size_t i = 0; i < SETTINGS; i++) {
        const char *at = (const char *)c + settings[i].offset;
        int64_t n;
        if (settings[i].kind == KIND_text) {
            fprintf(out, "%s = %s\n", settings[i].name, at);
        } else {
            memcpy(&n, at, sizeof n);
            fprintf(out, "%s = %lld\n", settings[i].name, (long long)n);
        }
    }
}
