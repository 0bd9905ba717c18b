// Libraries: read, parsed and checked once each; their names and settings hold below the import.

internal import Experiment
internal import Source

/// A file that is imported: its statements, and what it declares once it has been checked.
struct Library {
  let tree: SyntaxTree
  var scope: Scope?
}

extension Checker {
  static let maximumLibraries = 64

  /// Reads and parses everything that a tree imports: job and params in libraries make the schema, so
  /// they are needed before anything is checked.
  mutating func loadLibraries(of tree: SyntaxTree, importedBy file: String, stack: [String]) {
    for statement in tree.statements {
      guard case .importing(let syntax) = statement.kind else { continue }
      let request = Loader.Request.library(syntax.path, importedBy: file)
      let contents: (path: String, bytes: [UInt8])
      switch loader.answer(request) {
      case .failure(let problem):
        problems.append(.unreadable(problem, at: syntax.pathSpan))
        lacksNames = true
        continue
      case .success(.contents(path: let path, let bytes)): contents = (path, bytes)
      case .success(.names): continue
      }
      imports[syntax.pathSpan] = contents.path
      if stack.contains(contents.path) {
        problems.append(.importCycle(stack + [contents.path], at: syntax.pathSpan))
        imports[syntax.pathSpan] = nil
        lacksNames = true
        continue
      }
      guard libraries[contents.path] == nil else { continue }
      guard libraries.count < Checker.maximumLibraries else {
        problems.append(.tooManyLibraries(at: syntax.pathSpan))
        return
      }
      load(contents.path, contents.bytes, stack: stack)
    }
  }

  private mutating func load(_ path: String, _ bytes: [UInt8], stack: [String]) {
    let span = source.append(name: path, bytes: bytes)
    let (tokens, lexical) = lex(source, from: span.start)
    let (tree, syntactic) = parse(tokens)
    if (lexical + syntactic).containsError { isWhole = false }
    problems += lexical + syntactic
    // Known before its own imports are read, so that a diamond reads it once.
    libraries[path] = Library(tree: tree)
    loadLibraries(of: tree, importedBy: path, stack: stack + [path])
  }

  /// The statements of all libraries that a tree imports, those of the innermost first.
  func imported(by tree: SyntaxTree) -> [Statement] {
    var seen: Set<String> = []
    func statements(of tree: SyntaxTree) -> [Statement] {
      var found: [Statement] = []
      for statement in tree.statements {
        guard case .importing(let syntax) = statement.kind, let path = imports[syntax.pathSpan],
          seen.insert(path).inserted, let library = libraries[path]
        else { continue }
        found += statements(of: library.tree) + library.tree.statements
      }
      return found
    }
    return statements(of: tree)
  }

  /// Makes what a library declares hold below: its values were fixed in its own text.
  mutating func checkImport(
    _ syntax: ImportStatement, _ statement: Statement, in scope: inout Scope
  ) {
    guard let path = imports[syntax.pathSpan], let library = libraries[path] else { return }
    let libraryScope = library.scope ?? check(library)
    libraries[path]?.scope = libraryScope
    // Its lets stand around this file: what is given here already is nearer.
    for (position, given) in libraryScope.settings
    where scope.settings[position] == nil || scope.settings[position]?.isOfLibrary == true {
      scope.settings[position] = given.ofLibrary
    }
    for (composite, given) in libraryScope.composites
    where scope.composites[composite] == nil || scope.composites[composite]?.isOfLibrary == true {
      scope.composites[composite] = given.ofLibrary
    }
    let names = libraryScope.names.own
    if let prefix = syntax.prefix {
      declare(prefix, .library(names), in: &scope)
      return
    }
    for (name, declaration) in names.sorted(by: { $0.value.span.start < $1.value.span.start }) {
      if let previous = scope.names.find(name) {
        // By two ways the same one.
        guard previous.span != declaration.span else { continue }
        problems.append(
          .nameTaken(Name(text: name, span: syntax.pathSpan), by: previous.span))
        continue
      }
      declarations += 1
      scope.names.adopt(name, declaration, order: declarations)
    }
  }

  /// The scope at the end of a library, in which nothing may be swept and nothing run.
  private mutating func check(_ library: Library) -> Scope {
    var scope = Scope()
    force(in: &scope, tellsProblems: false)
    for statement in library.tree.statements {
      switch statement.kind {
      case .param, .job: continue
      case .importing(let syntax): checkImport(syntax, statement, in: &scope)
      case .let(let name, let value): checkLet(name, value, statement.span, in: &scope)
      case .def(let name, let parameters, let body): checkDef(name, parameters, body, in: &scope)
      case .bundle(let name, let value): checkBundle(name, value, in: &scope)
      case .period(let name, let value): checkPeriod(name, value, in: &scope)
      case .preset(let name, let value): checkPreset(name, value, in: &scope)
      case .batch, .for, .sweep, .sample, .when, .except, .require, .group, .run:
        problems.append(
          .misplaced(
            source.text(in: statement.keyword), at: statement.keyword,
            "has no place in a library, which only declares"))
        return scope
      }
    }
    return scope
  }
}
