/* coopctl evidence: one file about a collection case for whoever must judge it without the daemon: a mediator, an
 * auditor, a court. */
#include "arguments.h"
#include "evidence.h"
#include "outfile.h"
#include "words.h"

int cmd_evidence(const struct evidence_options *o)
{
    struct outfile out = {.file = stdout};
    struct evidence *e = NULL;
    if (o->given.operands_count != 1 || !o->given.dir)
        return arguments_wrong(
            "evidence", "name one case, and the data directory with --dir: coopctl evidence C-004411-1 --dir DIR",
            "ระบุเรื่องติดตามหนึ่งเรื่อง และไดเรกทอรีข้อมูลด้วย --dir เช่น coopctl evidence C-004411-1 --dir DIR");
    int status = evidence_open(o->given.dir, o->given.operands[0], &e);
    if (status == 0 && o->out)
        status = outfile_name(&out, o->out);
    if (status == 0 && o->out)
        status = outfile_open(&out, CHARSET_UTF8, false);
    if (status == 0) {
        status = evidence_write(e, out.file);
        if (o->out)
            status = outfile_close(&out, status == 0) ? EXIT_IO : status;
    }
    evidence_close(e);
    return status;
}
