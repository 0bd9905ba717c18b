#include <sqlite3.h>

// What Swift cannot call: a name in double quotes that is not there is a mistake, and no text.
static inline int csqlite_refuse_quoted_texts(sqlite3 *database) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
}
