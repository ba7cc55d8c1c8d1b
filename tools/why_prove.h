/* why_prove.h - `coopctl why --prove`: what is proved, from the command's words. */
#ifndef TOOLS_WHY_PROVE_H
#define TOOLS_WHY_PROVE_H

#include "arguments.h"

int why_prove(const struct why_options *o);

#endif
