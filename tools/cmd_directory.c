/* coopctl directory: where people can be reached. Only `get` shows an address, to whoever asks for it. */
#include "arguments.h"
#include "csv.h"
#include "notice_sender.h"
#include "seal.h"
#include "words.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int failed(const char *error)
{
    words_complain("%s", "%s", error);
    return EXIT_IO;
}

/* ---- one person */

static bool address_set(struct person *p, enum person_channel c, const char *address)
{
    const char *wrong = address && address[0] ? person_address_wrong(c, address) : NULL;
    if (wrong) {
        arguments_wrong("directory", "--%s %s", "--%s %s", person_channel_name(c), wrong);
        return false;
    }
    snprintf(p->address[c], sizeof p->address[c], "%s", address ? address : "");
    return true;
}

static int person_put(struct directory *d, const struct directory_options *o)
{
    char error[DIRECTORY_ERROR_MAX];
    struct person p = {0};
    const char *const *at = o->given.operands;
    if (!address_set(&p, PERSON_EMAIL, o->email) || !address_set(&p, PERSON_WEBHOOK, o->webhook) ||
        !address_set(&p, PERSON_LINE, o->line))
        return EXIT_BAD_USAGE;
    snprintf(p.language, sizeof p.language, "%.2s", o->language ? o->language : "");
    if (o->language && strlen(o->language) != 2)
        return arguments_wrong("directory", "--language is th or en", "--language ต้องเป็น th หรือ en");
    p.prefers = o->channel ? person_channel_named(o->channel) : PERSON_NONE;
    if (o->channel && p.prefers == PERSON_NONE)
        return arguments_wrong("directory", "--channel is email, webhook or line",
                               "--channel ต้องเป็น email, webhook หรือ line");
    if (person_wrong(&p))
        return arguments_wrong("directory", "%s", "%s", person_wrong(&p));
    bool ok = directory_put(d, at[1], at[2], &p, error);
    seal_forget(&p, sizeof p);
    if (!ok)
        return failed(error);
    printf("%s %s\n", at[1], at[2]);
    return EXIT_DONE;
}

static int not_there(const char *kind, const char *ref)
{
    words_complain("%s %s is not in the directory", "ไม่มี %s %s ในสมุดที่อยู่", kind, ref);
    return EXIT_REJECTED;
}

static int person_get(struct directory *d, const char *kind, const char *ref)
{
    struct person p;
    enum directory_found found = directory_find(d, kind, ref, &p);
    if (found == DIRECTORY_UNREADABLE) {
        words_complain("%s %s cannot be read: erased, or sealed under another key; put it anew",
                       "อ่าน %s %s ไม่ได้ อาจถูกลบหรือใช้กุญแจอื่น โปรดบันทึกใหม่", kind, ref);
        return EXIT_REJECTED;
    }
    if (found == DIRECTORY_NONE)
        return not_there(kind, ref);
    for (int c = PERSON_EMAIL; c < PERSON_CHANNELS; c++)
        if (p.address[c][0])
            printf("%s\t%s\n", person_channel_name((enum person_channel)c), p.address[c]);
    if (p.language[0])
        printf("language\t%s\n", p.language);
    if (p.prefers != PERSON_NONE)
        printf("channel\t%s\n", person_channel_name(p.prefers));
    seal_forget(&p, sizeof p);
    return EXIT_DONE;
}

/* Whoever wants to be forgotten is forgotten only when both are gone. */
static void twin_tell(struct directory *d, const char *kind, const char *ref)
{
    struct person p;
    const char *other = strcmp(kind, "member") == 0 ? "guarantor" : strcmp(kind, "guarantor") == 0 ? "member" : NULL;
    if (!other || directory_find(d, other, ref, &p) != DIRECTORY_FOUND)
        return;
    seal_forget(&p, sizeof p);
    words_note("%s %s is still there; erase it too if it is the same person", "ยังมี %s %s อยู่ หากเป็นบุคคลเดียวกันโปรดลบด้วย",
               other, ref);
}

static int person_erase(struct directory *d, const char *kind, const char *ref)
{
    char error[DIRECTORY_ERROR_MAX];
    bool was;
    if (!directory_erase(d, kind, ref, &was, error))
        return failed(error);
    if (!was)
        return not_there(kind, ref);
    printf(words_pick("%s %s is erased: what was written of it cannot be read any more, here or in a copy\n",
                      "ลบ %s %s แล้ว ข้อมูลที่เคยบันทึกอ่านไม่ได้อีก ทั้งที่นี่และในสำเนา\n"),
           kind, ref);
    twin_tell(d, kind, ref);
    return EXIT_DONE;
}

