/* stopping.h - long work that is asked to stop, by Ctrl-C or a service manager, ends by itself, so that what it made
 * for a while is taken away. */
#ifndef TOOLS_STOPPING_H
#define TOOLS_STOPPING_H

#include <signal.h>
#include <stdbool.h>

/* From now on; again is nothing more. Returns the flag that is set then. */
const volatile sig_atomic_t *stopping_watch(void);
bool stopping(void);

#endif
