/* The only file of the tools that includes ZeroMQ. */
#include "client.h"

#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

struct client {
    char endpoint[CLIENT_ENDPOINT_MAX];
    void *context, *dealer, *monitor;
    zmq_msg_t frame;
    unsigned connections; /* names each monitor differently */
    bool lost;
};

int64_t client_now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void client_sleep(int ms)
{
    nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000L}, NULL);
}

/* ZeroMQ would wait in silence for somebody to listen, so the socket is tried first. */
static bool somebody_listens(const char *endpoint, char error[CLIENT_ERROR_MAX])
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = endpoint + strlen("ipc://");
    if (strncmp(endpoint, "ipc://", 6) != 0 || path[0] == '\0' || strlen(path) >= sizeof address.sun_path) {
        snprintf(error, CLIENT_ERROR_MAX,
                 words_pick("\"%s\" is no socket: give ipc://PATH, with a path of at most %zu bytes",
                            "\"%s\" ไม่ใช่ซ็อกเก็ต ใช้ ipc://PATH โดยเส้นทางยาวไม่เกิน %zu ไบต์"),
                 endpoint, sizeof address.sun_path - 1);
        return false;
    }
    memcpy(address.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ok = fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    if (!ok && errno == EACCES)
        snprintf(error, CLIENT_ERROR_MAX,
                 words_pick("%s: you may not speak with it: join the group of the socket (coopd) and log in again",
                            "%s: ไม่มีสิทธิ์ติดต่อ โปรดเข้ากลุ่มของซ็อกเก็ต (coopd) แล้วเข้าระบบใหม่"),
                 endpoint);
    else if (!ok)
        snprintf(error, CLIENT_ERROR_MAX,
                 words_pick("no daemon answers at %s (%s): start coopd, or name its socket with --dir or --socket",
                            "ไม่พบ coopd ที่ %s (%s) โปรดเริ่ม coopd หรือระบุ --dir หรือ --socket"),
                 endpoint, strerror(errno));
    if (fd >= 0)
        close(fd);
    return ok;
}

static bool option(void *socket, int name, int value)
{
    return zmq_setsockopt(socket, name, &value, sizeof value) == 0;
}

static void disconnect(struct client *c)
{
    if (c->monitor)
        zmq_close(c->monitor);
    if (c->dealer)
        zmq_close(c->dealer);
    c->monitor = c->dealer = NULL;
}

/* It never connects anew by itself: what it had taken would then arrive behind what was lost, in the wrong order. */
static bool dealer_connect(struct client *c, char error[CLIENT_ERROR_MAX])
{
    char watch[64];
    snprintf(watch, sizeof watch, "inproc://watch-%u", ++c->connections);
    c->dealer = zmq_socket(c->context, ZMQ_DEALER);
    c->monitor = zmq_socket(c->context, ZMQ_PAIR);
    c->lost = false;
    if (c->dealer && c->monitor && option(c->dealer, ZMQ_LINGER, 0) && option(c->monitor, ZMQ_LINGER, 0) &&
        option(c->dealer, ZMQ_SNDHWM, 0) && option(c->dealer, ZMQ_RCVHWM, 0) &&
        option(c->dealer, ZMQ_RECONNECT_IVL, -1) &&
        zmq_socket_monitor(c->dealer, watch, ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_CLOSED) == 0 &&
        zmq_connect(c->monitor, watch) == 0 && zmq_connect(c->dealer, c->endpoint) == 0)
        return true;
    snprintf(error, CLIENT_ERROR_MAX, "%s: %s", c->endpoint, zmq_strerror(errno));
    disconnect(c);
    return false;
}

struct client *client_open(const char *endpoint, char error[CLIENT_ERROR_MAX])
{
    struct client *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    zmq_msg_init(&c->frame);
    snprintf(c->endpoint, sizeof c->endpoint, "%s", endpoint);
    c->context = zmq_ctx_new();
    if (c->context && somebody_listens(endpoint, error) && dealer_connect(c, error))
        return c;
    client_close(c);
    return NULL;
}

void client_close(struct client *c)
{
    if (!c)
        return;
    zmq_msg_close(&c->frame);
    disconnect(c);
    if (c->context)
        zmq_ctx_term(c->context);
    free(c);
}

bool client_recover(struct client *c, char error[CLIENT_ERROR_MAX])
{
    disconnect(c);
    c->lost = true;
    return somebody_listens(c->endpoint, error) && dealer_connect(c, error);
}

void client_send(struct client *c, struct bytes frame)
{
    int n = -1;
    while (!c->lost && n < 0) {
        n = zmq_send(c->dealer, frame.at, frame.len, ZMQ_DONTWAIT);
        if (n < 0 && errno != EINTR)
            c->lost = true; /* there is no connection any more to send on */
    }
}

static bool frame_take(struct client *c)
{
    zmq_msg_close(&c->frame);
    zmq_msg_init(&c->frame);
    if (zmq_msg_recv(&c->frame, c->dealer, ZMQ_DONTWAIT) < 0)
        return false;
    return true;
}

enum client_event client_wait(struct client *c, int timeout_ms, struct bytes *ret_frame)
{
    zmq_pollitem_t items[] = {{.socket = c->dealer, .events = ZMQ_POLLIN},
                              {.socket = c->monitor, .events = ZMQ_POLLIN}};
    if (c->lost)
        return CLIENT_LOST;
    if (zmq_poll(items, 2, timeout_ms) < 0)
        return errno == EINTR ? CLIENT_INTERRUPTED : CLIENT_LOST;
    if (items[0].revents & ZMQ_POLLIN && frame_take(c)) {
        *ret_frame = (struct bytes){zmq_msg_data(&c->frame), zmq_msg_size(&c->frame)};
        return CLIENT_FRAME;
    }
    if (items[1].revents & ZMQ_POLLIN) {
        c->lost = true;
        return CLIENT_LOST;
    }
    return CLIENT_NOTHING;
}
