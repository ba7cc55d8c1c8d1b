/* coopctl generate: a synthetic cooperative, for load, tests and demonstrations. Nothing of it is real, and the same
 * profile, seed and first month give the same bytes for ever. */
#include "arguments.h"
#include "dates.h"
#include "generate.h"
#include "words.h"

#include <string.h>

static struct society society; /* too large for the stack */

static int wrong_what(const char *what)
{
    return arguments_wrong("generate", "%s: say setup, cycle PERIOD, month PERIOD DIR, days FIRST LAST or cases",
                           "%s: ระบุ setup, cycle PERIOD, month PERIOD DIR, days FIRST LAST หรือ cases", what);
}

static int society_of_options(const struct generate_options *o)
{
    int64_t seed = 2567;
    uint32_t from = value_period(2024, 1);
    const struct profile *profile = profile_find(o->profile ? o->profile : "S");
    if (!profile)
        return arguments_wrong("generate", "--profile: S, M or L", "--profile: S, M หรือ L");
    if (o->seed && (!value_integer_parse(o->seed, strlen(o->seed), &seed) || seed < 0))
        return arguments_wrong("generate", "--seed takes a number", "--seed ต้องเป็นตัวเลข");
    if (o->from && !dates_period_read("generate", o->from, &from))
        return EXIT_BAD_USAGE;
    society_begin(&society, profile, (uint64_t)seed, from);
    return 0;
}

static int events_print(const struct generate_options *o, uint32_t period)
{
    struct outlet out;
    outlet_open(&out, stdout, o->msgpack != NULL);
    if (period)
        generate_cycle(&society, &out, period);
    else
        generate_setup(&society, &out);
    buffer_free(&out.line);
    return 0; /* whether it could be written is for main() to say */
}

static int days_print(const struct generate_options *o)
{
    const char *const *what = o->given.operands;
    int32_t first, last;
    struct outlet out;
    if (o->given.operands_count == 3 && (!dates_day_read("generate", what[0], what[1], &first) ||
                                         !dates_day_read("generate", what[0], what[2], &last)))
        return EXIT_BAD_USAGE;
    if (o->given.operands_count != 3)
        return arguments_wrong("generate", "days takes two days like 2024-01-31", "days ใช้วันที่สองวัน เช่น 2024-01-31");
    outlet_open(&out, stdout, o->msgpack != NULL);
    generate_days(&out, first, last);
    buffer_free(&out.line);
    return 0;
}

static int month_make(const struct generate_options *o, uint32_t period)
{
    struct ask ask;
    int status = ask_open(&o->given, &ask);
    if (status != 0)
        return status;
    status = generate_month(&society, &ask, period, o->given.operands[2], o->msgpack != NULL);
    ask_close(&ask);
    return status;
}

int cmd_generate(const struct generate_options *o)
{
    const char *const *what = o->given.operands;
    int count = o->given.operands_count;
    uint32_t period = 0;
    if (count == 0)
        return wrong_what("generate");
    int status = society_of_options(o);
    if (status != 0)
        return status;
    bool monthly = strcmp(what[0], "cycle") == 0 || strcmp(what[0], "month") == 0;
    if (monthly && count > 1 && !dates_period_read("generate", what[1], &period))
        return EXIT_BAD_USAGE;
    if (monthly && (count < 2 || period < society.from))
        return arguments_wrong("generate", "%s: name a month like 2024-01, not before --from",
                               "%s: ระบุงวด เช่น 2024-01 ไม่ก่อน --from", what[0]);
    if (strcmp(what[0], "setup") == 0 && count == 1)
        return events_print(o, 0);
    if (strcmp(what[0], "cycle") == 0 && count == 2)
        return events_print(o, period);
    if (strcmp(what[0], "month") == 0 && count == 3)
        return month_make(o, period);
    if (strcmp(what[0], "days") == 0)
        return days_print(o);
    if (strcmp(what[0], "cases") != 0 || count != 1)
        return wrong_what(what[0]);
    generate_cases(&society, o->given.json);
    return 0;
}
