/* Builds the parts in order, runs, takes them down in reverse. */
#include "clock.h"
#include "config.h"
#include "digest.h"
#include "log.h"
#include "loop.h"
#include "notify.h"

#include "../proto/version.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

/* sysexits */
enum { EXIT_UNAVAILABLE = 69, EXIT_SOFTWARE = 70, EXIT_IO = 74, EXIT_CONFIG = 78 };

static int fail(int status, const char *error)
{
    log_line(LOG_LEVEL_ERROR, "coopd: %s", error);
    return status;
}

static int serve(struct engine *engine, const struct config *c, const struct datadir *dir)
{
    char error[DOOR_ERROR_MAX] = "";
    struct door_config door_config = {c->listen, c->doorbell, (uint64_t)c->max_request};
    struct door *door = door_open(&door_config, error);
    if (!door)
        return fail(EXIT_UNAVAILABLE, error);
    struct turn *turn = turn_new(engine, door, dir->coop);
    struct loop_config loop = {.close_days = strcmp(c->close_days, "daily") == 0,
                               .dir = dir->path,
                               .listen = c->listen,
                               .verify_every_s = c->verify_every};
    log_line(LOG_LEVEL_INFO, "ready listen=%s seq=%llu folded=%llu cut_bytes=%llu", c->listen,
             (unsigned long long)engine_seq(engine), (unsigned long long)engine_folded(engine),
             (unsigned long long)engine_cut_bytes(engine));
    if (loop.close_days && engine_day_closed(engine) == 0)
        log_line(LOG_LEVEL_WARNING,
                 "close_days=daily waiting=\"no day is closed yet: send the first clock.day_closed\"");
    notify_state("READY=1");
    bool ok = loop_run(turn, door, engine, &loop);
    int status = ok ? 0 : fail(EXIT_IO, turn_failure(turn));
    turn_free(turn);
    door_close(door);
    return status;
}

int main(int argc, char **argv)
{
    struct config c;
    struct datadir dir;
    char error[ENGINE_ERROR_MAX] = "";
    if (!config_load(argc, argv, &c, error))
        return fail(EXIT_CONFIG, error);
    if (c.version) {
        puts("coopd " COOPD_VERSION);
        return 0;
    }
    if (c.help || c.dump || c.check) {
        if (c.help)
            config_help(stdout);
        if (c.dump)
            config_dump(&c, stdout);
        return 0;
    }
    signal(SIGPIPE, SIG_IGN);
    digest_init();
    if (!datadir_open(c.dir, true, &dir, error))
        return fail(EXIT_CONFIG, error);
    struct engine_config engine_config = {.map_bytes = (uint64_t)c.map_size,
                                          .segment_bytes = (uint64_t)c.segment_size,
                                          .disk_reserve_bytes = (uint64_t)c.disk_reserve,
                                          .checkpoint_events = (uint32_t)c.checkpoint_events};
    struct engine *engine = engine_open(&dir, &engine_config, error);
    int status = engine ? serve(engine, &c, &dir) : fail(EXIT_SOFTWARE, error);
    engine_close(engine);
    datadir_close(&dir);
    return status;
}
