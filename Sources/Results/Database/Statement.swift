// A prepared statement: values in, rows out. Columns count from 0, parameters from 1, as in SQLite.

internal import CSQLite

/// SQLite copies what is bound: the macro SQLITE_TRANSIENT, which cannot be imported.
private let copying = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

final class Statement {
  private let handle: OpaquePointer
  private let database: Database
  /// The first refusal of a binding, reported by the next step.
  private var refusal: Int32 = SQLITE_OK

  init(_ handle: OpaquePointer, of database: Database) {
    self.handle = handle
    self.database = database
  }

  deinit { sqlite3_finalize(handle) }

  func bind(_ place: Int32, _ value: Int?) {
    note(value.map { sqlite3_bind_int64(handle, place, Int64($0)) } ?? null(place))
  }

  func bind(_ place: Int32, _ value: Double) { note(sqlite3_bind_double(handle, place, value)) }

  func bind(_ place: Int32, _ value: String?) {
    guard var value else { return note(null(place)) }
    let code = value.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { text in
        text.isEmpty
          ? sqlite3_bind_text(handle, place, "", 0, copying)
          : sqlite3_bind_text(handle, place, text.baseAddress, Int32(clamping: text.count), copying)
      }
    }
    note(code)
  }

  /// Doubles as a blob, eight bytes each, little-endian.
  /// Of no bytes null.
  func bind(_ place: Int32, _ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return note(null(place)) }
    let code = bytes.withUnsafeBytes {
      sqlite3_bind_blob(handle, place, $0.baseAddress, Int32(clamping: $0.count), copying)
    }
    note(code)
  }

  func bind(_ place: Int32, _ values: [Double]) {
    #if _endian(big)
      let values = values.map { Double(bitPattern: $0.bitPattern.byteSwapped) }
    #endif
    let code = values.withUnsafeBytes { bytes in
      bytes.isEmpty
        ? sqlite3_bind_zeroblob(handle, place, 0)
        : sqlite3_bind_blob(
          handle, place, bytes.baseAddress, Int32(clamping: bytes.count), copying)
    }
    note(code)
  }

  /// The next row; false if there is none.
  func step() throws(StoreProblem) -> Bool {
    guard refusal == SQLITE_OK else { throw database.problem(refusal) }
    switch sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw database.problem(code)
    }
  }

  /// Runs to the end and makes ready for new values.
  func run() throws(StoreProblem) {
    defer { reset() }
    while try step() {}
  }

  func reset() {
    sqlite3_reset(handle)
    refusal = SQLITE_OK
  }

  var columnCount: Int32 { sqlite3_column_count(handle) }

  func columnName(_ column: Int32) -> String {
    sqlite3_column_name(handle, column).map { String(cString: $0) } ?? ""
  }

  /// Whether a text has nothing but this statement and blanks after it.
  func isAll(of sql: String) -> Bool {
    let own = sqlite3_sql(handle).map { String(cString: $0) } ?? ""
    return sql.utf8.dropFirst(own.utf8.count).allSatisfy { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
  }

  /// The value of a column as it is; blobs as hexadecimal digits.
  func cell(_ column: Int32) -> Cell {
    switch type(column) {
    case SQLITE_NULL: .empty
    case SQLITE_INTEGER: .int(integer(column) ?? 0)
    case SQLITE_FLOAT: .number(double(column))
    case SQLITE_BLOB: .text(blobDigits(column))
    default: Cell(text(column))
    }
  }

  private func blobDigits(_ column: Int32) -> String {
    let start = sqlite3_column_blob(handle, column)
    let count = start == nil ? 0 : Int(sqlite3_column_bytes(handle, column))
    return UnsafeRawBufferPointer(start: start, count: count)
      .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Whether only reading happens.
  var isReadOnly: Bool { sqlite3_stmt_readonly(handle) != 0 }

  func type(_ column: Int32) -> Int32 { sqlite3_column_type(handle, column) }

  func isNull(_ column: Int32) -> Bool { type(column) == SQLITE_NULL }

  /// Nil for null.
  func integer(_ column: Int32) -> Int? {
    isNull(column) ? nil : Int(sqlite3_column_int64(handle, column))
  }

  func double(_ column: Int32) -> Double { sqlite3_column_double(handle, column) }

  /// Nil for null.
  func text(_ column: Int32) -> String? {
    guard let start = sqlite3_column_text(handle, column) else { return nil }
    let count = Int(sqlite3_column_bytes(handle, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// Whether a column holds this text.
  func has(_ column: Int32, _ text: String) -> Bool {
    guard let start = sqlite3_column_text(handle, column) else { return false }
    let count = Int(sqlite3_column_bytes(handle, column))
    return text.utf8.elementsEqual(UnsafeBufferPointer(start: start, count: count))
  }

  func bytes(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(handle, column) else { return [] }
    return Array(
      UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
  }

  func doubles(_ column: Int32) -> [Double] {
    let start = sqlite3_column_blob(handle, column)
    let count = Int(sqlite3_column_bytes(handle, column)) / 8
    let bytes = UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count * 8)
    return [Double](unsafeUninitializedCapacity: bytes.count / 8) { values, filled in
      filled = bytes.count / 8
      for place in 0..<filled {
        let word = bytes.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self)
        values[place] = Double(bitPattern: UInt64(littleEndian: word))
      }
    }
  }

  /// One of the doubles of a blob; nil behind its end.
  func double(_ column: Int32, at place: Int) -> Double? {
    guard let start = sqlite3_column_blob(handle, column),
      place < Int(sqlite3_column_bytes(handle, column)) / 8
    else { return nil }
    let word = start.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self)
    return Double(bitPattern: UInt64(littleEndian: word))
  }

  private func null(_ place: Int32) -> Int32 { sqlite3_bind_null(handle, place) }

  private func note(_ code: Int32) {
    if code != SQLITE_OK, refusal == SQLITE_OK { refusal = code }
  }
}
