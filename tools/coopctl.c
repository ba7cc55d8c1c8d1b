/* coopctl - the command-line tool of operators and officers. Everything it can do is declared in commands.def. */
#include "arguments.h"
#include "words.h"

#include <errno.h>
#include <string.h>

int main(int argc, char **argv)
{
    int status = arguments_run(argc, argv);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    words_complain("standard output cannot be written: %s", "เขียนผลลัพธ์ไม่ได้: %s", strerror(errno));
    return EXIT_IO;
}
