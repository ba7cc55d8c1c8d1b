/* notice_config.h - the settings of the notice sender, read from its one INI file (notice_config.def). */
#ifndef TOOLS_NOTICE_CONFIG_H
#define TOOLS_NOTICE_CONFIG_H

#include "notice_schedule.h"

enum { NOTICE_CONFIG_TEXT_MAX = 512, NOTICE_CONFIG_KEYS_MAX = 32 };

#define NOTICE_CONFIG_TEXT(name) char name[NOTICE_CONFIG_TEXT_MAX]
#define NOTICE_CONFIG_PATH(name) char name[NOTICE_CONFIG_TEXT_MAX]
#define NOTICE_CONFIG_NUMBER(name) int64_t name
#define NOTICE_CONFIG_WAIT(name) int64_t name

/* A channel that has no section is not set up: its first member is empty. */
struct notice_config {
#define CONFIG(section, name, kind, needed, otherwise, most) NOTICE_CONFIG_##kind(section##_##name);
#include "notice_config.def"
};

/* Says everything that is wrong with the file, each with its line; false if anything is. path NULL: $COOPD_NOTIFY, or
 * /etc/coopd/notify.ini. */
bool notice_config_read(const char *path, struct notice_config *ret);
/* Whether a channel is set up. */
bool notice_config_has(const struct notice_config *c, enum person_channel channel);
int64_t notice_config_timeout_ms(const struct notice_config *c, enum person_channel channel);
struct schedule_rules notice_config_rules(const struct notice_config *c);

#endif
