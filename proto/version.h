/* version.h - the release, as both programs tell it with --version. */
#ifndef PROTO_VERSION_H
#define PROTO_VERSION_H

#define COOPD_VERSION "1.0.0"

#endif
