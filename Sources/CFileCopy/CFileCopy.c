#define _GNU_SOURCE
#include "CFileCopy.h"

#include <unistd.h>

ssize_t qz_copy_file_range(int from, int to, size_t count) { return copy_file_range(from, NULL, to, NULL, count, 0); }
