"""Text to tokens, as grammar/lexical.md says. It knows line ends and brackets, and no statement.

The shapes of tokens come from the token productions of the EBNF; what a shape alone cannot say (days
that exist, limits, strings with expressions, line ends) is written here. The first mistake ends it.
"""

import re

from lark import Token

from ebnf import Grammar

GRAMMAR = Grammar()
NUMERIC = [(name, GRAMMAR.regex(name)) for name in ("DATE", "QUARTER", "MONTH", "DURATION", "NUMBER")]
NAME, RAW, COMMENT, FORMAT = (GRAMMAR.regex(name) for name in ("NAME", "RAW", "COMMENT", "FORMAT"))
LOOSE_DAY = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![A-Za-z0-9_])")
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
SYMBOL = re.compile("|".join(map(re.escape, sorted(GRAMMAR.symbols, key=lambda text: (-len(text), text)))))
WORD_END = re.compile(r"[A-Za-z0-9_]")
BLANKS = re.compile(r"[ \t\r]*")
SPACES = re.compile(r" *")
PLAIN_TEXT = re.compile(r'[^"\\{}\n]+')
ESCAPE = re.compile(r'\\(?:[nt"\\]|u\{([0-9A-Fa-f]{1,6})\})')
UNIT = re.compile(r"(?:%|bps|[KMG]iB)$")
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
    "\ud800-\udfff]|\r(?!\n)")

WORD_TYPES = {word: GRAMMAR.terminal(word) for word in GRAMMAR.words | GRAMMAR.hard_words}
SYMBOL_TYPES = {symbol: GRAMMAR.terminal(symbol) for symbol in GRAMMAR.symbols}
# A statement can end behind these, and behind every name, contextual word, literal and string.
ENDING = {GRAMMAR.terminal(text) for text in ("}", "]", ")", "{", "?", "true", "false", "none")}
NOT_ENDING = (set(WORD_TYPES[word] for word in GRAMMAR.hard_words) | set(SYMBOL_TYPES.values())) - ENDING

IN_STRING = "in a string: "
MOST_INTERPOLATIONS = 8
MOST_DIGITS = 34
MOST_EXPONENT = 6144
MOST_FORMAT = 60
MOST_AMOUNT = 1_000_000_000
MOST_MONTHS = 12_000_000
# A month is reckoned as 31 days here.
MILLISECONDS = {"y": 12 * 31 * 86_400_000, "m": 31 * 86_400_000, "w": 7 * 86_400_000, "d": 86_400_000, "h": 3_600_000,
                "min": 60_000, "s": 1000, "ms": 1}


class Mistake(Exception):
    """What is wrong with a text, and where it begins."""

    def __init__(self, message, offset):
        super().__init__(message)
        self.message, self.offset = message, offset


class Text(Token):
    """A STRING or RAW: its parts are ("text", text) or ("value", tokens, format, offset)."""


