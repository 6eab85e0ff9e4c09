/* Preloaded into the shipped binary: its disk fails as a file says.

   QZ_DISK_FAULT names a file that need not exist. While it does, its one line says `CALL ERRNO CHANCE SEED`: of the
   calls `fsync`, `fdatasync`, `pwrite`, `write` or `copy_file_range` on a regular file, CHANCE in a thousand fail with
   ERRNO, which ones SEED decides. Where `write` is to fail the kernel does not copy files by itself either, as between
   some file systems. What a process writes on its standard streams is left alone, so that it can say what happened.

   No lock is taken and nothing is looked up after the library is loaded: what fails must be the disk, never the means. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_copy_file_range)(int, off_t *, int, off_t *, size_t, unsigned);
static const char *place;
static atomic_uint_fast64_t calls;

__attribute__((constructor)) static void look_up(void) {
  real_fsync = dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = dlsym(RTLD_NEXT, "fdatasync");
  real_pwrite = dlsym(RTLD_NEXT, "pwrite");
  real_write = dlsym(RTLD_NEXT, "write");
  real_copy_file_range = dlsym(RTLD_NEXT, "copy_file_range");
  place = getenv("QZ_DISK_FAULT");
}

/* Evenly spread over 64 bits (splitmix64). */
static uint64_t mixed(uint64_t z) {
  z += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

/* The error this call ends with; 0 when it goes through. */
static int fault(const char *call, int file) {
  int kept = errno;
  if (!place || file <= STDERR_FILENO) return 0;
  int control = (int)syscall(SYS_openat, AT_FDCWD, place, O_RDONLY | O_CLOEXEC);
  if (control < 0) {
    errno = kept;
    return 0;
  }
  char line[100];
  long length = syscall(SYS_read, control, line, sizeof line - 1);
  syscall(SYS_close, control);
  line[length > 0 ? length : 0] = 0;
  char name[20] = "";
  int code = 0, chance = 0;
  unsigned long seed = 0;
  struct stat status;
  int applies = sscanf(line, "%19s %d %d %lu", name, &code, &chance, &seed) == 4 && !strcmp(name, call) &&
                fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
                mixed(seed * 1000003u + atomic_fetch_add(&calls, 1)) % 1000 < (uint64_t)chance;
  errno = kept;
  return applies ? code : 0;
}

#define FAIL_OR(call, file)                \
  do {                                     \
    int code = fault(call, file);          \
    if (code) {                            \
      errno = code;                        \
      return -1;                           \
    }                                      \
  } while (0)

int fsync(int file) {
  FAIL_OR("fsync", file);
  return real_fsync(file);
}

int fdatasync(int file) {
  FAIL_OR("fdatasync", file);
  return real_fdatasync(file);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  FAIL_OR("pwrite", file);
  return real_pwrite(file, bytes, count, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off_t offset) {
  FAIL_OR("pwrite", file);
  return real_pwrite(file, bytes, count, offset);
}

ssize_t write(int file, const void *bytes, size_t count) {
  FAIL_OR("write", file);
  return real_write(file, bytes, count);
}

ssize_t copy_file_range(int from, off_t *start, int to, off_t *place_there, size_t count, unsigned flags) {
  FAIL_OR("copy_file_range", to);
  if (fault("write", to)) {
    errno = EXDEV;
    return -1;
  }
  return real_copy_file_range(from, start, to, place_there, count, flags);
}
