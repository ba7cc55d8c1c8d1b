/* why_not_class.h - `coopctl why-not loan CONTRACT npl`: why it is not non-performing, and the earliest day on which it
 * could be; or by which rule it is. By the functions that the handlers ask. */
#ifndef TOOLS_WHY_NOT_CLASS_H
#define TOOLS_WHY_NOT_CLASS_H

#include "why_not.h"

int why_not_npl(struct why_not *w);

#endif
