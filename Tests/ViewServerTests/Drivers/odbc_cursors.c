/* Walks every cursor type and concurrency of ODBC over the views, block cursors, parameter descriptions, type and
 * catalogue functions, the way an old program's class library does. Prints what failed; exit status 0 when nothing did.
 *
 * usage: odbc_cursors CONNECTION-STRING ROWS
 */
#include <sql.h>
#include <sqlext.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

static void fail(const char *what, SQLSMALLINT type, SQLHANDLE handle)
{
    SQLCHAR state[6] = "", text[512] = "";
    SQLINTEGER native = 0;
    SQLSMALLINT length = 0;
    if (handle) SQLGetDiagRec(type, handle, 1, state, &native, text, sizeof text, &length);
    printf("failed: %s %s %s\n", what, state, text);
    failures++;
}

static void expect(int holds, const char *what)
{
    if (!holds) fail(what, 0, NULL);
}

static int good(SQLRETURN code) { return code == SQL_SUCCESS || code == SQL_SUCCESS_WITH_INFO; }

static SQLHSTMT statement(SQLHDBC connection)
{
    SQLHSTMT handle = NULL;
    if (!good(SQLAllocHandle(SQL_HANDLE_STMT, connection, &handle))) {
        fail("SQLAllocHandle", SQL_HANDLE_DBC, connection);
        exit(1);
    }
    return handle;
}

/* Rows are numbered from 1 in `yplsh`, which is text: the order of the view is that of the numbers. */
static long number(const char *text) { return strtol(text, NULL, 10); }

#define BLOCK 500

static void walk(SQLHDBC connection, SQLULEN cursor, SQLULEN concurrency, long rows)
{
    char name[64], value[BLOCK][31];
    SQLLEN lengths[BLOCK];
    SQLULEN fetched = 0;
    SQLHSTMT handle = statement(connection);
    long count = 0, last = 0;
    snprintf(name, sizeof name, "cursor %lu concurrency %lu", (unsigned long)cursor, (unsigned long)concurrency);
    /* A driver may answer with another type than asked for (01S02); the rows are what counts. */
    if (!good(SQLSetStmtAttr(handle, SQL_ATTR_CURSOR_TYPE, (SQLPOINTER)cursor, 0)) ||
        !good(SQLSetStmtAttr(handle, SQL_ATTR_CONCURRENCY, (SQLPOINTER)concurrency, 0)) ||
        !good(SQLSetStmtAttr(handle, SQL_ATTR_ROW_ARRAY_SIZE, (SQLPOINTER)(SQLULEN)BLOCK, 0)) ||
        !good(SQLSetStmtAttr(handle, SQL_ATTR_ROWS_FETCHED_PTR, &fetched, 0)))
        fail(name, SQL_HANDLE_STMT, handle);
    if (!good(SQLExecDirect(handle, (SQLCHAR *)"select yplsh, tym, bgsj from ypml", SQL_NTS))) {
        fail(name, SQL_HANDLE_STMT, handle);
        goto end;
    }
    SQLBindCol(handle, 1, SQL_C_CHAR, value, sizeof value[0], lengths);
    for (;;) {
        SQLRETURN code = SQLFetchScroll(handle, SQL_FETCH_NEXT, 0);
        if (code == SQL_NO_DATA) break;
        if (!good(code)) {
            fail(name, SQL_HANDLE_STMT, handle);
            goto end;
        }
        for (SQLULEN i = 0; i < fetched; i++) {
            if (number(value[i]) != last + 1) {
                printf("failed: %s: row %ld is %s\n", name, last + 1, value[i]);
                failures++;
                goto end;
            }
            last++;
        }
        count += (long)fetched;
    }
    expect(count == rows, name);
    SQLSetStmtAttr(handle, SQL_ATTR_CURSOR_SCROLLABLE, (SQLPOINTER)SQL_SCROLLABLE, 0);
    SQLULEN actual = 0;
    SQLGetStmtAttr(handle, SQL_ATTR_CURSOR_TYPE, &actual, 0, NULL);
    if (actual != SQL_CURSOR_FORWARD_ONLY) {
        struct { SQLSMALLINT orientation; SQLLEN offset; long first; } moves[] = {
            {SQL_FETCH_FIRST, 0, 1}, {SQL_FETCH_ABSOLUTE, rows - 9, rows - 9}, {SQL_FETCH_RELATIVE, -100, rows - 109},
            {SQL_FETCH_ABSOLUTE, 65537, rows >= 65537 ? 65537 : 0}, {SQL_FETCH_PRIOR, 0, rows >= 65537 ? 65537 - BLOCK : 0},
            {SQL_FETCH_LAST, 0, rows - BLOCK + 1},
        };
        for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
            if (moves[i].first < 1) continue;
            if (!good(SQLFetchScroll(handle, moves[i].orientation, moves[i].offset)))
                fail(name, SQL_HANDLE_STMT, handle);
            else if (number(value[0]) != moves[i].first) {
                printf("failed: %s: move %zu stands on %s, not on %ld\n", name, i, value[0], moves[i].first);
                failures++;
            }
        }
    }