/* ---- many, from a file: all of them, or none */

enum column {
    COLUMN_kind,
    COLUMN_ref,
    COLUMN_email,
    COLUMN_webhook,
    COLUMN_line,
    COLUMN_language,
    COLUMN_channel,
    COLUMNS
};
static const char *const column_names[COLUMNS] = {"kind", "ref", "email", "webhook", "line", "language", "channel"};
enum { FLAWS_TOLD = 20 };

struct importing {
    const char *path;
    struct directory *directory; /* NULL: the rows are only proved */
    int places[COLUMNS];         /* -1: there is none */
    bool headed;
    uint32_t rows, flaws;
    char error[DIRECTORY_ERROR_MAX];
};

static void flaw(struct importing *i, uint32_t line, enum column c, const char *sentence)
{
    if (i->flaws++ < FLAWS_TOLD)
        words_complain("%s: line %u, column %s: %s", "%s: บรรทัด %u คอลัมน์ %s: %s", i->path, line, column_names[c],
                       sentence);
}

static const char *cell(const struct importing *i, const struct row *row, enum column c)
{
    int place = i->places[c];
    return place >= 0 && (uint32_t)place < row->count ? (const char *)row->cells[place].text.at : "";
}

/* A column that is not taken would be lost without a word. */
static void column_see(struct importing *i, const struct row *row, uint32_t n)
{
    const char *name = (const char *)row->cells[n].text.at;
    int c = 0;
    while (c < COLUMNS && strcmp(column_names[c], name) != 0)
        c++;
    if (c < COLUMNS && i->places[c] < 0)
        i->places[c] = (int)n;
    if (!name[0] || (c < COLUMNS && i->places[c] == (int)n))
        return;
    i->flaws++;
    words_complain("%s: line %u: column \"%s\" %s", "%s: บรรทัด %u: คอลัมน์ \"%s\" %s", i->path, row->line, name,
                   c < COLUMNS
                       ? words_pick("stands twice; leave one of the two out", "ซ้ำสองครั้ง โปรดลบออกหนึ่งคอลัมน์")
                       : words_pick("is not known here; take it out, or name it kind, ref, email, webhook, line, "
                                    "language or channel",
                                    "ไม่เป็นที่รู้จัก โปรดลบออก หรือใช้ชื่อ kind, ref, email, webhook, line, language "
                                    "หรือ channel"));
}

static bool heading_read(struct importing *i, const struct row *row)
{
    for (int c = 0; c < COLUMNS; c++)
        i->places[c] = -1;
    for (uint32_t n = 0; n < row->count; n++)
        column_see(i, row, n);
    i->headed = i->places[COLUMN_kind] >= 0 && i->places[COLUMN_ref] >= 0;
    if (!i->headed)
        flaw(i, row->line, COLUMN_kind,
             words_pick(
                 "the first line names the columns: kind, ref, and of email, webhook, line, language, channel what "
                 "there is",
                 "บรรทัดแรกต้องเป็นชื่อคอลัมน์: kind, ref และ email, webhook, line, language, channel เท่าที่มี"));
    return i->headed;
}

static void person_read(struct importing *i, const struct row *row, struct person *ret)
{
    static const enum column columns[PERSON_CHANNELS] = {COLUMNS, COLUMN_email, COLUMN_webhook, COLUMN_line};
    const char *language = cell(i, row, COLUMN_language), *channel = cell(i, row, COLUMN_channel), *wrong;
    uint32_t before = i->flaws;
    *ret = (struct person){0};
    for (int c = PERSON_EMAIL; c < PERSON_CHANNELS; c++) {
        const char *address = cell(i, row, columns[c]);
        wrong = address[0] ? person_address_wrong((enum person_channel)c, address) : NULL;
        if (wrong)
            flaw(i, row->line, columns[c], wrong);
        snprintf(ret->address[c], sizeof ret->address[c], "%s", address);
    }
    snprintf(ret->language, sizeof ret->language, "%.2s", strlen(language) == 2 ? language : language[0] ? "?" : "");
    ret->prefers = person_channel_named(channel);
    if (channel[0] && ret->prefers == PERSON_NONE)
        flaw(i, row->line, COLUMN_channel,
             words_pick("is email, webhook, line or nothing", "ต้องเป็น email, webhook, line หรือเว้นว่าง"));
    wrong = i->flaws == before ? person_wrong(ret) : NULL;
    if (wrong)
        flaw(i, row->line, COLUMN_ref, wrong);
}

