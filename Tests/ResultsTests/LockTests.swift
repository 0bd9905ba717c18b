import Glibc
import Results
import Testing

@Suite struct LockTests {
  let place = TemporaryFolder()

  @Test func `a second coordinator is refused and told who works there`() throws {
    let first = try place.batch()
    let found = problem { _ = try place.batch() }
    #expect(found?.kind == .locked)
    #expect(
      found?.message
        == "the batch '\(place.path)/output/momentum' is being run by process 4711 on mill "
        + "since 2026-01-02T03:04:05.678Z")
    #expect(first.path.hasSuffix("momentum"))
  }

  @Test func `the lock ends with its holder and its file stays`() throws {
    do { _ = try place.batch() }
    let second = try place.batch()
    #expect(place.text("output/momentum/.lock")?.hasPrefix("process 4711 on mill") == true)
    #expect(second.earlierPath == nil)
  }

  @Test func `two batches of one root do not disturb each other`() throws {
    let first = try place.batch("a")
    let second = try place.batch("b")
    #expect(first.path != second.path)
  }

  @Test func `fresh moves the old batch aside, as often as it is wanted`() throws {
    for number in 1...3 {
      let batch = try place.batch(fresh: true)
      try batch.folder.write("\(number)", to: "mark")
      #expect(batch.earlierPath?.hasSuffix("momentum.old-\(number - 1)") ?? (number == 1))
    }
    #expect(place.text("output/momentum.old-1/mark") == "1")
    #expect(place.text("output/momentum.old-2/mark") == "2")
    #expect(place.text("output/momentum/mark") == "3")
  }

  @Test func `fresh does not take a batch away from who works on it`() throws {
    let first = try place.batch()
    #expect(problem { _ = try place.batch(fresh: true) }?.kind == .locked)
    #expect(place.contains("output/momentum/.lock"))
    #expect(first.earlierPath == nil)
  }

  @Test func `a reader needs no lock`() throws {
    let store = try place.store()
    try store.plan([planned("a")])
    let reader = try BatchStore.reading("\(place.path)/output/momentum")
    #expect(try reader.counts()[.planned] == 1)
  }
}
