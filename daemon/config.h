/* config.h - settings of the process, declared once in config.def: the file's keys, the command line's --options, --help and
 * --dump-config. Unknown or repeated keys, and values out of range, are errors that name file and line. */
#ifndef DAEMON_CONFIG_H
#define DAEMON_CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { CONFIG_TEXT_MAX = 256, CONFIG_ERROR_MAX = 512 };

#define CONFIG_KIND_text(name) char name[CONFIG_TEXT_MAX];
#define CONFIG_KIND_bytes(name) int64_t name;
#define CONFIG_KIND_number(name) int64_t name;

struct config {
#define SETTING(name, kind, standard, least, most, sentence) CONFIG_KIND_##kind(name)
#include "config.def"
    bool help, version, dump, check;
};

/* Defaults, then the file named by --config (if any), then the command line. false: error is one sentence. */
bool config_load(int argc, char **argv, struct config *ret, char error[CONFIG_ERROR_MAX]);
void config_help(FILE *out);
/* As a file that config_load reads. */
void config_dump(const struct config *c, FILE *out);

#endif
