#ifndef QIANZHI_CICONV_H
#define QIANZHI_CICONV_H

#include <stddef.h>

/// Converts `length` bytes of `input` from one character set to another with glibc's iconv.
///
/// Returns 0 when the whole input was converted, -1 when iconv does not know a character set, -2 when the output is
/// full, and 1 when a sequence is invalid or incomplete, or has no counterpart in the target. `consumed` and
/// `produced` hold the bytes read and written so far, so that the caller can report or substitute and go on.
int qz_iconv(const char *to, const char *from, const char *input, size_t length, char *output, size_t capacity,
             size_t *consumed, size_t *produced);

#endif
