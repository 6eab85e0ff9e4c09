/* A cursor that is open while a new release is published: forward, static, keyset and dynamic ones, of each concurrency.
 * It stops in the middle, says `ready`, waits for a line on standard input (by then the release is out) and goes on.
 *
 * In each release every row says which it is in two columns: `tym` begins with one letter and `ypbm` with the same. What
 * one cursor reads has to be one release's, all of it, and the number of rows that release has; a row that is asked for
 * again (SQL_REFRESH, by ctid) may be the new release's, but then in both columns, or gone.
 *
 * usage: odbc_release CONNECTION-STRING ROWS-OF-RELEASE-A ROWS-OF-RELEASE-B
 */
#include <sql.h>
#include <sqlext.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 100

static int failures;
static long sizes[2];

static int good(SQLRETURN code) { return code == SQL_SUCCESS || code == SQL_SUCCESS_WITH_INFO; }

static void fail(const char *what, const char *cursor, SQLSMALLINT type, SQLHANDLE handle)
{
    SQLCHAR state[6] = "", text[512] = "";
    SQLINTEGER native = 0;
    SQLSMALLINT length = 0;
    if (handle) SQLGetDiagRec(type, handle, 1, state, &native, text, sizeof text, &length);
    printf("failed: %s: %s %s %s\n", cursor, what, state, text);
    failures++;
}

static void waitForRelease(void)
{
    char line[64];
    printf("ready\n");
    if (!fgets(line, sizeof line, stdin)) exit(3);
}

struct row {
    char name[64];
    char code[31];
};

/* A or B, `?` when the columns of one row disagree. */
static char release(const struct row *row) { return row->name[0] == row->code[0] ? row->name[0] : '?'; }

/* Whatever the driver answers to a row that may be gone: an error or a status, but no row of two releases. */
static void refresh(SQLHSTMT handle, struct row *rows, const char *cursor)
{
    strcpy(rows[0].name, "!");
    strcpy(rows[0].code, "!");
    if (good(SQLSetPos(handle, 1, SQL_REFRESH, SQL_LOCK_NO_CHANGE)) && release(&rows[0]) == '?')
        fail("a refreshed row is of two releases", cursor, 0, NULL);
}

static void walk(SQLHDBC connection, SQLULEN type, SQLULEN concurrency)
{
    struct row rows[BLOCK];
    SQLULEN fetched = 0, actual = 0;
    SQLHSTMT handle = NULL;
    char cursor[64], seen = 0;
    long count = 0;
    int isWaiting = 1;
    snprintf(cursor, sizeof cursor, "cursor %lu concurrency %lu", (unsigned long)type, (unsigned long)concurrency);
    if (!good(SQLAllocHandle(SQL_HANDLE_STMT, connection, &handle))) {
        fail("SQLAllocHandle", cursor, SQL_HANDLE_DBC, connection);
        return;
    }
    SQLSetStmtAttr(handle, SQL_ATTR_CURSOR_TYPE, (SQLPOINTER)type, 0);
    SQLSetStmtAttr(handle, SQL_ATTR_CONCURRENCY, (SQLPOINTER)concurrency, 0);
    SQLSetStmtAttr(handle, SQL_ATTR_ROW_BIND_TYPE, (SQLPOINTER)sizeof(struct row), 0);
    SQLSetStmtAttr(handle, SQL_ATTR_ROW_ARRAY_SIZE, (SQLPOINTER)(SQLULEN)BLOCK, 0);
    SQLSetStmtAttr(handle, SQL_ATTR_ROWS_FETCHED_PTR, &fetched, 0);
    if (!good(SQLExecDirect(handle, (SQLCHAR *)"select tym, ypbm from ypml", SQL_NTS))) {
        fail("SQLExecDirect", cursor, SQL_HANDLE_STMT, handle);
        goto end;
    }
    SQLBindCol(handle, 1, SQL_C_CHAR, rows[0].name, sizeof rows[0].name, NULL);
    SQLBindCol(handle, 2, SQL_C_CHAR, rows[0].code, sizeof rows[0].code, NULL);
    for (;;) {
        SQLRETURN code = SQLFetchScroll(handle, SQL_FETCH_NEXT, 0);
        if (code == SQL_NO_DATA) break;
        if (!good(code)) {
            fail("SQLFetchScroll", cursor, SQL_HANDLE_STMT, handle);
            goto end;
        }
        for (SQLULEN i = 0; i < fetched; i++) {
            char here = release(&rows[i]);
            if (!seen) seen = here;
            if (here != seen || (here != 'A' && here != 'B')) {
                printf("failed: %s: row %ld is of release %c, the first was of %c\n", cursor, count + 1, here, seen);
                failures++;
                goto end;
            }
            count++;
        }
        if (isWaiting && count >= sizes[0] / 2) {
            waitForRelease();
            isWaiting = 0;
        }
    }
    if (seen && count != sizes[seen - 'A']) {
        printf("failed: %s: %ld rows of release %c\n", cursor, count, seen);
        failures++;
    }
    SQLGetStmtAttr(handle, SQL_ATTR_CURSOR_TYPE, &actual, 0, NULL);
    if (actual != SQL_CURSOR_FORWARD_ONLY) {
        /* Back over what was read before the release, and to the end, which the new release may not have. */
        struct { SQLSMALLINT orientation; SQLLEN offset; } moves[] = {
            {SQL_FETCH_FIRST, 0}, {SQL_FETCH_ABSOLUTE, sizes[0] / 2}, {SQL_FETCH_LAST, 0}, {SQL_FETCH_PRIOR, 0},
        };
        for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
            SQLRETURN code = SQLFetchScroll(handle, moves[i].orientation, moves[i].offset);
            if (!good(code)) fail("move", cursor, SQL_HANDLE_STMT, handle);
            else if (release(&rows[0]) != seen) {
                printf("failed: %s: move %zu stands on a row of release %c\n", cursor, i, release(&rows[0]));
                failures++;
            }
            if (concurrency != SQL_CONCUR_READ_ONLY) refresh(handle, rows, cursor);
        }
    }
    if (isWaiting) fail("never stood in the middle", cursor, 0, NULL);
end:
    SQLFreeHandle(SQL_HANDLE_STMT, handle);
}

int main(int argc, char **argv)
{
    SQLHENV environment = NULL;
    SQLHDBC connection = NULL;
    if (argc != 4) return 2;
    sizes[0] = strtol(argv[2], NULL, 10);
    sizes[1] = strtol(argv[3], NULL, 10);
    setvbuf(stdout, NULL, _IONBF, 0);
    SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &environment);
    SQLSetEnvAttr(environment, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)SQL_OV_ODBC3, 0);
    SQLAllocHandle(SQL_HANDLE_DBC, environment, &connection);
    if (!good(SQLDriverConnect(connection, NULL, (SQLCHAR *)argv[1], SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT))) {
        fail("SQLDriverConnect", "", SQL_HANDLE_DBC, connection);
        return 1;
    }
    SQLULEN types[] = {SQL_CURSOR_FORWARD_ONLY, SQL_CURSOR_STATIC, SQL_CURSOR_KEYSET_DRIVEN, SQL_CURSOR_DYNAMIC};
    SQLULEN concurrencies[] = {SQL_CONCUR_READ_ONLY, SQL_CONCUR_LOCK, SQL_CONCUR_ROWVER};
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < 3; j++) walk(connection, types[i], concurrencies[j]);
    SQLDisconnect(connection);
    printf("%d failures\n", failures);
    return failures == 0 ? 0 : 1;
}
