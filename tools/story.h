/* story.h - how a follow-up came about: itself, the rule and the values that led to it, the event, and what led there,
 * each told once, deeper and deeper. */
#ifndef TOOLS_STORY_H
#define TOOLS_STORY_H

#include "ask.h"

enum { STORY_NODES_MAX = 60, STORY_DEPTH_MAX = 20 };

struct story {
    struct ask *ask;
    bool json; /* an object for each node, with its depth */
    struct reference told[2 * STORY_NODES_MAX];
    uint32_t told_count, nodes;
};

/* Tells of the follow-up at a position, unless it was told already. */
int story_tell(struct story *s, uint64_t position);
/* Whether the follow-up at a position was told. */
bool story_has(const struct story *s, uint64_t position);

#endif
