// The parts of a run's identity against published vectors: SHA-256 and the numbers of RFC 8785.

import TestSupport
import Testing

@testable import Experiment

@Suite struct IdentityTests {
  // FIPS 180-2, appendix B, and the empty message.
  @Test(arguments: [
    ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
  ])
  func `SHA-256 gives the published digests`(text: String, times: Int, digest: String) {
    let bytes = Array(String(repeating: text, count: times).utf8)
    #expect(ContentHash(of: bytes).text == digest)
    var hasher = ContentHasher()
    for start in stride(from: 0, to: bytes.count, by: 777) {
      hasher.update(Array(bytes[start..<min(start + 777, bytes.count)]))
    }
    #expect(hasher.finish().text == digest)
  }

  // RFC 8785, appendix B.
  @Test(
    arguments: [
      (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"),
      (0x0000_0000_0000_0001, "5e-324"), (0x8000_0000_0000_0001, "-5e-324"),
      (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
      (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
      (0x4340_0000_0000_0000, "9007199254740992"), (0xc340_0000_0000_0000, "-9007199254740992"),
      (0x4430_0000_0000_0000, "295147905179352830000"),
      (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"), (0x44b5_2d02_c7e1_4af6, "1e+23"),
      (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
      (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
      (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"), (0x444b_1ae4_d6e2_ef50, "1e+21"),
      (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
      (0x41b3_de43_5555_5553, "333333333.3333332"), (0x41b3_de43_5555_5554, "333333333.33333325"),
      (0x41b3_de43_5555_5555, "333333333.3333333"), (0x41b3_de43_5555_5556, "333333333.3333334"),
      (0x41b3_de43_5555_5557, "333333333.33333343"),
      (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
      (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ] as [(UInt64, String)])
  func `numbers are written as RFC 8785 shows`(bits: UInt64, text: String) {
    #expect(ecmaScriptText(Double(bitPattern: bits)) == text)
  }

  @Test func `texts and members are written as RFC 8785 shows`() {
    // Section 3.2.2 and 3.2.3: escapes, and the order of UTF-16 code units.
    #expect(
      canonicalJSON(.text("€$\u{F}\nA'B\"\\\\\"/")) == #""€$\u000f\nA'B\"\\\\\"/""#)
    let names = ["€", "\r", "\u{FB33}", "1", "😀", "\u{80}", "ö"]
    let sorted = canonicalJSON(object: names.map { ($0, "0") })
    #expect(
      sorted
        == "{\"\\r\":0,\"1\":0,\"\u{80}\":0,\"ö\":0,\"€\":0,\"😀\":0,\"\u{FB33}\":0}")
  }

  @Test func `the key depends on every setting and on nothing else`() throws {
    let schema = Schema([
      Setting("seed", .int(nil), default: .int(42), help: ""),
      Setting("word", .text, default: .text("a"), help: ""),
    ])
    func key(_ seed: Value?, _ word: Value?) throws -> String {
      try RunKey(job: .backtest, settings: Settings([seed, word]).resolved(by: schema), schema).text
    }
    let plain = try key(nil, nil)
    #expect(try key(.int(42), .text("a")) == plain)
    #expect(try key(.int(43), nil) != plain)
    #expect(try key(nil, .text("b")) != plain)
    let text = #"{"job":{"kind":"backtest"},"settings":{"seed":42,"word":"a"}}"#
    #expect(plain == ContentHash(of: Array(text.utf8)).text)
  }

  @Test func `keys made one after the other are those made alone`() throws {
    var random = SeededGenerator(seed: 5)
    for count in [0, 1, 2, 7] {
      let schema = Schema(
        (0..<count).map {
          Setting("s\($0 * 7 % 5)_\($0)", .text, isInKey: $0 != 3, help: "")
        })
      var maker = RunKeyMaker(job: .backtest, schema)
      var settings = Settings(count: count)
      for _ in 0..<200 {
        for position in 0..<count where random.next() % 3 == 0 {
          settings[position] =
            random.next() % 4 == 0
            ? nil : .text(String(repeating: "x", count: Int(random.next() % 99)))
        }
        let resolved = settings.resolved(by: schema)
        #expect(
          try maker.key(of: resolved) == RunKey(job: .backtest, settings: resolved, schema))
      }
    }
  }
}
