"""An independent implementation of Gamut's syntax, made from grammar/gamut.ebnf: the command line.

    gamut_grammar.py parse FILE ...              one JSON object a line: file and tree, or file, error, line, column
    gamut_grammar.py parse --json                the same for programs on standard input, one JSON string a line
    gamut_grammar.py generate --seed S --count N random programs, one JSON string a line
    gamut_grammar.py mutate --seed S --count N   random programs with one to three changes, likewise
    gamut_grammar.py productions                 the names of all productions
    gamut_grammar.py coverage                    how often programs on standard input use each production

The Swift parser shares no line with it, so where both agree the grammar says what both do. It knows
syntax only: no setting, no type, no value.
"""

import argparse
import json
import sys

sys.dont_write_bytecode = True

from lexing import GRAMMAR, Mistake
from parsing import Program, place, uses
from trees import NotPlain, shown


def parse(text):
    """{"tree": ...} or {"error": ..., "line": ..., "column": ...}."""
    try:
        return {"tree": shown(Program(text).tree)}
    except Mistake as mistake:
        message, offset = mistake.message, mistake.offset
    except NotPlain as mistake:
        message, offset = "an expression may not stand in this string", mistake.token.start_pos
    line, column = place(text, offset)
    return {"error": message, "line": line, "column": column}


def parse_file(path):
    with open(path, "rb") as file:
        content = file.read()
    try:
        answer = parse(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        right = content[:error.start].decode("utf-8")
        line, column = place(right, len(right))
        answer = {"error": "this byte is not UTF-8", "line": line, "column": column}
    return {"file": path, **answer}


def programs():
    """The programs on standard input."""
    for line in sys.stdin:
        if line.strip():
            yield json.loads(line)


def say(value):
    print(json.dumps(value, ensure_ascii=True), flush=True)


def coverage():
    total = dict.fromkeys(GRAMMAR.productions, 0)
    for text in programs():
        try:
            program = Program(text)
        except Mistake:
            continue
        for name, count in uses(program).items():
            total[name] += count
    for name, count in total.items():
        say({"number": GRAMMAR.numbers[name], "production": name, "uses": count})


def main():
    sys.setrecursionlimit(20_000)
    sys.stdin.reconfigure(encoding="utf-8")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    reading = commands.add_parser("parse")
    reading.add_argument("files", nargs="*")
    reading.add_argument("--json", action="store_true")
    for command in ("generate", "mutate"):
        making = commands.add_parser(command)
        making.add_argument("--seed", type=int, required=True)
        making.add_argument("--count", type=int, required=True)
    commands.add_parser("productions")
    commands.add_parser("coverage")
    options = parser.parse_args()
    if options.command == "parse":
        for answer in map(parse, programs()) if options.json else map(parse_file, options.files):
            say(answer)
    elif options.command == "generate":
        from generating import generated
        for text in generated(options.seed, options.count):
            say(text)
    elif options.command == "mutate":
        from mutating import mutated
        for text in mutated(options.seed, options.count):
            say(text)
    elif options.command == "productions":
        print("\n".join(GRAMMAR.productions))
    else:
        coverage()


if __name__ == "__main__":
    main()
