/* log.h - the only printer of the daemon: one line on stderr, key=value, with the priority prefix that the journal of systemd
 * understands. Never a name, an amount or a key of a member. */
#ifndef DAEMON_LOG_H
#define DAEMON_LOG_H

enum log_level { LOG_LEVEL_ERROR = 3, LOG_LEVEL_WARNING = 4, LOG_LEVEL_INFO = 6 };

void log_line(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
