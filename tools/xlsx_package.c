/* The only file that includes libzip. */
#include "xlsx_package.h"

#include "words.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

enum {
    FILE_BYTES_MAX = 128 << 20,
    INFLATED_BYTES_MAX = 512 << 20, /* of all parts */
    RATIO_FREE_BYTES = 8 << 20,     /* so much may any part have, however small it is when packed */
    RATIO_MAX = 200,                /* spreadsheets reach 10 to 30 */
    PARTS_MAX = 10000,
    HEAD_BYTES = 512,
    SCAN_BYTES = 1 << 16,
};

struct xlsx_package {
    char *error;
    zip_t *zip;
    uint64_t file_bytes;
    uint64_t inflated; /* of all parts; one that is read again counts once */
    uint64_t *part_inflated;
    zip_file_t *part;
    uint64_t index, part_bytes, part_packed, part_claimed;
};

/* Names come from the file: they must not break the line or steer the terminal, with ASCII's control characters or
 * those that follow it. */
static void line_keep(char *error)
{
    error[value_utf8_whole(error, strlen(error))] = '\0';
    for (uint8_t *c = (uint8_t *)error; *c; c++) {
        if (*c < ' ' || *c == 0x7F)
            *c = ' ';
        else if (*c == 0xC2 && c[1] >= 0x80 && c[1] <= 0x9F)
            c[0] = c[1] = ' ';
    }
}

enum rows_result xlsx_complain(struct xlsx_package *p, const char *english, const char *thai, ...)
{
    va_list args;
    va_start(args, thai);
    vsnprintf(p->error, ROWS_ERROR_MAX, words_pick(english, thai), args);
    va_end(args);
    line_keep(p->error);
    return ROWS_BAD;
}

static enum rows_result unreadable(struct xlsx_package *p, int number)
{
    snprintf(p->error, ROWS_ERROR_MAX, "%s", strerror(number));
    return ROWS_UNREADABLE;
}

static enum rows_result damaged(struct xlsx_package *p)
{
    return xlsx_complain(p, "this file is cut off or damaged; copy it again from where it came",
                         "แฟ้มนี้ขาดหรือเสียหาย โปรดคัดลอกจากต้นทางใหม่");
}

/* ---- what it is, if it is no zip */

static bool is_text(const uint8_t *head, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (head[i] < ' ' && (head[i] == '\0' || !strchr("\t\r\n\f", head[i])))
            return false;
    return true;
}

static bool begins(const uint8_t *head, size_t len, const char *with, size_t with_len)
{
    return len >= with_len && memcmp(head, with, with_len) == 0;
}

static enum rows_result sniff(struct xlsx_package *p, const uint8_t *head, size_t len)
{
    size_t text = begins(head, len, "\xEF\xBB\xBF", 3) ? 3 : 0;
    if (begins(head, len, "PK\3\4", 4) || begins(head, len, "PK\5\6", 4))
        return ROWS_DONE;
    if (len == 0)
        return xlsx_complain(p, "this file is empty; copy it again from where it came",
                             "แฟ้มนี้ว่างเปล่า โปรดคัดลอกจากต้นทางใหม่");
    if (begins(head, len, "\xD0\xCF\x11\xE0", 4))
        return xlsx_complain(p, "this is a password-protected or old Excel file; save it as .xlsx without a password",
                             "เป็นแฟ้ม Excel ที่มีรหัสผ่านหรือรุ่นเก่า โปรดบันทึกเป็น .xlsx โดยไม่ใส่รหัสผ่าน");
    while (text < len && head[text] && strchr(" \t\r\n", head[text]))
        text++;
    if (text < len && head[text] == '<' && is_text(head, len))
        return xlsx_complain(p,
                             "this is a web page or XML under the name of .xlsx; open it in Excel and save it as .xlsx",
                             "เป็นหน้าเว็บหรือ XML ที่ตั้งชื่อเป็น .xlsx โปรดเปิดใน Excel แล้วบันทึกเป็น .xlsx");
    if (begins(head, len, "\xFF\xFE", 2) || begins(head, len, "\xFE\xFF", 2) || is_text(head, len))
        return xlsx_complain(p,
                             "this is a text or CSV file under the name of .xlsx; rename it to .csv, or open it in "
                             "Excel and save it as .xlsx",
                             "เป็นแฟ้มข้อความหรือ CSV ที่ตั้งชื่อเป็น .xlsx โปรดเปลี่ยนชื่อเป็น .csv หรือเปิดใน Excel แล้วบันทึกเป็น .xlsx");
    return xlsx_complain(p, "this is no .xlsx file; open it in the program that wrote it and save it as .xlsx",
                         "ไม่ใช่แฟ้ม .xlsx โปรดเปิดด้วยโปรแกรมที่สร้างแฟ้ม แล้วบันทึกเป็น .xlsx");
}

