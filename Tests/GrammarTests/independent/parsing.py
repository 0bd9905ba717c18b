"""Tokens to a tree: the EBNF's syntax productions as an LALR(1) parser, and the limits on nesting.

A node's name is that of its production with "p_" before it. It knows no meaning, and makes no text of
the tree: trees.py does.
"""

import logging
import re

from lark import Lark, Token, Tree, logger
from lark.exceptions import UnexpectedInput
from lark.lexer import Lexer as LarkLexer

from lexing import GRAMMAR, Lexer, Mistake, Text

MOST_NESTING = 64
MOST_OPERATORS = 200
MOST_LISTS = 8

OPERATOR_NODES = {"p_or", "p_and", "p_not", "p_sum", "p_product", "p_unary"}
POSTFIX_OPERATORS = {GRAMMAR.terminal("."), GRAMMAR.terminal("(")}
# Each of these is counted for itself: what it holds does not count for its neighbours.
COUNTED_FOR_ITSELF = {"p_statement", "p_field"}


class Ready(LarkLexer):
    """Hands on tokens that are ready."""

    def __init__(self, _):
        pass

    def lex(self, tokens):
        return iter(tokens)


class Refusal(logging.Handler):
    """Lark settles a conflict of the grammar by itself and only logs it: here it is an error."""

    def emit(self, record):
        raise ValueError(record.getMessage())


logger.handlers = [Refusal()]
logger.setLevel(logging.DEBUG)
LARK = Lark(GRAMMAR.lark(), parser="lalr", lexer=Ready, start=["p_file", "p_expr"],
            keep_all_tokens=True, maybe_placeholders=False, debug=True)


class Program:
    """A text, its tokens and its tree; or a Mistake where it is none."""

    def __init__(self, text):
        self.text = text
        lexer = Lexer(text)
        self.tokens = lexer.tokens()
        self.comments = lexer.comments
        self.tree = tree_of(self.tokens, "p_file", len(text))
        check(self.tree, 0)


def tree_of(tokens, start, end):
    try:
        return LARK.parse(tokens, start=start)
    except UnexpectedInput as error:
        token = getattr(error, "token", None)
        if token is None or token.type == "$END":
            raise Mistake("something is missing here", end) from None
        raise Mistake(unexpected(token), token.start_pos) from None


def unexpected(token):
    names = {"NL": "the end of the line", "EOF": "the end of the file"}
    return f"{names.get(token.type, repr(str(token)))} is not expected here"


def check(tree, depth):
    """Parses the expressions in strings, and refuses what is nested too deep or has too many operators.

    Without recursion except into strings, since the tree may be deeper than Python's stack.
    """
    stack, operators = [(tree, depth, 0, "")], 0
    while stack:
        node, depth, lists, above = stack.pop()
        if isinstance(node, int):
            operators = node
        elif isinstance(node, Tree):
            depth += node.data in ("p_expr", "p_scope")
            lists += node.data == "p_type"
            if depth > MOST_NESTING or lists > MOST_LISTS + 1:
                raise Mistake("this is nested too deep", first_offset(node))
            if node.data in COUNTED_FOR_ITSELF or node.data == "p_item":
                stack.append((operators, 0, 0, ""))
                operators = 0 if node.data in COUNTED_FOR_ITSELF else operators
            lists = lists if node.data == "p_type" else 0
            stack += [(child, depth, lists, node.data) for child in reversed(node.children)]
        else:
            operators += above in OPERATOR_NODES or (above == "p_postfix" and node.type in POSTFIX_OPERATORS)
            if operators > MOST_OPERATORS:
                raise Mistake("this has too many operators", node.start_pos)
            if isinstance(node, Text):
                parse_parts(node, depth)


def parse_parts(token, depth):
    """The tokens of each expression in a string, replaced by its tree."""
    for index, part in enumerate(token.parts):
        if part[0] == "value":
            _, tokens, written, offset = part
            inner = tree_of(tokens, "p_expr", offset)
            check(inner, depth + 1)
            token.parts[index] = ("value", inner, written, tokens)


def first_offset(node):
    while isinstance(node, Tree):
        node = next(child for child in node.children if isinstance(child, Token) or child.children)
    return node.start_pos


def place(text, offset):
    """Line and column, both from 1, the column in code points."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1


def uses(program):
    """How often each production of the grammar was used, by name."""
    found = dict.fromkeys(GRAMMAR.productions, 0)
    found["COMMENT"] = program.comments
    stack = [program.tree]
    while stack:
        node = stack.pop()
        if isinstance(node, Tree):
            if node.data != "name":
                found[node.data[2:]] += 1
            stack += node.children
            continue
        kind = node.type
        if kind in found:
            found[kind] += 1
        elif node in GRAMMAR.contextual_words and kind.startswith("W_"):
            found["NAME"] += 1
        elif kind.startswith("W_"):
            found["Hard"] += 1
        if kind in ("DATE", "MONTH", "QUARTER"):
            found["D"] += sum(character.isdigit() for character in node)
        if isinstance(node, Text):
            found["HEX"] += sum(map(len, re.findall(r"\\u\{(\w+)\}", node))) if kind == "STRING" else 0
            for part in node.parts:
                if part[0] == "value":
                    found["FORMAT"] += part[2] is not None
                    stack.append(part[1])
    return found
