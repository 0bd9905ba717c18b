// The readers of prices under libFuzzer: whatever bytes come, reading ends and traps nowhere; what was read
// is sound, and what is written of it reads back as the same. `make fuzz` builds and feeds it.

import Backtest
import Experiment
import Glibc

/// libFuzzer's own loop: it calls back with one input after the other (FuzzerInterface.h).
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
) -> CInt

private func checkSound(_ panel: PricePanel) {
  precondition(!panel.days.isEmpty && !panel.symbols.isEmpty)
  precondition(zip(panel.days, panel.days.dropFirst()).allSatisfy { $0 < $1 }, "days ascend")
  precondition(panel.close.count == panel.days.count * panel.symbols.count)
  precondition(panel.close.allSatisfy { $0.isNaN || ($0 > 0 && $0.isFinite) }, "a price is above 0")
}

/// NaN is like NaN.
private func isSame(_ a: [Double]?, _ b: [Double]?) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return a.count == b.count && zip(a, b).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
}

private func checkImport(_ file: PriceFile, _ options: ImportOptions) {
  guard let imported = try? ImportedPrices([file], options) else { return }
  checkSound(imported.panel)
  _ = imported.panel.report
  var bytes: [UInt8] = []
  imported.panel.csvLines { bytes += $0 }
  guard let again = try? ImportedPrices([PriceFile(name: "again.csv", bytes: bytes)]) else {
    preconditionFailure("what was written cannot be read")
  }
  precondition(again.panel.symbols == imported.panel.symbols, "other symbols")
  precondition(isSame(again.panel.close, imported.panel.close), "other closes")
}

private func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let file = PriceFile(name: "x.csv", bytes: Array(UnsafeBufferPointer(start: start, count: count)))
  if let panel = try? pricePanel([file]) { checkSound(panel) }
  checkImport(file, ImportOptions())
  var options = ImportOptions()
  options.dateOrder = "dmy"
  options.keepsRawPrices = true
  checkImport(file, options)
  _ = try? symbolList(file.bytes, name: "x")
  return 0
}

private var count = CommandLine.argc
private var arguments = CommandLine.unsafeArgv
exit(runDriver(&count, &arguments, fuzz))
