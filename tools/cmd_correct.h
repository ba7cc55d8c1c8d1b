/* cmd_correct.h - between cmd_correct.c and cmd_correct_payment.c. */
#ifndef TOOLS_CMD_CORRECT_H
#define TOOLS_CMD_CORRECT_H

#include "arguments.h"
#include "desk.h"

/* coopctl correct SEQ: the desk is open. The exit status. */
int correct_payment(struct desk *d, const struct correct_options *o);

#endif
