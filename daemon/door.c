/* The only file of the daemon that includes ZeroMQ. */
#include "door.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <zmq.h>

/* Answers to a client that sends a full window before it reads must fit; pages of follow-ups are kept small for it. */
enum { RECEIVE_HWM = 1000, SEND_HWM = 2048, DOORBELL_HWM = 16 };

/* How long the last answers may take to leave when the daemon ends. */
enum { FAREWELL_MS = 1000 };

struct door {
    void *context, *router, *publisher;
    zmq_msg_t bodies[DOOR_LETTERS_MAX];
    struct letter letters[DOOR_LETTERS_MAX];
    size_t count;
};

static bool option(void *socket, int name, int value)
{
    return zmq_setsockopt(socket, name, &value, sizeof value) == 0;
}

/* Everything is set before bind: some limits otherwise apply only to later connections. */
static void *socket_open(struct door *d, int type, int receive_hwm, int send_hwm, int64_t max_bytes)
{
    void *s = zmq_socket(d->context, type);
    bool ok = s && option(s, ZMQ_LINGER, 0) && option(s, ZMQ_RCVHWM, receive_hwm) && option(s, ZMQ_SNDHWM, send_hwm) &&
              option(s, ZMQ_HANDSHAKE_IVL, 2000) && option(s, ZMQ_BACKLOG, 64) &&
              zmq_setsockopt(s, ZMQ_MAXMSGSIZE, &max_bytes, sizeof max_bytes) == 0;
    if (ok && type == ZMQ_ROUTER)
        ok = option(s, ZMQ_ROUTER_MANDATORY, 1);
    if (!ok && s) {
        zmq_close(s);
        s = NULL;
    }
    return s;
}

/* ZeroMQ removes whatever stands at the path: a file, or the socket of another daemon. */
static bool path_is_free(const char *endpoint, char error[DOOR_ERROR_MAX])
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    struct stat st;
    const char *path = endpoint + strlen("ipc://");
    if (strlen(path) >= sizeof to.sun_path || lstat(path, &st) != 0)
        return true; /* bind says what is wrong */
    memcpy(to.sun_path, path, strlen(path));
    int fd = S_ISSOCK(st.st_mode) ? socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
    bool in_use = fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0;
    if (fd >= 0)
        close(fd);
    if (S_ISSOCK(st.st_mode) && !in_use)
        return true;
    snprintf(error, DOOR_ERROR_MAX, "cannot listen on %s: %s; choose another path", endpoint,
             in_use ? "another process listens there" : "something else stands there");
    return false;
}

static bool bind_to(void *socket, const char *endpoint, char error[DOOR_ERROR_MAX])
{
    if (!path_is_free(endpoint, error))
        return false;
    if (zmq_bind(socket, endpoint) == 0)
        return true;
    snprintf(error, DOOR_ERROR_MAX, "cannot listen on %s: %s", endpoint, zmq_strerror(errno));
    return false;
}

struct door *door_open(const struct door_config *c, char error[DOOR_ERROR_MAX])
{
    struct door *d = calloc(1, sizeof *d);
    if (!d)
        abort();
    for (size_t i = 0; i < DOOR_LETTERS_MAX; i++)
        zmq_msg_init(&d->bodies[i]);
    d->context = zmq_ctx_new();
    if (d->context) {
        d->router = socket_open(d, ZMQ_ROUTER, RECEIVE_HWM, SEND_HWM, (int64_t)c->max_letter_bytes);
        d->publisher = socket_open(d, ZMQ_PUB, DOORBELL_HWM, DOORBELL_HWM, 1024);
    }
    if (!d->router || !d->publisher)
        snprintf(error, DOOR_ERROR_MAX, "cannot make sockets: %s", zmq_strerror(errno));
    else if (bind_to(d->router, c->listen, error) && bind_to(d->publisher, c->doorbell, error))
        return d;
    door_close(d);
    return NULL;
}

void door_close(struct door *d)
{
    if (!d)
        return;
    for (size_t i = 0; i < DOOR_LETTERS_MAX; i++)
        zmq_msg_close(&d->bodies[i]);
    if (d->router) {
        option(d->router, ZMQ_LINGER, FAREWELL_MS);
        zmq_close(d->router);
    }
    if (d->publisher)
        zmq_close(d->publisher);
    if (d->context)
        zmq_ctx_term(d->context);
    free(d);
}

int door_fd(const struct door *d)
{
    int fd = -1;
    size_t size = sizeof fd;
    zmq_getsockopt(d->router, ZMQ_FD, &fd, &size);
    return fd;
}

bool door_readable(const struct door *d)
{
    int events = 0;
    size_t size = sizeof events;
    return zmq_getsockopt(d->router, ZMQ_EVENTS, &events, &size) == 0 && events & ZMQ_POLLIN;
}

static bool frame_receive(struct door *d, zmq_msg_t *frame)
{
    int n;
    do
        n = zmq_msg_recv(frame, d->router, ZMQ_DONTWAIT);
    while (n < 0 && errno == EINTR);
    return n >= 0;
}

/* Peer, then an optional empty delimiter, then the body; whatever else a peer sends is read to its end and spoils it.
 */
static bool letter_receive(struct door *d, struct letter *l, zmq_msg_t *body)
{
    zmq_msg_close(body);
    zmq_msg_init(body);
    if (!frame_receive(d, body))
        return false;
    *l = (struct letter){.from.peer_len = (uint16_t)zmq_msg_size(body)};
    memcpy(l->from.peer, zmq_msg_data(body), l->from.peer_len);
    int frames = 0;
    while (zmq_msg_more(body) && frame_receive(d, body)) {
        if (!l->from.delimiter && frames == 0 && zmq_msg_size(body) == 0 && zmq_msg_more(body))
            l->from.delimiter = true;
        else
            frames++;
    }
    l->spoiled = frames != 1;
    if (!l->spoiled)
        l->body = (struct bytes){zmq_msg_data(body), zmq_msg_size(body)};
    return true;
}

size_t door_receive(struct door *d, size_t max, size_t max_bytes)
{
    size_t bytes = 0;
    d->count = 0;
    while (d->count < max && d->count < DOOR_LETTERS_MAX && bytes < max_bytes &&
           letter_receive(d, &d->letters[d->count], &d->bodies[d->count])) {
        bytes += d->letters[d->count].body.len;
        d->count++;
    }
    return d->count;
}

const struct letter *door_letter(const struct door *d, size_t i)
{
    return &d->letters[i];
}

static bool frame_send(void *socket, const void *data, size_t len, int flags)
{
    int n;
    do
        n = zmq_send(socket, data, len, flags | ZMQ_DONTWAIT);
    while (n < 0 && errno == EINTR);
    return n >= 0;
}

bool door_answer(struct door *d, const struct address *to, struct bytes answer)
{
    return frame_send(d->router, to->peer, to->peer_len, ZMQ_SNDMORE) &&
           (!to->delimiter || frame_send(d->router, "", 0, ZMQ_SNDMORE)) &&
           frame_send(d->router, answer.at, answer.len, 0);
}

void door_ring(struct door *d, struct bytes message)
{
    frame_send(d->publisher, message.at, message.len, 0);
}
