#ifndef QIANZHI_CFILECOPY_H
#define QIANZHI_CFILECOPY_H

#include <stddef.h>
#include <sys/types.h>

/// copy_file_range(2) between the current offsets of two files, which Swift's Glibc does not show.
ssize_t qz_copy_file_range(int from, int to, size_t count);

#endif
