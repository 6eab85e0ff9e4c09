#ifndef QIANZHI_CEXPAT_SHIM_H
#define QIANZHI_CEXPAT_SHIM_H

#include <expat.h>

#endif
