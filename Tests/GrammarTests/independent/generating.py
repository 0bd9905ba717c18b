"""Random programs: derivations of the EBNF, spelled and laid out at random. A seed gives the same ones.

It walks the productions themselves, so a new production needs no line here unless its strings must be
plain. Choices are even except where that would make programs endless.
"""

from random import Random

import spelling
from lexing import GRAMMAR, MOST_INTERPOLATIONS, NOT_ENDING, SYMBOL_TYPES, WORD_TYPES
from parsing import MOST_LISTS, MOST_NESTING, MOST_OPERATORS

WORDS = sorted(GRAMMAR.contextual_words)
# Where a string may hold no expression.
PLAIN = {"batch", "import", "param", "item"}
# How likely one more repetition is, where it is not CHANCE.
MORE = {"body": 0.6, "record": 0.6, "list": 0.55, "for": 0.3, "sweep": 0.3, "sep": 0.1, "fsep": 0.1,
        "or": 0.1, "and": 0.1, "sum": 0.15, "product": 0.12, "postfix": 0.2, "compare": 0.2, "range": 0.15}
CHANCE = 0.3
# How likely the longer of two alternatives is, against 1 for the other.
RARE = {"expr": 0.1, "not": 0.06, "unary": 0.06}
DEEPEST = 5
MOST_LINES = 60
MOST_REPEATS = 6
TOP_STATEMENTS = 14


def generated(seed, count):
    for index in range(count):
        random = Random(f"{seed}:{index}")
        yield random.choice(AT_LIMIT) if random.random() < 0.02 else one(random)


def one(random):
    while True:
        text = Layout(random).text(Derivation(random).tokens)
        if 1 <= text.count("\n") + 1 <= MOST_LINES:
            return text


def strings_in_strings(count):
    return '"{' + strings_in_strings(count - 1) + '}"' if count else "1"


# Programs that go exactly as far as the limits of lexical.md allow.
AT_LIMIT = [
    "let x = " + "(" * (MOST_NESTING - 1) + "1" + ")" * (MOST_NESTING - 1),
    "let x = " + "[" * MOST_NESTING + "]" * MOST_NESTING,
    "let x = " + "f(" * (MOST_NESTING - 1) + "1" + ")" * (MOST_NESTING - 1),
    "let x = " + "{ a = " * (MOST_NESTING - 1) + "1" + "}" * (MOST_NESTING - 1),
    "let x = " + "if a then b else " * (MOST_NESTING - 1) + "c",
    "group { " * MOST_NESTING + "}" * MOST_NESTING,
    "let x = 1" + " + 1" * MOST_OPERATORS,
    "let x = [" + ", ".join(["1" + " * 1" * MOST_OPERATORS] * 3) + "]",
    "run { a = 1" + " - 1" * MOST_OPERATORS + ", b = 1" + " / 1" * MOST_OPERATORS + " }",
    "when " + "not " * MOST_OPERATORS + "true",
    "let x = " + "-" * MOST_OPERATORS + "1",
    "let x = f" + "()" * MOST_OPERATORS,
    "let x = f" + ".a" * MOST_OPERATORS,
    "let x = " + strings_in_strings(MOST_INTERPOLATIONS),
    "param x : " + "list of " * MOST_LISTS + "int",
]


def heights():
    """How deep each production must at least go: the fewest productions inside one another."""
    found = dict.fromkeys(GRAMMAR.syntax, 1000)
    for _ in GRAMMAR.syntax:
        for name in GRAMMAR.syntax:
            found[name] = 1 + height(GRAMMAR.productions[name], found)
    return found


def height(node, known):
    kind, *parts = node
    if kind == "ref":
        return known.get(parts[0], 0)
    if kind in ("opt", "star") or kind == "text":
        return 0
    if kind == "plus":
        return height(parts[0], known)
    return (min if kind == "alt" else max)(height(part, known) for part in parts[0])


HEIGHTS = heights()


