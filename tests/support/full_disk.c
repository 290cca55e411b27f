// SPDX-License-Identifier: Apache-2.0
// Preloaded into PostgreSQL: no file of a table grows while the file named by FULL_DISK exists.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int is_full(int file, off_t end) {
  char link[64];
  char path[PATH_MAX] = "";
  struct stat now;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  return access(getenv("FULL_DISK"), F_OK) == 0 && readlink(link, path, sizeof path - 1) > 0 &&
         strstr(path, "/base/") != NULL && fstat(file, &now) == 0 && end > now.st_size;
}

ssize_t pwrite(int file, const void* bytes, size_t size, off_t at) {
  if (is_full(file, at + (off_t)size)) {
    errno = ENOSPC;
    return -1;
  }
  ssize_t (*real)(int, const void*, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
  return real(file, bytes, size, at);
}

ssize_t pwritev(int file, const struct iovec* parts, int count, off_t at) {
  off_t end = at;
  for (int i = 0; i < count; ++i) end += (off_t)parts[i].iov_len;
  if (is_full(file, end)) {
    errno = ENOSPC;
    return -1;
  }
  ssize_t (*real)(int, const struct iovec*, int, off_t) = dlsym(RTLD_NEXT, "pwritev");
  return real(file, parts, count, at);
}

int posix_fallocate(int file, off_t at, off_t size) {
  if (is_full(file, at + size)) return ENOSPC;
  int (*real)(int, off_t, off_t) = dlsym(RTLD_NEXT, "posix_fallocate");
  return real(file, at, size);
}

ssize_t pwrite64(int, const void*, size_t, off_t) __attribute__((alias("pwrite")));
ssize_t pwritev64(int, const struct iovec*, int, off_t) __attribute__((alias("pwritev")));
int posix_fallocate64(int, off_t, off_t) __attribute__((alias("posix_fallocate")));
