#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "../../../tools/libcoop/coop.h"
#include "../../support/test.h"

#include <stdlib.h>
#include <string.h>

/* What libcoop says by itself, where no daemon is asked. */

static const char *sentence_of(const char *json)
{
    static struct coop_answer answer;
    struct coop_event e = {COOP_JSON, {json, strlen(json)}};
    struct coop *c = coop_open("/nowhere", "office", NULL, 0);
    CHECK_INT(coop_publish(c, &e, 1, &answer), COOP_DONE);
    CHECK_INT(answer.status, COOP_REFUSED);
    coop_close(c);
    return answer.sentence;
}

void test_what_is_no_event_is_refused_in_the_language_of_the_reader(void)
{
    unsetenv("LC_ALL");
    unsetenv("LC_MESSAGES");
    setenv("LANG", "th_TH.UTF-8", 1);
    CHECK_TEXT(sentence_of("{\"type\":1.5}"), "refused type: เป็นเลขทศนิยมแบบ float โปรดส่งจำนวนเต็ม เงินเป็นสตางค์");
    setenv("LANG", "en_US.UTF-8", 1);
    CHECK_TEXT(sentence_of("{\"type\":1.5}"),
               "refused type: is a floating-point number; send integers, money in satang");
}