/* libzip holds the whole directory in memory: so its entries are counted first, wherever they stand. */
static enum rows_result entries_count(struct xlsx_package *p, int fd)
{
    uint8_t block[SCAN_BYTES + 3];
    size_t kept = 0, entries = 0;
    ssize_t n;
    for (off_t at = 0; (n = pread(fd, block + kept, SCAN_BYTES, at)) > 0; at += n) {
        const size_t len = kept + (size_t)n;
        const uint8_t *from = block, *found;
        while ((found = memmem(from, len - (size_t)(from - block), "PK\1\2", 4))) {
            entries++;
            from = found + 4;
        }
        kept = len < 3 ? len : 3;
        memmove(block, block + len - kept, kept);
    }
    if (n < 0)
        return unreadable(p, errno);
    if (entries > PARTS_MAX)
        return xlsx_complain(p, "this zip has more than %d parts; a spreadsheet has a few",
                             "แฟ้ม zip นี้มีเกิน %d ส่วน ซึ่งไม่ใช่สเปรดชีตปกติ", PARTS_MAX);
    return ROWS_DONE;
}

static int names_compare(const void *a, const void *b)
{
    return strcasecmp(*(const char *const *)a, *(const char *const *)b);
}

/* Two parts of one name: programs would read different ones. */
static enum rows_result names_check(struct xlsx_package *p)
{
    const zip_int64_t count = zip_get_num_entries(p->zip, 0);
    const char **names = calloc((size_t)count + 1, sizeof *names);
    enum rows_result result = ROWS_DONE;
    p->part_inflated = calloc((size_t)count + 1, sizeof *p->part_inflated);
    if (!names || !p->part_inflated)
        abort();
    for (zip_int64_t i = 0; i < count; i++) {
        names[i] = zip_get_name(p->zip, (zip_uint64_t)i, 0);
        if (!names[i])
            names[i] = "";
    }
    qsort(names, (size_t)count, sizeof *names, names_compare);
    for (zip_int64_t i = 1; i < count && result == ROWS_DONE; i++)
        if (strcasecmp(names[i - 1], names[i]) == 0)
            result = xlsx_complain(p, "this file has its part %.100s twice; open it in Excel and save it again",
                                   "แฟ้มนี้มีส่วน %.100s ซ้ำสองครั้ง โปรดเปิดใน Excel แล้วบันทึกใหม่", names[i]);
    free(names);
    return result;
}

static enum rows_result fd_open(struct xlsx_package *p, int *fd)
{
    uint8_t head[HEAD_BYTES];
    struct stat st;
    int zip_error = 0;
    if (fstat(*fd, &st) != 0)
        return unreadable(p, errno);
    if (!S_ISREG(st.st_mode))
        return unreadable(p, S_ISDIR(st.st_mode) ? EISDIR : EINVAL);
    const ssize_t n = pread(*fd, head, sizeof head, 0);
    if (n < 0)
        return unreadable(p, errno);
    enum rows_result result = sniff(p, head, (size_t)n);
    if (result != ROWS_DONE)
        return result;
    if (st.st_size > FILE_BYTES_MAX)
        return xlsx_complain(p, "this file is larger than %d MiB; save only the sheet with the results",
                             "แฟ้มนี้ใหญ่เกิน %d MiB โปรดบันทึกเฉพาะแผ่นงานผลการหัก", FILE_BYTES_MAX >> 20);
    p->file_bytes = (uint64_t)st.st_size;
    result = entries_count(p, *fd);
    if (result != ROWS_DONE)
        return result;
    p->zip = zip_fdopen(*fd, 0, &zip_error);
    if (!p->zip)
        return damaged(p);
    *fd = -1; /* is libzip's now */
    return names_check(p);
}

