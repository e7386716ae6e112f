#include <spawn.h>

/* Extensions of the GNU C library (2.34) that are hidden without _GNU_SOURCE. */
int pipe2(int ends[2], int flags);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