class Derivation:
    """One program as tokens: pairs of a type as the lexer has it, and a text."""

    def __init__(self, random):
        self.random = random
        self.tokens = []
        self.depth = 0
        self.types = 0
        self.in_string = 0
        self.production("file")

    def production(self, name):
        deeper = name in ("expr", "scope")
        self.depth += deeper
        self.types += name == "type"
        self.node(GRAMMAR.productions[name], name)
        self.types -= name == "type"
        self.depth -= deeper

    def is_deep(self):
        return self.depth > DEEPEST

    def node(self, node, production):
        kind, *parts = node
        if kind == "seq":
            for part in parts[0]:
                self.node(part, production)
        elif kind == "alt":
            self.node(self.choice(parts[0], production), production)
        elif kind == "text":
            self.tokens.append((WORD_TYPES.get(parts[0]) or SYMBOL_TYPES[parts[0]], parts[0]))
        elif kind == "ref":
            self.reference(parts[0], production)
        else:
            for _ in range(self.repeats(kind, node, production)):
                self.node(parts[0], production)

    def choice(self, options, production):
        if self.in_string and production in ("sep", "fsep"):
            options = [option for option in options if option != ("ref", "NL")]
        if self.is_deep() or (production == "type" and self.types > MOST_LISTS):
            least = min(height(option, HEIGHTS) for option in options)
            options = [option for option in options if height(option, HEIGHTS) == least]
        weights = [RARE.get(production, 1) if option[0] == "seq" else 1 for option in options]
        return self.random.choices(options, weights)[0]

    def repeats(self, kind, node, production):
        least, most = {"opt": (0, 1), "star": (0, MOST_REPEATS), "plus": (1, MOST_REPEATS)}[kind]
        if self.is_deep():
            return least
        more = MORE.get(production, CHANCE)
        if node[1] in (("ref", "sep"), ("ref", "fsep")):
            more = 0.15
        elif production == "body" and self.depth == 0:
            more, most = 0.9, 1 if kind == "opt" else TOP_STATEMENTS
        count = least
        while count < most and self.random.random() < more:
            count += 1
        return count

    def reference(self, name, production):
        if name in HEIGHTS:
            self.production(name)
        elif name == "NL":
            self.tokens.append(("NL", "\n"))
        elif name != "EOF":
            self.tokens.append((name, self.spelled(name, production)))

    def spelled(self, name, production):
        if name == "NAME":
            return spelling.name(self.random, WORDS)
        if name == "STRING":
            return spelling.plain_string(self.random) if production in PLAIN or self.is_deep() else self.string()
        made = {"NUMBER": spelling.number, "DATE": spelling.date, "MONTH": spelling.month, "RAW": spelling.raw,
                "QUARTER": spelling.quarter, "DURATION": spelling.duration}
        return made[name](self.random)

    def string(self):
        parts = []
        for _ in range(self.random.choice([0, 1, 1, 2, 3])):
            is_text = self.random.random() < 0.6
            parts.append(spelling.text(self.random) if is_text else self.interpolation())
        return '"' + "".join(parts) + '"'

    def interpolation(self):
        outer, self.tokens = self.tokens, []
        self.depth += 1
        self.in_string += 1
        self.production("expr")
        inside = Layout(self.random, in_string=True).line(self.tokens)
        self.tokens = outer
        self.depth -= 1
        self.in_string -= 1
        if inside.startswith("{") or self.random.random() < 0.1:
            inside = " " + inside
        end = self.random.choice(["", "", "", " "])
        if self.random.random() < 0.3:
            end += ":" + spelling.written_format(self.random)
        return "{" + inside + end + "}"


class Layout:
    """Tokens to text: blanks, line ends where they do not count, comments, empty lines."""

    def __init__(self, random, in_string=False):
        self.random = random
        self.in_string = in_string
        self.line_end = "\r\n" if not in_string and random.random() < 0.05 else "\n"

    def text(self, tokens):
        head = "\ufeff" if self.random.random() < 0.03 else ""
        if self.random.random() < 0.05:
            head += "#!/usr/bin/env gamut" + self.line_end
        end = self.random.choice(["", self.line_end, " ", self.break_line()])
        return head + self.line(tokens) + end

    def line(self, tokens):
        pieces, brackets, before = [], [], None
        for token in tokens:
            if token[0] == "NL":
                pieces.append(self.break_line())
            else:
                if before:
                    pieces.append(self.gap(before, token, brackets))
                pieces.append(token[1])
                self.track(token, brackets)
            before = token
        return "".join(pieces)

    def track(self, token, brackets):
        if token[0].startswith("S_"):
            if token[1] in "([{":
                brackets.append(token[1])
            elif token[1] in ")]}":
                brackets.pop()

    def break_line(self):
        text = self.random.choice(["", "", "", " ", "\t"])
        for _ in range(self.random.choices([1, 2, 3], [12, 2, 1])[0]):
            if self.random.random() < 0.08:
                text += self.random.choice(spelling.COMMENTS)
            text += self.line_end + self.random.choice(["", "", "  ", "    ", "\t"])
        return text

    def gap(self, before, token, brackets):
        """What stands between two tokens of a line: perhaps nothing, perhaps a line end that does not count."""
        if before[0] == "NL":
            return ""
        is_free = brackets and brackets[-1] != "{" or before[0] in NOT_ENDING and before[0] != "W_FOR"
        if is_free and not self.in_string and self.random.random() < 0.05:
            return self.break_line()
        blank = " " if self.in_string else self.random.choice([" "] * 15 + ["  ", "\t", "    "])
        return "" if self.may_touch(before, token) and self.random.random() < 0.4 else blank

    def may_touch(self, before, token):
        """Whether two tokens stay two without a blank between them: one is a symbol that joins with neither."""
        if token[1] == "-" and before[1][0].isdigit():
            return False
        return before[0].startswith("S_") or token[0].startswith("S_")
