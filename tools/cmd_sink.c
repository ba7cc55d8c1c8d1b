/* coopctl sink: the consumers that come with coopd. */
#include "arguments.h"
#include "sink_notify.h"
#include "stopping.h"

#include <string.h>

int cmd_sink(const struct sink_options *o)
{
    const struct arguments *a = &o->given;
    if (a->operands_count == 1 && strcmp(a->operands[0], "notify") == 0)
        return sink_notify(a, o->config, o->until_end != NULL, stopping_watch());
    return arguments_wrong("sink", "say which: notify", "ระบุชนิด: notify");
}
