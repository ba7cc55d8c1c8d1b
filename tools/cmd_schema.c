/* coopctl schema: the contract, for people and for programs. */
#include "arguments.h"
#include "schema.h"
#include "words.h"

int cmd_schema(const struct schema_options *o)
{
    if (o->given.operands_count > 0 || (o->json && o->markdown))
        return arguments_wrong("schema", "give --json or --markdown, or nothing",
                               "ใช้ --json หรือ --markdown อย่างใดอย่างหนึ่ง");
    if (o->json || o->given.json)
        schema_json(stdout);
    else
        schema_markdown(stdout);
    return EXIT_DONE;
}
