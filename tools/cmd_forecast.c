/* coopctl forecast: the rules run forward with nothing new coming in: who becomes non-performing when, which steps and
 * notices fall due, which agreements break. */
#include "arguments.h"
#include "dates.h"
#include "forecast.h"
#include "table.h"
#include "told.h"
#include "words.h"

#include "../proto/codec.h"

#include <string.h>

static const struct {
    const char *type, *english, *thai;
} told[] = {
#define FORECAST(type, english, thai) {type, english, thai},
#include "forecast.def"
};
enum { TOLD = sizeof told / sizeof *told, COLUMNS = 3 };

/* TOLD: it is not told. */
static size_t told_as(const struct store_followup *f)
{
    size_t i = 0;
    while (i < TOLD && strcmp(told[i].type, schema_event((uint16_t)f->id)->name) != 0)
        i++;
    return i;
}

static void row_json(const struct store_followup *f, struct buffer *out)
{
    char day[VALUE_TEXT_MAX];
    value_day_print(f->effective_date, day);
    out->len = 0;
    codec_json(schema_event((uint16_t)f->id), &f->body, out);
    printf("{\"date\":\"%s\",\"type\":\"%s\",\"data\":%.*s}\n", day, schema_event((uint16_t)f->id)->name, (int)out->len,
           (const char *)out->at);
}

static void row_line(const struct store_followup *f, struct table_page *page, struct buffer *out)
{
    char day[VALUE_TEXT_MAX];
    size_t as = told_as(f);
    out->len = 0;
    told_body(schema_event((uint16_t)f->id), &f->body, out);
    buffer_add(out, "", 1);
    table_cell(page, dates_day(f->effective_date, day));
    table_cell(page, words_thai() ? told[as].thai : told[as].english);
    table_cell(page, (const char *)out->at);
}

static void heading(struct table_page *page)
{
    const char *const english[COLUMNS] = {"date", "what", "detail"}, *const thai[COLUMNS] = {"วันที่", "เรื่อง",
                                                                                             "รายละเอียด"};
    table_begin(page, COLUMNS);
    for (uint32_t i = 0; i < COLUMNS; i++)
        table_cell(page, words_thai() ? thai[i] : english[i]);
}

static void print(struct forecast *f, bool json)
{
    static struct store_followup row;
    struct table_page page = {0};
    struct buffer out = {0};
    uint64_t rows = 0;
    for (uint64_t n = 0; forecast_followup(f, n, &row); n++) {
        if (told_as(&row) == TOLD)
            continue;
        if (json)
            row_json(&row, &out);
        else if (rows == 0)
            heading(&page);
        if (!json)
            row_line(&row, &page, &out);
        rows++;
    }
    if (!json && rows > 0)
        table_end(&page, stdout);
    if (rows == 0)
        words_note("Nothing changes.", "ไม่มีการเปลี่ยนแปลง");
    buffer_free(&page.cells);
    buffer_free(&out);
}

static void assumed(const struct forecast *f, int32_t until)
{
    char from[VALUE_TEXT_MAX], to[VALUE_TEXT_MAX];
    dates_day(forecast_from(f), from);
    dates_day(until, to);
    words_note(
        "From the close of %s to that of %s, if nothing comes in but this: from the members who are short now (%u) "
        "nothing "
        "is deducted; everybody else pays as billed; units send file and money on the due day; months are billed as "
        "the last one; nobody takes a step, pays an agreement or reports a notice.",
        "ตั้งแต่สิ้นวันที่ %s ถึงสิ้นวันที่ %s โดยถือว่า: สมาชิก %u รายที่ค้างอยู่หักไม่ได้ต่อไป รายอื่นชำระตามเรียกเก็บ "
        "หน่วยงานส่งแฟ้มและเงินในวันครบกำหนด เรียกเก็บทุกเดือนเหมือนงวดล่าสุด ไม่มีผู้ดำเนินขั้นตอน ชำระตามข้อตกลง หรือรายงานหนังสือแจ้ง",
        from, to, forecast_short(f));
}

int cmd_forecast(const struct forecast_options *o)
{
    struct forecast *f;
    int32_t until;
    if (o->given.operands_count != 1 || !o->given.dir ||
        !value_day_parse(o->given.operands[0], strlen(o->given.operands[0]), &until))
        return arguments_wrong("forecast", "name one day, like 2024-06-30, and the data directory with --dir",
                               "ระบุวันเดียว เช่น 2024-06-30 และไดเรกทอรีข้อมูลด้วย --dir");
    int status = forecast_open(o->given.dir, &f);
    if (status == 0 && (until <= forecast_from(f) || until > forecast_from(f) + FORECAST_DAYS_MAX)) {
        char first[VALUE_TEXT_MAX], last[VALUE_TEXT_MAX];
        status = arguments_wrong("forecast", "a day from %s to %s", "ระบุวันตั้งแต่ %s ถึง %s",
                                 dates_day(forecast_from(f) + 1, first),
                                 dates_day(forecast_from(f) + FORECAST_DAYS_MAX, last));
    }
    if (status == 0)
        status = forecast_run(f, until);
    if (status == 0)
        assumed(f, until);
    if (status == 0)
        print(f, o->given.json);
    forecast_close(f);
    return status;
}
