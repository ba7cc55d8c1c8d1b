/* coopctl completion: what bash needs to know of the commands. */
#include "arguments.h"
#include "words.h"

int cmd_completion(const struct completion_options *o)
{
    (void)o;
    arguments_completion(stdout);
    return EXIT_DONE;
}
