// What this process sees of the machine: the clock, cores, the host's name, the working copy.

internal import CProcess
import Glibc
internal import Results

enum Machine {
  static var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// Seconds on a clock that never goes back.
  static var monotonicSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// CPU seconds and peak memory of this process so far.
  static var usage: (cpuSeconds: Double, peakMemoryMB: Double) {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return (seconds(usage.ru_utime) + seconds(usage.ru_stime), Double(usage.ru_maxrss) / 1024)
  }

  /// Kernel, processor and cores: `Linux 6.1.0 x86_64, Some CPU @ 2 GHz, 2 cores`.
  static let description: String = {
    var names = utsname()
    uname(&names)
    func text<Field>(_ field: Field) -> String {
      withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
    let info = (try? readFile("/proc/cpuinfo")).map { String(decoding: $0, as: UTF8.self) } ?? ""
    let model =
      info.split(separator: "\n").first { $0.hasPrefix("model name") }
      .flatMap { $0.split(separator: ":", maxSplits: 1).last }
      .map { ", \($0.drop { $0 == " " })" } ?? ""
    return "\(text(names.sysname)) \(text(names.release)) \(text(names.machine))\(model), "
      + "\(usableCores) cores"
  }()

  /// The names of the variables in this process's environment, sorted.
  static let environmentNames: [String] = {
    var names: [String] = []
    guard var entry = cp_environment() else { return [] }
    while let text = entry.pointee {
      names.append(String(String(cString: text).prefix { $0 != "=" }))
      entry += 1
    }
    return names.filter { $0 != "SWIFT_BACKTRACE" }.sorted()
  }()

  static var processID: Int { Int(getpid()) }

  static let hostName: String = {
    var name = [UInt8](repeating: 0, count: 256)
    let count = name.count - 1
    name.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      gethostname(base.assumingMemoryBound(to: CChar.self), count)
    }
    return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
  }()

  static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// The cores that this process may use: by affinity and by the quota of its control group.
  static var usableCores: Int {
    let count = Int(cp_usable_cores())
    return max(1, min(count, coreQuota ?? count))
  }

  /// The quota of control groups, version 2 or 1, rounded up; nil if there is none.
  private static var coreQuota: Int? {
    func numbers(_ path: String) -> [Int] {
      guard let bytes = try? readFile(path) else { return [] }
      return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        .compactMap { Int($0) }
    }
    let limit = numbers("/sys/fs/cgroup/cpu.max")
    if limit.count == 2, limit[1] > 0 { return (limit[0] + limit[1] - 1) / limit[1] }
    let quota = numbers("/sys/fs/cgroup/cpu/cpu.cfs_quota_us").first ?? -1
    let period = numbers("/sys/fs/cgroup/cpu/cpu.cfs_period_us").first ?? 0
    return quota > 0 && period > 0 ? (quota + period - 1) / period : nil
  }

  static var workingFolder: String {
    guard let path = getcwd(nil, 0) else { return "." }
    defer { free(path) }
    return String(cString: path)
  }

  static func absolutePath(_ path: String) -> String {
    path.hasPrefix("/") ? path : "\(workingFolder)/\(path)"
  }

  /// The path without links and dots; itself where nothing stands there.
  static func realPath(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return absolutePath(path) }
    defer { free(real) }
    return String(cString: real)
  }
}