end:
    SQLFreeHandle(SQL_HANDLE_STMT, handle);
}

/* What an updatable cursor asks the driver for: the row again, which it reads by its ctid, in blocks behind row 65,536.
 * It leaves the row after in the buffer, on PostgreSQL too; what is asked here is that there is one. */
static void refresh(SQLHDBC connection, long rows)
{
    char value[31];
    SQLLEN length;
    SQLHSTMT handle = statement(connection);
    SQLSetStmtAttr(handle, SQL_ATTR_CURSOR_TYPE, (SQLPOINTER)SQL_CURSOR_KEYSET_DRIVEN, 0);
    SQLSetStmtAttr(handle, SQL_ATTR_CONCURRENCY, (SQLPOINTER)SQL_CONCUR_ROWVER, 0);
    if (!good(SQLExecDirect(handle, (SQLCHAR *)"select yplsh, tym, bgsj from ypml", SQL_NTS))) {
        fail("refresh", SQL_HANDLE_STMT, handle);
    } else {
        SQLBindCol(handle, 1, SQL_C_CHAR, value, sizeof value, &length);
        long places[] = {1, 60000, 60001, 65536, 65537, rows - 1};
        for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
            if (places[i] > rows) continue;
            if (!good(SQLFetchScroll(handle, SQL_FETCH_ABSOLUTE, places[i]))) {
                fail("absolute", SQL_HANDLE_STMT, handle);
                break;
            }
            if (number(value) != places[i]) fail("absolute row", 0, NULL);
            strcpy(value, "?");
            if (!good(SQLSetPos(handle, 1, SQL_REFRESH, SQL_LOCK_NO_CHANGE))) fail("SQL_REFRESH", SQL_HANDLE_STMT, handle);
            else if (number(value) != places[i] + 1 && number(value) != places[i]) {
                printf("failed: row %ld refreshed is %s\n", places[i], value);
                failures++;
            }
        }
    }
    SQLFreeHandle(SQL_HANDLE_STMT, handle);
}

static void parameters(SQLHDBC connection)
{
    SQLHSTMT handle = statement(connection);
    SQLSMALLINT count = 0, type = 0, digits = 0, nullable = 0;
    SQLULEN size = 0;
    char key[] = "7", value[31] = "";
    SQLLEN keyLength = SQL_NTS, length;
    if (!good(SQLPrepare(handle, (SQLCHAR *)"select yplsh from ypml where yplsh = ? and bgsj < ?", SQL_NTS)) ||
        !good(SQLNumParams(handle, &count)))
        fail("SQLPrepare", SQL_HANDLE_STMT, handle);
    expect(count == 2, "two parameters");
    if (!good(SQLDescribeParam(handle, 1, &type, &size, &digits, &nullable))) fail("SQLDescribeParam", SQL_HANDLE_STMT, handle);
    expect(type == SQL_VARCHAR || type == SQL_WVARCHAR || type == SQL_LONGVARCHAR || type == SQL_WLONGVARCHAR, "a text parameter");
    if (!good(SQLDescribeParam(handle, 2, &type, &size, &digits, &nullable))) fail("SQLDescribeParam", SQL_HANDLE_STMT, handle);
    expect(type == SQL_TYPE_TIMESTAMP, "a timestamp parameter");
    SQL_TIMESTAMP_STRUCT moment = {2999, 1, 1, 0, 0, 0, 0};
    SQLBindParameter(handle, 1, SQL_PARAM_INPUT, SQL_C_CHAR, SQL_VARCHAR, 30, 0, key, sizeof key, &keyLength);
    SQLBindParameter(handle, 2, SQL_PARAM_INPUT, SQL_C_TYPE_TIMESTAMP, SQL_TYPE_TIMESTAMP, 19, 0, &moment, 0, NULL);
    if (!good(SQLExecute(handle)) || !good(SQLFetch(handle))) fail("SQLExecute", SQL_HANDLE_STMT, handle);
    SQLGetData(handle, 1, SQL_C_CHAR, value, sizeof value, &length);
    expect(strcmp(value, "7") == 0, "row 7 by parameter");
    SQLFreeHandle(SQL_HANDLE_STMT, handle);
}

