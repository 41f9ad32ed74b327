// What Linux has and Swift's Glibc leaves out.
#ifndef REDRESS_CLINUX_SHIM_H
#define REDRESS_CLINUX_SHIM_H
#include <fcntl.h>
#include <spawn.h>
#include <sys/prctl.h>

int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);

// An open place in the file system, good for nothing but being named through /proc/self/fd.
static inline int redress_open_place(const char *path) { return open(path, 010000000 | O_DIRECTORY | O_CLOEXEC); }
// No core file, and no other process of this user may look into the memory.
static inline int redress_keep_to_oneself(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
#endif
