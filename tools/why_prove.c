#include "why_prove.h"

#include "prove.h"
#include "words.h"

#include <string.h>

enum { SAMPLE_MAX = 10000000 };

static int wrong_use(void)
{
    return arguments_wrong(
        "why",
        "say what is to be proved: a loan, case, member or followup and its number, or --all-of collections, or "
        "--sample N with --seed S; and the data directory with --dir",
        "ระบุสิ่งที่จะพิสูจน์: loan, case, member หรือ followup และเลขที่ หรือ --all-of collections หรือ --sample N กับ --seed S "
        "และไดเรกทอรีข้อมูลด้วย --dir");
}

static bool number_read(const char *text, int64_t most, int64_t *ret)
{
    return value_integer_parse(text, strlen(text), ret) && *ret >= 0 && *ret <= most;
}

static int named_want(const struct why_options *o, struct prove *p)
{
    const char *what = o->given.operands[0], *id = o->given.operands[1];
    int64_t position;
    if (strcmp(what, "followup") == 0)
        return number_read(id, INT64_MAX, &position) && position > 0
                   ? prove_want(p, (uint64_t)position)
                   : arguments_wrong("why", "%s is no position", "%s ไม่ใช่ลำดับที่", id);
    if (prove_want_about(p, id) > 0)
        return 0;
    words_complain("no followup names %s %s: the last checkpoint of the state has %llu",
                   "ไม่มีเหตุการณ์สืบเนื่องที่เกี่ยวกับ %s %s: จุดบันทึกล่าสุดมีถึงลำดับ %llu", what, id,
                   (unsigned long long)prove_last(p));
    return EXIT_REJECTED;
}

static bool is_subject(const char *what)
{
    static const char *const subjects[] = {"loan", "case", "member", "followup"};
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
        if (strcmp(what, subjects[i]) == 0)
            return true;
    return false;
}

int why_prove(const struct why_options *o)
{
    struct prove *p;
    int64_t sample = 0, seed = 0;
    bool named = o->given.operands_count == 2 && is_subject(o->given.operands[0]);
    bool many = o->all_of || o->sample;
    if (!o->given.dir || named == many || (!named && o->given.operands_count > 0) ||
        (o->all_of && strcmp(o->all_of, "collections") != 0) ||
        (o->sample && !number_read(o->sample, SAMPLE_MAX, &sample)) ||
        (o->seed && !number_read(o->seed, INT64_MAX, &seed)))
        return wrong_use();
    int status = prove_open(o->given.dir, &p);
    if (status == 0 && named)
        status = named_want(o, p);
    if (status == 0 && o->all_of)
        prove_want_collections(p);
    if (status == 0 && o->sample)
        prove_want_sample(p, (uint64_t)sample, (uint64_t)seed);
    if (status == 0)
        status = prove_all(p, named);
    prove_close(p);
    return status;
}
