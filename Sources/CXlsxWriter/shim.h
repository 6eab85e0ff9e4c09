#ifndef QIANZHI_CXLSXWRITER_SHIM_H
#define QIANZHI_CXLSXWRITER_SHIM_H

#include <xlsxwriter.h>

#endif
