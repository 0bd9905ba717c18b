// An SQLite database and its prepared statements. It does not know any table.

internal import CSQLite
internal import Glibc

/// An open database, used by one thread at a time.
final class Database {
  enum Mode {
    case write
    case read
    /// For a folder in which nothing can be written and nobody writes.
    case immutable
  }

  let handle: OpaquePointer
  private let path: String

  /// Opens a database by a path without links; the file must exist.
  init(_ path: String, _ mode: Mode) throws(StoreProblem) {
    var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_URI
    flags |= mode == .write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY
    let uri = Database.uri(path) + (mode == .immutable ? "?immutable=1" : "")
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(uri, &opened, flags, nil)
    guard code == SQLITE_OK, let opened else {
      let number = opened.map { sqlite3_system_errno($0) } ?? 0
      sqlite3_close(opened)
      if number != 0 {
        throw StoreProblem(systemError: number, tryingTo: "open the database", path)
      }
      throw Database.problem(code, String(cString: sqlite3_errstr(code)), path)
    }
    handle = opened
    self.path = path
    sqlite3_extended_result_codes(handle, 1)
    sqlite3_busy_timeout(handle, 5000)
  }

  deinit { sqlite3_close_v2(handle) }

  /// Runs statements that give no rows.
  func execute(_ sql: String) throws(StoreProblem) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw problem(code) }
  }

  func prepare(_ sql: String) throws(StoreProblem) -> Statement {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(
      handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else {
      throw code == SQLITE_OK ? StoreProblem(.refused, "there is no statement") : problem(code)
    }
    return Statement(statement, of: self)
  }

  /// All of `body` or nothing of it.
  func transaction(_ body: () throws(StoreProblem) -> Void) throws(StoreProblem) {
    try execute("BEGIN IMMEDIATE")
    do {
      try body()
      try execute("COMMIT")
    } catch {
      rollBack()
      throw error
    }
  }

  /// Ends an open transaction without effect; SQLite may have ended it already.
  func rollBack() { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }

  /// The first column of the first row, as an integer; nil if there is no row or it is null.
  func integer(_ sql: String) throws(StoreProblem) -> Int? {
    let statement = try prepare(sql)
    return try statement.step() ? statement.integer(0) : nil
  }

  /// How many rows the last statement has changed.
  var changes: Int { Int(sqlite3_changes64(handle)) }

  func problem(_ code: Int32) -> StoreProblem {
    Database.problem(code, String(cString: sqlite3_errmsg(handle)), path)
  }

  private static func problem(_ code: Int32, _ reason: String, _ path: String) -> StoreProblem {
    let message = "the database '\(path)': \(reason)"
    switch code & 0xFF {
    case SQLITE_FULL:
      return StoreProblem(.diskFull, message, help: "make room and run again")
    case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN:
      return StoreProblem(
        .notWritable, message, help: "give yourself the rights to the batch folder and its files")
    case SQLITE_BUSY, SQLITE_LOCKED:
      return StoreProblem(.locked, message, help: "another program keeps it locked: end that first")
    case SQLITE_CORRUPT, SQLITE_NOTADB:
      return StoreProblem(
        .damaged, message, help: "begin anew with --fresh: the old batch folder is kept beside it")
    case SQLITE_AUTH:
      return StoreProblem(
        .refused, "this statement would do more than read", help: "write one SELECT")
    case SQLITE_ERROR, SQLITE_INTERRUPT: return StoreProblem(.refused, message)
    default: return StoreProblem(.system, message)
    }
  }

  private static func uri(_ path: String) -> String {
    var uri = "file:"
    for byte in path.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F:
        uri.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        uri += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return uri
  }
}
