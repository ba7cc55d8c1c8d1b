/* coopctl sink: the consumers that every cooperative needs, by name. */
#include "arguments.h"
#include "sink_ledger.h"
#include "sink_notify.h"
#include "words.h"

#include <string.h>

int cmd_sink(const struct sink_options *o)
{
    static const struct {
        const char *name;
        int (*run)(const struct sink_options *o);
    } sinks[] = {{"ledger", sink_ledger}, {"notify", sink_notify}};
    const char *name = o->given.operands_count == 1 ? o->given.operands[0] : "";
    for (size_t i = 0; i < sizeof sinks / sizeof *sinks; i++)
        if (strcmp(sinks[i].name, name) == 0)
            return sinks[i].run(o);
    return arguments_wrong("sink", "name one sink: ledger or notify", "ระบุ sink หนึ่งชื่อ: ledger หรือ notify");
}
