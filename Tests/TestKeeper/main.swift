// A keeper, a coordinator and a bare start, for the tests of Execution: small enough to be understood at once.

import Execution
import Glibc

let words = Array(CommandLine.arguments.dropFirst())
switch words.first {
case "keeper": exit(runKeeper(work: testWork()))
case "coordinate": exit(coordinate(Array(words.dropFirst())))
case "spawn": exit(spawn(Array(words.dropFirst())))
default:
  print("usage: test-keeper keeper | coordinate WIDTH COUNT PAYLOAD | spawn CPU MEMORY DIR ARGV")
  exit(64)
}
