#include "CIconv.h"

#include <errno.h>
#include <iconv.h>

int qz_iconv(const char *to, const char *from, const char *input, size_t length, char *output, size_t capacity,
             size_t *consumed, size_t *produced) {
  *consumed = 0;
  *produced = 0;
  iconv_t descriptor = iconv_open(to, from);
  if (descriptor == (iconv_t)-1) return -1;
  char *in = (char *)input;
  char *out = output;
  size_t in_left = length;
  size_t out_left = capacity;
  size_t result = iconv(descriptor, &in, &in_left, &out, &out_left);
  int error = errno;
  *consumed = length - in_left;
  *produced = capacity - out_left;
  iconv_close(descriptor);
  if (result != (size_t)-1) return 0;
  return error == E2BIG ? -2 : 1;
}
