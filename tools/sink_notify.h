/* sink_notify.h - the notice sender: takes notices from the daemon, keeps them, sends them when their time has come,
 * and tells the daemon how far each has come. */
#ifndef TOOLS_SINK_NOTIFY_H
#define TOOLS_SINK_NOTIFY_H

#include <signal.h>
#include <stdbool.h>

struct arguments;

/* config NULL: the standard place. until_end: ends when everything is taken and nothing can be sent now. Returns the
 * exit status. */
int sink_notify(const struct arguments *given, const char *config, bool until_end, const volatile sig_atomic_t *stop);

#endif
