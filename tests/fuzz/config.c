/* Any bytes as a settings file: they load, or are refused with one sentence that names the file; what loads prints as a
 * file that loads to the same. Exercises daemon/config.c. */
#include "../../daemon/config.h"
#include "../support/fuzz.h"
#include "../support/test.h"

#include <stdlib.h>
#include <string.h>

const unsigned fuzz_cost = 4;

static void file_write(const char *path, const void *data, size_t size)
{
    FILE *f = fopen(path, "wb");
    FUZZ_CHECK(f && fwrite(data, 1, size, f) == size);
    fclose(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char path[300], option[320], program[] = "coopd";
    char *arguments[] = {program, option, NULL}, error[CONFIG_ERROR_MAX] = "", *printed = NULL, *once_more = NULL;
    struct config c;
    size_t len = 0, len_again = 0;
    snprintf(path, sizeof path, "%s/coopd.conf", test_directory());
    snprintf(option, sizeof option, "--config=%s", path);
    file_write(path, data, size);
    if (!config_load(2, arguments, &c, error)) {
        FUZZ_CHECK(error[0] != '\0' && memchr(error, '\0', sizeof error));
        return 0;
    }
    FILE *f = open_memstream(&printed, &len);
    config_dump(&c, f);
    fclose(f);
    file_write(path, printed, len);
    FUZZ_CHECK(config_load(2, arguments, &c, error));
    f = open_memstream(&once_more, &len_again);
    config_dump(&c, f);
    fclose(f);
    FUZZ_CHECK(len == len_again && memcmp(printed, once_more, len) == 0);
    free(printed);
    free(once_more);
    return 0;
}