static bool row_take(void *context, const struct row *row)
{
    struct importing *i = context;
    struct person p;
    if (!i->headed)
        return heading_read(i, row);
    const char *kind = cell(i, row, COLUMN_kind), *ref = cell(i, row, COLUMN_ref);
    if (!directory_kind_valid(kind))
        flaw(i, row->line, COLUMN_kind,
             words_pick("is member, unit, officer or guarantor", "ต้องเป็น member, unit, officer หรือ guarantor"));
    if (!directory_ref_valid(ref))
        flaw(i, row->line, COLUMN_ref,
             words_pick("is a number or code as the events name it, at most 24 letters, digits and ._-/:@#+",
                        "ต้องเป็นเลขหรือรหัสตามที่ใช้ในเหตุการณ์ ไม่เกิน 24 ตัว"));
    person_read(i, row, &p);
    i->rows++;
    bool ok = !i->directory || directory_put(i->directory, kind, ref, &p, i->error);
    seal_forget(&p, sizeof p);
    return ok;
}

static int rows_read(struct importing *i)
{
    char error[ROWS_ERROR_MAX] = "";
    struct stat is;
    int fd = open(i->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &is) != 0) {
        words_complain("%s: %s", "%s: %s", i->path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return EXIT_BAD_INPUT;
    }
    if (!S_ISREG(is.st_mode)) {
        words_complain("%s cannot be read twice, first to prove it; write the rows into a file",
                       "อ่าน %s สองรอบเพื่อตรวจก่อนไม่ได้ โปรดบันทึกรายการลงแฟ้ม", i->path);
        close(fd);
        return EXIT_BAD_INPUT;
    }
    enum rows_result result = csv_read(fd, CHARSET_UTF8, ',', row_take, i, error);
    close(fd);
    if (i->error[0])
        return failed(i->error);
    if (result == ROWS_BAD || result == ROWS_UNREADABLE) {
        words_complain("%s: %s", "%s: %s", i->path, error);
        return EXIT_BAD_INPUT;
    }
    if (i->flaws > FLAWS_TOLD)
        words_complain("%s: and %u more", "%s: และอีก %u รายการ", i->path, i->flaws - FLAWS_TOLD);
    return i->flaws ? EXIT_BAD_INPUT : EXIT_DONE;
}

static int people_import(struct directory *d, const char *path)
{
    struct importing proof = {.path = path};
    int status = rows_read(&proof);
    if (status != 0) {
        words_note("nothing was imported", "ไม่ได้นำเข้าข้อมูล");
        return status;
    }
    struct importing i = {.path = path, .directory = d};
    status = rows_read(&i);
    if (status == 0)
        printf(words_pick("%u records\n", "%u รายการ\n"), i.rows);
    return status;
}

/* ---- the command */

static int operate(struct directory *d, const struct directory_options *o)
{
    const char *const *at = o->given.operands;
    if (strcmp(at[0], "put") == 0)
        return person_put(d, o);
    if (strcmp(at[0], "get") == 0)
        return person_get(d, at[1], at[2]);
    if (strcmp(at[0], "erase") == 0)
        return person_erase(d, at[1], at[2]);
    return people_import(d, at[1]);
}

static int operands_check(const struct arguments *a)
{
    const char *what = a->operands_count > 0 ? a->operands[0] : "";
    bool one = strcmp(what, "put") == 0 || strcmp(what, "get") == 0 || strcmp(what, "erase") == 0;
    if (strcmp(what, "import") == 0 && a->operands_count == 2)
        return 0;
    if (!one || a->operands_count != 3)
        return arguments_wrong("directory", "say put, get or erase with a kind and a reference, or import with a file",
                               "ระบุ put, get หรือ erase พร้อมชนิดและเลขอ้างอิง หรือ import พร้อมแฟ้ม");
    if (!directory_kind_valid(a->operands[1]))
        return arguments_wrong("directory", "%s is no kind; there are member, unit, officer and guarantor",
                               "%s ไม่ใช่ชนิด ใช้ได้: member, unit, officer, guarantor", a->operands[1]);
    if (!directory_ref_valid(a->operands[2]))
        return arguments_wrong("directory", "a reference has at most 24 letters, digits and ._-/:@#+",
                               "เลขอ้างอิงใช้อักษร ตัวเลข และ ._-/:@#+ ไม่เกิน 24 ตัว");
    return 0;
}

int cmd_directory(const struct directory_options *o)
{
    struct notice_config config;
    int status = operands_check(&o->given);
    if (status != 0)
        return status;
    if (!notice_config_read(o->config, &config))
        return EXIT_CONFIG;
    struct directory *d = notice_sender_directory(&config);
    status = d ? operate(d, o) : EXIT_IO;
    directory_close(d);
    return status;
}
