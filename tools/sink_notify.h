/* sink_notify.h - the notice sender: takes notices from the daemon, keeps them, sends them when their time has come,
 * and tells the daemon how far each has come. */
#ifndef TOOLS_SINK_NOTIFY_H
#define TOOLS_SINK_NOTIFY_H

struct sink_options;
/* Its settings are in --config. --once: ends when everything is taken and nothing can be sent now. */
int sink_notify(const struct sink_options *o);

#endif
