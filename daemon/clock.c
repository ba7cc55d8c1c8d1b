#include "clock.h"

#include "../proto/value.h"

#include <time.h>

int64_t clock_unix_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_monotonic_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int32_t clock_thai_day(int64_t unix_ms)
{
    int64_t days = (unix_ms + INT64_C(7) * 3600 * 1000) / (INT64_C(24) * 3600 * 1000);
    return value_day(1970, 1, 1) + (int32_t)days;
}
