"""Reads grammar/gamut.ebnf: its productions as small trees, as regular expressions, as a Lark grammar.

It does not know Gamut: what it knows is W3C notation, and that a production whose name begins with a
capital is a token. A node is a tuple: ("seq", nodes), ("alt", nodes), ("opt" | "star" | "plus", node),
("text", text), ("ref", name), ("class", text) or ("minus", node, node).
"""

import re
from pathlib import Path

GRAMMAR_FILE = Path(__file__).resolve().parents[3] / "grammar" / "gamut.ebnf"

HEAD = re.compile(r"^\[(\d+)\]\s+(\w+)\s*::=", re.MULTILINE)
PIECE = re.compile(r"""\s*("[^"]*"|'[^']*'|\[[^\]]*\]|\w+|[()|?*+-])""")


class Grammar:
    """The productions of a file, in order, and the words in their quotes."""

    def __init__(self, path=GRAMMAR_FILE):
        text = re.sub(r"/\*.*?\*/", "", Path(path).read_text(encoding="utf-8"), flags=re.DOTALL)
        heads = list(HEAD.finditer(text))
        ends = [head.start() for head in heads[1:]] + [len(text)]
        self.numbers, self.productions = {}, {}
        for head, end in zip(heads, ends):
            name = head[2]
            self.numbers[name] = int(head[1])
            self.productions[name] = parsed(text[head.end():end])
        self.syntax = [name for name in self.productions if name[0].islower()]
        self.tokens = [name for name in self.productions if not name[0].islower()]
        quoted = set()
        for name in self.syntax:
            quoted |= texts(self.productions[name])
        self.hard_words = texts(self.productions["Hard"])
        self.words = {text for text in quoted if text.isalpha()}
        self.contextual_words = self.words - self.hard_words
        self.symbols = quoted - self.words

    def regex(self, name):
        """The regular expression of a token's production; for one that holds no syntax."""
        return re.compile(self.pattern(self.productions[name]))

    def pattern(self, node):
        kind, *parts = node
        if kind == "text":
            return re.escape(parts[0])
        if kind == "class":
            return parts[0].replace("#xA", "\\n")
        if kind == "ref":
            return "(?:" + self.pattern(self.productions[parts[0]]) + ")"
        if kind == "seq":
            return "".join(self.pattern(part) for part in parts[0])
        if kind == "alt":
            # The longest match, where Python would take the first.
            options = sorted(parts[0], key=lambda part: -len(part[1]) if part[0] == "text" else 0)
            return "(?:" + "|".join(self.pattern(part) for part in options) + ")"
        if kind == "minus":
            return f"(?!(?:{self.pattern(parts[1])})(?![A-Za-z0-9_])){self.pattern(parts[0])}"
        return "(?:" + self.pattern(parts[0]) + ")" + {"opt": "?", "star": "*", "plus": "+"}[kind]

    def terminal(self, text):
        """The name of a quoted text in the Lark grammar."""
        if text.isalpha():
            return "W_" + text.upper()
        return "S_" + "_".join(format(ord(character), "02X") for character in text)

    def lark(self):
        """The syntax as a Lark grammar, in which a contextual word is also a name."""
        lines = [f"p_{name}: {self.lark_part(self.productions[name])}" for name in self.syntax]
        words = [self.terminal(word) for word in sorted(self.contextual_words)]
        lines.append("name: " + " | ".join(["NAME"] + words))
        known = {self.terminal(text) for text in self.words | self.symbols | self.hard_words}
        known |= {name for name in self.tokens if name.isupper()} | {"NL", "EOF"}
        lines.append("%declare " + " ".join(sorted(known)))
        return "\n".join(lines) + "\n"

    def lark_part(self, node):
        kind, *parts = node
        if kind == "text":
            return self.terminal(parts[0])
        if kind == "ref":
            name = parts[0]
            return "name" if name == "NAME" else "p_" + name if name in self.syntax else name
        if kind == "seq":
            return " ".join(self.lark_part(part) for part in parts[0])
        if kind == "alt":
            return "( " + " | ".join(self.lark_part(part) for part in parts[0]) + " )"
        return "( " + self.lark_part(parts[0]) + " )" + {"opt": "?", "star": "*", "plus": "+"}[kind]


def parsed(text):
    """The right side of a production as a node."""
    text = text.strip()
    pieces, position = [], 0
    while position < len(text):
        match = PIECE.match(text, position)
        if not match:
            raise ValueError(f"this is no W3C notation: {text[position:position + 30]!r}")
        pieces.append(match[1])
        position = match.end()
    pieces.append("")
    node, end = alternatives(pieces, 0)
    if pieces[end]:
        raise ValueError(f"{pieces[end]!r} is not expected in {text!r}")
    return node


def alternatives(pieces, at):
    options = []
    while True:
        option, at = sequence(pieces, at)
        options.append(option)
        if pieces[at] != "|":
            return (options[0] if len(options) == 1 else ("alt", options)), at
        at += 1


def sequence(pieces, at):
    nodes = []
    while pieces[at] and pieces[at] not in "|)":
        if pieces[at] == "-":
            right, at = one(pieces, at + 1)
            nodes = [("minus", ("seq", nodes), right)]
        else:
            node, at = one(pieces, at)
            nodes.append(node)
    return (nodes[0] if len(nodes) == 1 else ("seq", nodes)), at


def one(pieces, at):
    piece = pieces[at]
    if piece == "(":
        node, at = alternatives(pieces, at + 1)
    elif piece[0] in "\"'":
        node = ("text", piece[1:-1])
    elif piece[0] == "[":
        node = ("class", piece)
    else:
        node = ("ref", piece)
    at += 1
    while pieces[at] and pieces[at] in "?*+":
        node = ({"?": "opt", "*": "star", "+": "plus"}[pieces[at]], node)
        at += 1
    return node, at


def texts(node):
    """All quoted texts in a node."""
    if node[0] == "text":
        return {node[1]}
    parts = [part for part in node[1:] if isinstance(part, tuple)]
    parts += [part for group in node[1:] if isinstance(group, list) for part in group]
    return set().union(*(texts(part) for part in parts))
