"""Applies the TextMate grammar line by line, with the standard library only.

    textmate_check.py tokens FILE ...   {"file": ...}, then {"line", "start", "end", "text", "scopes"} a line
    textmate_check.py check FILE ...    fails where a character has no scope but the root's, where one is
                                        marked as illegal, or where the words are not those of the EBNF

A small tokenizer of match, begin, end, captures and include: what editors do beyond that it does not
know. Lines count from 1, columns from 0.
"""

import json
import re
import sys
from itertools import groupby
from pathlib import Path

sys.dont_write_bytecode = True

from ebnf import GRAMMAR_FILE, Grammar

TEXTMATE_FILE = GRAMMAR_FILE.parent / "textmate" / "gamut.tmLanguage.json"
ROOT = "source.gamut"
# Rules with such a scope hold words of the language.
WORD_SCOPES = ("keyword.control", "keyword.declaration", "keyword.other", "keyword.operator.word", "constant.language")


class TextMate:
    def __init__(self, path=TEXTMATE_FILE):
        self.grammar = json.loads(Path(path).read_text(encoding="utf-8"))
        self.compiled, self.flat = {}, {}

    def regex(self, text):
        if text not in self.compiled:
            self.compiled[text] = re.compile(text)
        return self.compiled[text]

    def rules(self, owner):
        """The rules of a region, with those that are included."""
        if id(owner) not in self.flat:
            self.flat[id(owner)] = list(self.expanded(owner["patterns"]))
        return self.flat[id(owner)]

    def expanded(self, patterns):
        for rule in patterns:
            if "include" in rule:
                name = rule["include"]
                included = self.grammar if name == "$self" else self.grammar["repository"][name[1:]]
                is_group = "match" not in included and "begin" not in included
                yield from self.expanded(included["patterns"] if is_group else [included])
            else:
                yield rule

    def tokens(self, text):
        stack = [(self.grammar, [ROOT])]
        for number, line in enumerate(text.split("\n"), 1):
            scopes = [None] * len(line)
            self.line(line, stack, scopes)
            start = 0
            for scope, characters in groupby(scopes):
                end = start + len(list(characters))
                yield {"line": number, "start": start, "end": end, "text": line[start:end], "scopes": list(scope)}
                start = end

    def line(self, line, stack, scopes):
        """Fills in the scopes of a line's characters; the stack goes on to the next line."""
        position = 0
        while position <= len(line):
            owner, current = stack[-1]
            match, rule, is_end = self.earliest(line, position, owner)
            end = match.start() if match else len(line)
            scopes[position:end] = [tuple(current)] * (end - position)
            if match is None:
                return
            own = current if is_end or "name" not in rule else current + [rule["name"]]
            captures = rule.get("captures", rule.get("endCaptures" if is_end else "beginCaptures", {}))
            self.capture(match, own, captures, scopes)
            before = len(stack)
            if is_end:
                stack.pop()
            elif "begin" in rule:
                stack.append((rule, own))
            if match.end() == match.start() and len(stack) == before:
                raise ValueError(f"an empty match leads nowhere: {rule}")
            position = match.end()

    def earliest(self, line, position, owner):
        """The next match, its rule, and whether it ends the region; of two at one place the first."""
        best = (None, None, False)
        candidates = [(owner["end"], owner, True)] if "end" in owner else []
        candidates += [(rule.get("match", rule.get("begin")), rule, False) for rule in self.rules(owner)]
        for text, rule, is_end in candidates:
            match = self.regex(text).search(line, position)
            if match and (best[0] is None or match.start() < best[0].start()):
                best = (match, rule, is_end)
        return best

    def capture(self, match, own, captures, scopes):
        for place in range(match.start(), match.end()):
            inner = [captures[group]["name"] for group in sorted(captures, key=int)
                     if match.start(int(group)) <= place < match.end(int(group))]
            scopes[place] = tuple(own + inner)

    def words(self):
        """The words in rules that give them a word's scope."""
        found = set()
        for rule in all_rules(self.grammar):
            captured = [capture["name"] for capture in rule.get("captures", {}).values()]
            if any(scope.startswith(WORD_SCOPES) for scope in captured + [rule.get("name", "")]):
                found |= words_of(rule["match"])
        return found


def all_rules(owner):
    for rule in owner.get("patterns", []) + list(owner.get("repository", {}).values()):
        if "match" in rule:
            yield rule
        yield from all_rules(rule)


def words_of(text):
    """The words that an expression can match as they are written: none in what it only looks at."""
    text = re.sub(r"\[[^\]]*\]|\\.", " ", text)
    before = ""
    while before != text:
        before = text
        text = re.sub(r"\(\?<?[=!][^()]*\)|\(\?<?[=!](?:[^()]|\([^()]*\))*\)", " ", text)
    return set(re.findall(r"[a-z]+", text))


def differing_words(textmate):
    grammar, known = Grammar(), textmate.words()
    wanted = grammar.words | grammar.hard_words
    yield from (f"'{word}' of the EBNF is no word in TextMate" for word in sorted(wanted - known))
    yield from (f"'{word}' of TextMate is no word in the EBNF" for word in sorted(known - wanted))


def doubtful_tokens(path, tokens):
    for token in tokens:
        is_bare = token["scopes"] == [ROOT] and token["text"].strip()
        if is_bare or any(scope.startswith("invalid") for scope in token["scopes"]):
            yield f"{path}:{token['line']}:{token['start'] + 1}: {token['text']!r} has {token['scopes']}"


def main(mode, *paths):
    textmate, mistakes = TextMate(), []
    for path in paths:
        tokens = textmate.tokens(Path(path).read_text(encoding="utf-8-sig"))
        if mode == "check":
            mistakes += doubtful_tokens(path, tokens)
            continue
        print(json.dumps({"file": path}))
        for token in tokens:
            print(json.dumps(token, ensure_ascii=False))
    if mode == "check":
        mistakes += differing_words(textmate)
    print("\n".join(mistakes), end="\n" if mistakes else "")
    return 1 if mistakes else 0


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in ("tokens", "check"):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
