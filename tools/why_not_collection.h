/* why_not_collection.h - `coopctl why-not case CASE legal` and `why-not loan CONTRACT npl`: the first condition that
 * fails, and the earliest day on which it could hold, by the functions that the handlers ask. */
#ifndef TOOLS_WHY_NOT_COLLECTION_H
#define TOOLS_WHY_NOT_COLLECTION_H

#include "arguments.h"

int why_not_collection(const struct arguments *given);

#endif
