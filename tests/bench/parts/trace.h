/* trace.h - what each event of a run had written: its journal record and its rows, as trace.c records them and limit.c
 * writes them once more. Native byte order, nothing aligned; a file of
 *
 *   trace_head, names of the tables (64 bytes each)
 *   for each journal record: trace_record, the record's bytes before its body, the body too if it is the daemon's own
 * event, then its rows: trace_row, key, value */
#ifndef BENCH_TRACE_H
#define BENCH_TRACE_H

#include <stdint.h>

enum { TRACE_NAME = 64, TRACE_TABLES_MAX = 64 };

struct trace_head {
    uint64_t records;
    uint32_t tables;
    uint32_t pad;
};

struct trace_record {
    uint32_t head_len, body_len, record_len; /* record_len includes padding */
    uint32_t rows;
    uint32_t own; /* made by the daemon: no request brings it */
};

enum trace_change {
    TRACE_PUT,
    TRACE_APPEND, /* behind the last key of its table */
    TRACE_DELETE,
};

struct trace_row {
    uint8_t table, change;
    uint16_t key_len;
    uint32_t value_len;
};

#endif
