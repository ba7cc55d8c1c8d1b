/* notice_row.h - a notice as the sink keeps it, from the moment it was taken from the daemon until its end. */
#ifndef TOOLS_NOTICE_ROW_H
#define TOOLS_NOTICE_ROW_H

#include "directory.h"

#include "../proto/schema.h"

/* Kept as it stands in memory: whoever changes it raises NOTICE_STORE_FORMAT (notice_store.c). */
struct notice_row {
    uint64_t position;
    int64_t amount_satang;
    int64_t next_ms;        /* of a notice that waits: when it is looked at again */
    int32_t effective_date; /* of the follow-up */
    int32_t due_date;
    int32_t not_before;              /* the first day on which it may be sent; 0: any */
    int32_t original_date;           /* of what tells that a notice was withdrawn: the effective date of that notice */
    int32_t counted_on;              /* the day in whose number of messages to this recipient it counts; 0: none */
    uint32_t from_hour, until_hour;  /* of Bangkok; until 0: no hours */
    uint32_t attempts;               /* that failed, since it was wanted or kicked */
    uint32_t reports;                /* of its progress, so far */
    uint16_t reply;                  /* number of the server's last answer, like 550; 0: none */
    uint8_t state, channel, trouble; /* notice_state, notice_channel, notice_trouble */
    bool unclear;                    /* an attempt ended so that it may have arrived */
    char template[32];               /* "withdrawn": tells that a notice was withdrawn */
    char audience[12], recipient_ref[24], subject_ref[40], guarantor_ref[24];
};

#define NOTICE_WITHDRAWN_TEMPLATE "withdrawn"

/* A follow-up on its way in: notification.requested, or .withdrawn with the position that it withdraws. */
struct notice_news {
    struct notice_row row;
    uint64_t withdraws; /* 0: it is a notice */
};

#endif
