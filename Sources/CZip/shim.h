#ifndef QIANZHI_CZIP_SHIM_H
#define QIANZHI_CZIP_SHIM_H

#include <zip.h>

#endif
