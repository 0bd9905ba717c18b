"""Random programs with one to three small changes: most are wrong, and each must get an answer.

It cuts the text roughly, without the lexer, so that it also changes what is already wrong.
"""

import re
from random import Random

from generating import one

PIECE = re.compile(r'r?"[^"\n]*"?|`[^`\n]*`?|#[^\n]*|[A-Za-z0-9_]+(?:\.[0-9]+)?%?|\.\.|[=!<>]=|\s+|.', re.DOTALL)
OTHERS = ["let", "run", "in", "if", "not", "for", "step", "seed", "true", "none", "x", "`let`", "r", "1", "0.5",
          "5%", "10bps", "100k", "2015", "2015-01-01", "2015-1-1", "2015-02-30", "2015-10", "2015Q5", "3y", "5x", "1e5",
          '""', '"a"', '"{x}"', '"{"', '"}"', '"{x:03}"', 'r"{"', '"\\q"', "'a'", "=", "==", "<", "..", "...", ",",
          ":", ";", ".", "-", "+", "?", "%", "@", "!", "\ufeff", "é", "\u00a0"]
BRACKETS = ["(", ")", "[", "]", "{", "}"]


def mutated(seed, count):
    for index in range(count):
        random = Random(f"mutate:{seed}:{index}")
        pieces = PIECE.findall(one(random))
        for _ in range(random.randint(1, 3)):
            pieces = PIECE.findall("".join(changed(random, pieces)))
        yield "".join(pieces)


def changed(random, pieces):
    """The pieces of a text after one change."""
    places = [index for index, piece in enumerate(pieces) if not piece.isspace()]
    if not places:
        return pieces + [random.choice(OTHERS)]
    place = random.choice(places)
    change = random.choice(CHANGES)
    return change(random, list(pieces), place)


def delete(_, pieces, place):
    del pieces[place]
    return pieces


def duplicate(random, pieces, place):
    return pieces[:place + 1] + [random.choice(["", " "]), pieces[place]] + pieces[place + 1:]


def swap(_, pieces, place):
    following = [index for index in range(place + 1, len(pieces)) if not pieces[index].isspace()]
    if following:
        other = following[0]
        pieces[place], pieces[other] = pieces[other], pieces[place]
    return pieces


def replace(random, pieces, place):
    pieces[place] = random.choice(OTHERS + pieces)
    return pieces


def insert_bracket(random, pieces, place):
    return pieces[:place] + [random.choice(BRACKETS)] + pieces[place:]


def insert_line_end(random, pieces, place):
    return pieces[:place] + [random.choice(["\n", "\r\n", "\n\n", "\r", "# c\n"])] + pieces[place:]


def split(random, pieces, place):
    cut = random.randint(0, len(pieces[place]))
    pieces[place] = pieces[place][:cut] + random.choice([" ", "\t", "\n", '"']) + pieces[place][cut:]
    return pieces


def glue(_, pieces, place):
    if place + 1 < len(pieces) and pieces[place + 1].isspace():
        del pieces[place + 1]
    return pieces


CHANGES = [delete, duplicate, swap, replace, insert_bracket, insert_line_end, split, glue]
