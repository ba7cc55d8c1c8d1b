/* notify.h - readiness and watchdog for systemd, without its library: one datagram to $NOTIFY_SOCKET. */
#ifndef DAEMON_NOTIFY_H
#define DAEMON_NOTIFY_H

/* Sends a state like "READY=1" or "WATCHDOG=1"; does nothing when not started by systemd. */
void notify_state(const char *state);

#endif