static long rowsOf(SQLHSTMT handle, SQLRETURN code, const char *what)
{
    long count = 0;
    if (!good(code)) fail(what, SQL_HANDLE_STMT, handle);
    else
        while (good(SQLFetch(handle))) count++;
    SQLCloseCursor(handle);
    return count;
}

static void catalogue(SQLHDBC connection)
{
    SQLHSTMT handle = statement(connection);
    SQLCHAR *schema = (SQLCHAR *)"his_interface", *table = (SQLCHAR *)"ypml";
    expect(rowsOf(handle, SQLGetTypeInfo(handle, SQL_ALL_TYPES), "SQLGetTypeInfo") > 10, "types");
    expect(rowsOf(handle, SQLGetTypeInfo(handle, SQL_VARCHAR), "SQLGetTypeInfo") > 0, "varchar");
    expect(rowsOf(handle, SQLTables(handle, NULL, 0, schema, SQL_NTS, (SQLCHAR *)"%", SQL_NTS, (SQLCHAR *)"TABLE", SQL_NTS), "SQLTables") >= 3, "tables");
    expect(rowsOf(handle, SQLColumns(handle, NULL, 0, schema, SQL_NTS, table, SQL_NTS, NULL, 0), "SQLColumns") > 50, "columns");
    rowsOf(handle, SQLPrimaryKeys(handle, NULL, 0, schema, SQL_NTS, table, SQL_NTS), "SQLPrimaryKeys");
    rowsOf(handle, SQLStatistics(handle, NULL, 0, schema, SQL_NTS, table, SQL_NTS, SQL_INDEX_ALL, SQL_QUICK), "SQLStatistics");
    rowsOf(handle, SQLSpecialColumns(handle, SQL_BEST_ROWID, NULL, 0, schema, SQL_NTS, table, SQL_NTS, SQL_SCOPE_SESSION, SQL_NULLABLE), "SQLSpecialColumns");
    rowsOf(handle, SQLForeignKeys(handle, NULL, 0, schema, SQL_NTS, table, SQL_NTS, NULL, 0, NULL, 0, NULL, 0), "SQLForeignKeys");
    rowsOf(handle, SQLProcedures(handle, NULL, 0, NULL, 0, NULL, 0), "SQLProcedures");
    rowsOf(handle, SQLTablePrivileges(handle, NULL, 0, schema, SQL_NTS, table, SQL_NTS), "SQLTablePrivileges");
    SQLFreeHandle(SQL_HANDLE_STMT, handle);
}

int main(int argc, char **argv)
{
    SQLHENV environment = NULL;
    SQLHDBC connection = NULL;
    if (argc != 3) return 2;
    long rows = strtol(argv[2], NULL, 10);
    setvbuf(stdout, NULL, _IONBF, 0);
    SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &environment);
    SQLSetEnvAttr(environment, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)SQL_OV_ODBC3, 0);
    SQLAllocHandle(SQL_HANDLE_DBC, environment, &connection);
    if (!good(SQLDriverConnect(connection, NULL, (SQLCHAR *)argv[1], SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT))) {
        fail("SQLDriverConnect", SQL_HANDLE_DBC, connection);
        return 1;
    }
    SQLULEN cursors[] = {SQL_CURSOR_FORWARD_ONLY, SQL_CURSOR_STATIC, SQL_CURSOR_KEYSET_DRIVEN, SQL_CURSOR_DYNAMIC};
    SQLULEN concurrencies[] = {SQL_CONCUR_READ_ONLY, SQL_CONCUR_LOCK, SQL_CONCUR_ROWVER, SQL_CONCUR_VALUES};
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 4; j++) walk(connection, cursors[i], concurrencies[j], rows);
    refresh(connection, rows);
    parameters(connection);
    catalogue(connection);
    SQLDisconnect(connection);
    printf("%d failures\n", failures);
    return failures == 0 ? 0 : 1;
}
