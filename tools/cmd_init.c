/* coopctl init: the birth of a data directory. */
#include "arguments.h"
#include "words.h"

#include "../daemon/datadir.h"
#include "../daemon/digest.h"
#include "../daemon/journal.h"
#include "../proto/buffer.h"
#include "../proto/codec.h"

#include <stdlib.h>
#include <string.h>

/* "64M": K, M and G are powers of 1024. */
static bool size_parse(const char *text, uint64_t *ret)
{
    static const char units[] = "KMG";
    char *end;
    unsigned long long n = strtoull(text, &end, 10);
    const char *unit = *end ? strchr(units, *end) : NULL;
    if (text[0] < '0' || text[0] > '9' || (*end && (!unit || end[1] != '\0')) || n > UINT32_MAX)
        return false;
    *ret = unit ? n << (10 * (unit - units + 1)) : n;
    return *ret >= JOURNAL_SEGMENT_MIN && *ret <= JOURNAL_SEGMENT_MAX;
}

/* It stands in a text file, on a line of its own. */
static bool name_is_fit(const char *name)
{
    size_t len = strlen(name);
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)name[i] < 0x20 || name[i] == 0x7F)
            return false;
    return len > 0 && len < sizeof((struct datadir *)0)->coop && value_utf8_valid((const uint8_t *)name, len);
}

static const char *last_part(const char *path, char *out, size_t size)
{
    size_t end = strlen(path);
    while (end > 0 && path[end - 1] == '/')
        end--;
    size_t start = end;
    while (start > 0 && path[start - 1] != '/')
        start--;
    snprintf(out, size, "%.*s", (int)(end - start), path + start);
    return out;
}

static void made_tell(const struct datadir *d, bool json)
{
    struct buffer out = {0};
    if (!json) {
        printf(words_pick(
                   "Made the data directory of %s in %s: an empty journal and an empty state.\nNext: coopd --dir=%s\n",
                   "สร้างไดเรกทอรีข้อมูลของ %s ที่ %s แล้ว ยังไม่มีเหตุการณ์ใด\nต่อไป: coopd --dir=%s\n"),
               d->coop, d->path, d->path);
        return;
    }
    buffer_add_text(&out, "{\"dir\":");
    codec_json_text(&out, d->path, strlen(d->path));
    buffer_add_text(&out, ",\"coop\":");
    codec_json_text(&out, d->coop, strlen(d->coop));
    printf("%.*s}\n", (int)out.len, (const char *)out.at);
    buffer_free(&out);
}

int cmd_init(const struct init_options *o)
{
    char own_name[sizeof((struct datadir *)0)->coop], error[DATADIR_ERROR_MAX] = "";
    const char *dir = o->given.operands_count ? o->given.operands[0] : o->given.dir;
    uint64_t segment_bytes = 64 << 20;
    struct datadir d;
    if (!dir || o->given.operands_count > 1)
        return arguments_wrong("init", "name one directory", "ระบุไดเรกทอรีหนึ่งแห่ง");
    const char *name = o->name ? o->name : last_part(dir, own_name, sizeof own_name);
    if (!name_is_fit(name))
        return arguments_wrong("init", "--name: at most 63 bytes, about 21 Thai letters, of text on one line",
                               "--name ต้องเป็นข้อความไม่เกิน 63 ไบต์ (อักษรไทยราว 21 ตัว) ในบรรทัดเดียว");
    if (o->segment_size && !size_parse(o->segment_size, &segment_bytes))
        return arguments_wrong("init", "--segment-size %s: give a size between 1M and 1G",
                               "--segment-size %s: ใช้ขนาดระหว่าง 1M ถึง 1G", o->segment_size);
    digest_init();
    if (!datadir_create(dir, name, segment_bytes, error) || !datadir_open(dir, false, &d, error)) {
        words_complain("%s", "%s", error);
        return EXIT_CONFIG;
    }
    made_tell(&d, o->given.json);
    datadir_close(&d);
    return EXIT_DONE;
}
