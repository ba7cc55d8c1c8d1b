#include "past.h"

#include "dates.h"
#include "refold.h"
#include "stopping.h"
#include "words.h"

#include "../daemon/digest.h"
#include "../proto/codec.h"

#include <stdlib.h>
#include <string.h>

enum { KEY_FIELDS_MAX = 8 };

struct past {
    struct datadir dir;
    bool dir_open;
    char scratch[REFOLD_SCRATCH_MAX];
    struct refold refold;
};

static int fail(const char *error, int status)
{
    words_complain("%s", "%s", error);
    return status;
}

/* ---- folding */

static int never_closed(int32_t day, int32_t first)
{
    char asked[VALUE_TEXT_MAX], closed[VALUE_TEXT_MAX];
    dates_day(day, asked);
    dates_day(first, closed);
    words_complain(
        "the books of %s were never closed: the first day that was closed is %s; ask for that day or a later one",
        "ไม่มีการปิดวันของ %s วันแรกที่ปิดคือ %s โปรดระบุวันนั้นหรือหลังจากนั้น", asked, closed);
    return EXIT_REJECTED;
}

static int tell(const struct past *p, int32_t day)
{
    const struct refold *r = &p->refold;
    char asked[VALUE_TEXT_MAX], closed[VALUE_TEXT_MAX];
    int32_t reached = handler_day_closed(store_txn(r->store));
    unsigned long long seq = r->fold.seq, last = txn_last_position(store_txn(r->store));
    dates_day(day, asked);
    dates_day(reached, closed);
    if (reached == day && r->day_done)
        words_note(
            "As the books stood at the close of %s: %llu events folded from %s, follow-ups up to %llu. What was sent "
            "before the close counts, also if it is dated later.",
            "ตามบัญชี ณ สิ้นวันที่ %s: คำนวณจาก %llu เหตุการณ์ของ %s เหตุการณ์สืบเนื่องถึงลำดับ %llu "
            "รายการที่ส่งก่อนปิดวันนับรวมด้วย แม้ลงวันที่หลังจากนั้น",
            asked, seq, p->dir.path, last);
    else if (reached == day)
        words_note("%s is being closed just now: shown as of event %llu, folded from %s.",
                   "กำลังปิดวันที่ %s แสดงถึงเหตุการณ์ %llu ของ %s", asked, seq, p->dir.path);
    else
        words_note("%s is not closed yet (last closed: %s): shown with all %llu events there are in %s.",
                   "ยังไม่ปิดวันที่ %s (ปิดล่าสุด %s) แสดงครบทั้ง %llu เหตุการณ์ที่มีใน %s", asked, closed, seq, p->dir.path);
    return 0;
}

static int fold(struct past *p, int32_t day)
{
    struct refold *r = &p->refold;
    if (!refold_begin(r, &p->dir, p->scratch, stopping_watch()) ||
        !refold_to_close(r, day, words_pick("folding", "คำนวณใหม่")))
        return fail(r->error, EXIT_REJECTED);
    if (r->first_closed > day)
        return never_closed(day, r->first_closed);
    return tell(p, day);
}

int past_open(const char *dir, int32_t day, struct past **ret)
{
    char error[DATADIR_ERROR_MAX] = "";
    struct past *p = *ret = calloc(1, sizeof *p);
    if (!p)
        abort();
    digest_init();
    if (!datadir_open(dir, false, &p->dir, error))
        return fail(error, EXIT_CONFIG);
    p->dir_open = true;
    int status = refold_scratch(&p->dir, p->scratch);
    if (status != 0)
        return status;
    stopping_watch();
    return fold(p, day);
}

void past_close(struct past *p)
{
    if (!p)
        return;
    refold_end(&p->refold);
    if (p->scratch[0])
        refold_remove(p->scratch);
    if (p->dir_open)
        datadir_close(&p->dir);
    free(p);
}

/* ---- rows */

/* The leading key fields in the map, as bytes of the table's key. */
static bool prefix_read(const struct table_desc *table, struct bytes map, uint8_t prefix[TABLE_KEY_MAX],
                        size_t *ret_len)
{
    struct field_desc fields[KEY_FIELDS_MAX];
    struct record_desc given = table->key;
    _Alignas(8) uint8_t body[2 * TABLE_KEY_MAX] = {0};
    struct refusal why;
    size_t len = 0;
    *ret_len = 0;
    if (map.len == 0)
        return true;
    memcpy(fields, given.fields, given.fields_count * sizeof *fields);
    for (int i = 0; i < given.fields_count; i++)
        fields[i].rule = OPTIONAL;
    given.fields = fields;
    if (!codec_decode(&given, map, body, "key", &why))
        return false;
    table->encode_key(body, prefix);
    for (int i = 0; i < given.fields_count; i++) {
        len += fields[i].size;
        if (!schema_is_absent(&fields[i], body))
            *ret_len = len;
    }
    return true;
}

static void row_visit_one(const struct table_desc *table, const uint8_t *key, ask_visit *visit, void *context,
                          struct ask_row *row)
{
    struct buffer raw = {0};
    table->decode_key(key, row->key);
    codec_put_map(&raw, 2);
    codec_put_text(&raw, "key");
    codec_encode(&table->key, row->key, &raw);
    codec_put_text(&raw, "value");
    codec_encode(&table->value, row->value, &raw);
    row->table = table;
    row->raw = buffer_bytes(&raw);
    visit(context, row);
    buffer_free(&raw);
}

int past_rows(struct past *p, enum table table, struct bytes key, ask_visit *visit, void *context)
{
    const struct table_desc *desc = table_desc(table);
    struct txn *t = store_txn(p->refold.store);
    uint8_t at[TABLE_KEY_MAX] = {0}, prefix[TABLE_KEY_MAX] = {0};
    struct ask_row row;
    size_t len;
    if (!prefix_read(desc, key, prefix, &len))
        return fail("this is no key of the table", EXIT_BAD_USAGE);
    memcpy(at, prefix, sizeof at);
    bool found = txn_seek(t, table, at, false, row.value);
    while (found && memcmp(at, prefix, len) == 0) {
        row_visit_one(desc, at, visit, context, &row);
        found = txn_seek(t, table, at, true, row.value);
    }
    return store_failure(p->refold.store) ? fail(store_failure(p->refold.store), EXIT_IO) : 0;
}
