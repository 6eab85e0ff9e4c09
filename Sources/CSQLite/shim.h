#ifndef QIANZHI_CSQLITE_SHIM_H
#define QIANZHI_CSQLITE_SHIM_H

#include <sqlite3.h>

/// SQLITE_TRANSIENT, a cast macro that Swift cannot import.
static inline sqlite3_destructor_type qz_sqlite_transient(void) { return SQLITE_TRANSIENT; }

#endif