enum rows_result xlsx_package_open(const char *path, char error[ROWS_ERROR_MAX], struct xlsx_package **ret)
{
    struct xlsx_package *p = calloc(1, sizeof *p);
    if (!p)
        abort();
    p->error = error;
    *ret = p;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not let it wait */
    if (fd < 0)
        return unreadable(p, errno);
    const enum rows_result result = fd_open(p, &fd);
    if (fd >= 0)
        close(fd);
    return result;
}

void xlsx_package_close(struct xlsx_package *p)
{
    xlsx_part_close(p);
    if (p->zip)
        zip_discard(p->zip);
    free(p->part_inflated);
    free(p);
}

/* ---- parts */

bool xlsx_part_exists(struct xlsx_package *p, const char *name)
{
    return zip_name_locate(p->zip, name, ZIP_FL_NOCASE) >= 0;
}

static bool method_known(const zip_stat_t *st)
{
    return st->comp_method == ZIP_CM_STORE || st->comp_method == ZIP_CM_DEFLATE;
}

enum rows_result xlsx_part_open(struct xlsx_package *p, const char *name)
{
    zip_stat_t st;
    const zip_int64_t index = zip_name_locate(p->zip, name, ZIP_FL_NOCASE);
    if (index < 0)
        return xlsx_complain(p, "this file lacks its part %.100s; open it in Excel and save it again",
                             "แฟ้มนี้ขาดส่วน %.100s โปรดเปิดใน Excel แล้วบันทึกใหม่", name);
    if (zip_stat_index(p->zip, (zip_uint64_t)index, 0, &st) != 0)
        return damaged(p);
    if (st.encryption_method != ZIP_EM_NONE)
        return xlsx_complain(p, "this file is a zip with a password; save it as .xlsx without a password",
                             "แฟ้มนี้เป็น zip ที่มีรหัสผ่าน โปรดบันทึกเป็น .xlsx โดยไม่ใส่รหัสผ่าน");
    if (!method_known(&st))
        return xlsx_complain(p,
                             "this file is packed in a way that Excel does not use; open it in Excel and save it again",
                             "แฟ้มนี้บีบอัดด้วยวิธีที่ Excel ไม่ใช้ โปรดเปิดใน Excel แล้วบันทึกใหม่");
    p->part = zip_fopen_index(p->zip, (zip_uint64_t)index, 0);
    if (!p->part)
        return damaged(p);
    p->index = (uint64_t)index;
    p->part_bytes = 0;
    p->part_packed = st.comp_size < p->file_bytes ? st.comp_size : p->file_bytes;
    p->part_claimed = st.size;
    return ROWS_DONE;
}

enum rows_result xlsx_part_read(struct xlsx_package *p, void *out, size_t size, size_t *ret_len)
{
    const zip_int64_t n = zip_fread(p->part, out, size);
    if (n < 0) {
        zip_error_t *e = zip_file_get_error(p->part);
        return zip_error_system_type(e) == ZIP_ET_SYS ? unreadable(p, zip_error_code_system(e)) : damaged(p);
    }
    p->part_bytes += (uint64_t)n;
    if (p->part_bytes > p->part_inflated[p->index]) {
        p->inflated += p->part_bytes - p->part_inflated[p->index];
        p->part_inflated[p->index] = p->part_bytes;
    }
    if (p->inflated > INFLATED_BYTES_MAX ||
        (p->part_bytes > RATIO_FREE_BYTES && p->part_bytes / RATIO_MAX > p->part_packed))
        return xlsx_complain(
            p,
            "this file grows beyond all measure when it is unpacked; copy the rows into a new workbook and save that",
            "แฟ้มนี้เมื่อคลายแล้วใหญ่ผิดปกติ โปรดคัดลอกแถวไปยังสมุดงานใหม่แล้วบันทึก");
    *ret_len = (size_t)n;
    return ROWS_DONE;
}

void xlsx_part_close(struct xlsx_package *p)
{
    if (p->part)
        zip_fclose(p->part);
    p->part = NULL;
}

uint64_t xlsx_part_offset(const struct xlsx_package *p)
{
    if (p->part_bytes >= p->part_claimed)
        return p->file_bytes;
    return p->part_bytes * p->file_bytes / p->part_claimed;
}