class Lexer:
    def __init__(self, text):
        self.text = text
        self.comments = 0

    def tokens(self):
        """All tokens of the text, line ends that count among them, and EOF."""
        position = 1 if self.text.startswith("\ufeff") else 0
        match = FORBIDDEN.search(self.text, position)
        if match:
            raise Mistake(f"U+{ord(match[0]):04X} may not stand in a program", match.start())
        tokens, brackets = [], []
        while True:
            position, line_end = self.skip(position)
            if line_end is not None and tokens and tokens[-1].type not in NOT_ENDING:
                if not brackets or brackets[-1] == "{":
                    tokens.append(Token("NL", "\n", line_end))
            if position == len(self.text):
                tokens.append(Token("EOF", "", position))
                return tokens
            token, position = self.token(position, 0)
            tokens.append(token)
            track(token, brackets)

    def skip(self, position):
        """Behind blanks and comments; where the last line ended on the way, or None."""
        line_end = None
        while True:
            position = BLANKS.match(self.text, position).end()
            comment = COMMENT.match(self.text, position)
            if comment:
                self.comments += 1
                position = comment.end()
            if self.text.startswith("\n", position):
                line_end = position
                position += 1
            elif not comment:
                return position, line_end

    def token(self, position, nesting):
        """The token at a place, and where it ends."""
        text, first = self.text, self.text[position]
        if "0" <= first <= "9":
            return self.number(position)
        if first == '"':
            return self.string(position, nesting)
        match = RAW.match(text, position)
        if match:
            token = Text("RAW", match[0], position)
            token.parts = [("text", match[0][2:-1])] if len(match[0]) > 3 else []
            return token, match.end()
        if text.startswith('r"', position):
            raise Mistake("this string has no end on its line", position)
        match = NAME.match(text, position)
        if match:
            word = match[0]
            return Token(WORD_TYPES.get(word, "NAME"), word, position), match.end()
        match = WORD.match(text, position)
        if match:
            return Token(WORD_TYPES[match[0]], match[0], position), match.end()
        match = SYMBOL.match(text, position)
        if match:
            return Token(SYMBOL_TYPES[match[0]], match[0], position), match.end()
        raise Mistake(f"{first!r} means nothing here", position)

    def number(self, position):
        text = self.text
        for name, shape in NUMERIC:
            match = shape.match(text, position)
            glued = match and WORD_END.match(text, match.end())
            if match and not glued:
                check_number(name, match[0], position)
                return Token(name, match[0], position), match.end()
            if name == "DATE" and LOOSE_DAY.match(text, position):
                raise Mistake("a day has two digits for month and day", position)
        raise Mistake("letters or digits are glued to this number", position)

    def string(self, start, nesting):
        text, position = self.text, start + 1
        parts, plain = [], []

        def flush():
            if plain:
                parts.append(("text", "".join(plain)))
                plain.clear()

        while True:
            match = PLAIN_TEXT.match(text, position)
            if match:
                plain.append(match[0])
                position = match.end()
            mark = text[position:position + 1]
            if mark == '"':
                flush()
                token = Text("STRING", text[start:position + 1], start)
                token.parts = parts
                return token, position + 1
            if mark in ("", "\n"):
                raise Mistake("this string has no end on its line", start)
            if mark == "\\":
                character, position = self.escape(position)
                plain.append(character)
            elif text[position:position + 2] in ("{{", "}}"):
                plain.append(mark)
                position += 2
            elif mark == "}":
                raise Mistake("a '}' stands alone in a string", position)
            else:
                flush()
                part, position = self.interpolation(position, nesting + 1)
                parts.append(part)

    def escape(self, position):
        match = ESCAPE.match(self.text, position)
        if not match:
            raise Mistake("this is no escape", position)
        if match[1] is None:
            return {"n": "\n", "t": "\t"}.get(match[0][1], match[0][1]), match.end()
        code = int(match[1], 16)
        if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise Mistake("this is no escape", position)
        return chr(code), match.end()

    def interpolation(self, start, nesting):
        """`{expr}` or `{expr:FORMAT}`: on one line, with no blanks but spaces, and no comment."""
        if nesting > MOST_INTERPOLATIONS:
            raise Mistake("expressions in strings are nested too deep", start)
        text, position = self.text, start + 1
        tokens, brackets, written = [], [], None
        while True:
            position = SPACES.match(text, position).end()
            mark = text[position:position + 1]
            if mark in ("", "\n") or (mark == ":" and not brackets) or (mark == "}" and not brackets):
                break
            try:
                token, position = self.token(position, nesting)
            except Mistake as mistake:
                raise Mistake(IN_STRING + mistake.message.removeprefix(IN_STRING), start) from None
            tokens.append(token)
            track(token, brackets)
        if mark == ":":
            match = FORMAT.match(text, position + 1)
            if not match or whole(match[0][1:]) > MOST_FORMAT:
                raise Mistake("this is no format", start)
            written, position = match[0], match.end()
        if not tokens or text[position:position + 1] != "}":
            raise Mistake("a '{' in a string begins an expression, and none follows", start)
        return ("value", tokens, written, start), position + 1


def track(token, brackets):
    """Notes what a bracket opens or closes. One that closes nothing is the parser's matter."""
    if token in ("(", "[", "{") and token.type.startswith("S_"):
        brackets.append(str(token))
    elif token in (")", "]", "}") and token.type.startswith("S_") and brackets:
        if brackets[-1] + token in ("()", "[]", "{}"):
            brackets.pop()


def whole(digits):
    """The int that digits spell, and 10^20 for any that is as large."""
    digits = digits.lstrip("0")
    return int(digits or 0) if len(digits) <= 20 else 10 ** 20


def check_number(name, text, offset):
    """Days that exist, and limits."""
    if name in ("DATE", "MONTH", "QUARTER"):
        if not exists(name, text):
            raise Mistake(f"{text} does not exist", offset)
    elif name == "DURATION":
        check_duration(text, offset)
    elif re.fullmatch(r"[0-9_]+", text):
        if whole(text.replace("_", "")) >= 2 ** 63:
            raise Mistake("this int has more than 64 bits", offset)
    else:
        check_decimal(UNIT.sub("", text).replace("_", ""), offset)


def exists(name, text):
    year = int(text[:4])
    if name == "QUARTER":
        return year > 0
    month = int(text[5:7])
    day = int(text[8:10]) if name == "DATE" else 1
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    lengths = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return year > 0 and 1 <= month <= 12 and 1 <= day <= lengths[month - 1]


def check_duration(text, offset):
    total = 0
    for amount, unit in re.findall(r"([0-9]+)([a-z]+)", text):
        total += whole(amount) * MILLISECONDS[unit]
        if whole(amount) > MOST_AMOUNT or total >= MOST_MONTHS * MILLISECONDS["m"]:
            raise Mistake("this length of time is too long", offset)


def check_decimal(text, offset):
    mantissa, _, power = text.lower().partition("e")
    before, _, after = mantissa.partition(".")
    digits = (before + after).lstrip("0")
    power = whole(power.lstrip("+-")) * (-1 if power.startswith("-") else 1)
    # The power of ten of the last digit that is not zero.
    place = power - len(after) + len(digits) - len(digits.rstrip("0")) if digits else 0
    if len(digits.rstrip("0")) > MOST_DIGITS or abs(power) > MOST_EXPONENT or abs(place) > MOST_EXPONENT:
        raise Mistake("this number has more than 34 digits, or a huge exponent", offset)
