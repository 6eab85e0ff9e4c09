#ifndef QIANZHI_CSPAWN_H
#define QIANZHI_CSPAWN_H

#include <spawn.h>

/// posix_spawn_file_actions_addclosefrom_np, which glibc declares only for GNU sources: the child starts with no
/// descriptor from `first` on. Returns 0 or an errno.
int qz_spawn_close_from(posix_spawn_file_actions_t *actions, int first);

#endif
