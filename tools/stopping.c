#include "stopping.h"

#include <stddef.h>

static volatile sig_atomic_t asked;

static void stop(int number)
{
    (void)number;
    asked = 1;
}

const volatile sig_atomic_t *stopping_watch(void)
{
    const struct sigaction action = {.sa_handler = stop, .sa_flags = SA_RESTART};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &asked;
}

bool stopping(void)
{
    return asked;
}
