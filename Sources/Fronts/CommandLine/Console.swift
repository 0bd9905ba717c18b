// Where text goes: results to standard output, everything else to standard error; colour only on a
// terminal, or as --color says.

import ArgumentParser
import Glibc
import Results
import Source

enum Console {
  static func out(_ text: String) { write(text, to: 1) }

  static func err(_ text: String) { write(text, to: 2) }

  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Writes all of it; a closed pipe ends the program quietly, as `gamut plan F | head` expects.
  static func write(_ text: String, to descriptor: Int32) {
    write(Array(text.utf8), to: descriptor)
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32) {
    bytes.withUnsafeBytes { bytes in
      var rest = bytes
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else {
          // A reader that has seen enough is no mistake; a full disk is.
          if descriptor == 1 { exit(errno == EPIPE ? 0 : 1) }
          return
        }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    }
  }

  /// The number of columns of a terminal; 80 where it does not say.
  static var width: Int {
    var size = winsize()
    return ioctl(2, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  var colour: DiagnosticRenderer.Colour {
    switch self {
    case .always: .ansi
    case .never: .none
    case .auto:
      Console.isTerminal(2) && getenv("NO_COLOR") == nil && TerminalKind.isCapable ? .ansi : .none
    }
  }
}

enum TerminalKind {
  /// Whether the terminal understands escape sequences, as far as TERM tells.
  static var isCapable: Bool {
    guard let name = getenv("TERM") else { return false }
    return String(cString: name) != "dumb" && name.pointee != 0
  }
}

enum ListingFormat: String, ExpressibleByArgument, CaseIterable {
  case table, csv, json

  var table: TableFormat {
    switch self {
    case .table: .table
    case .csv: .csv
    case .json: .json
    }
  }
}
