"""Compares how we read YAML texts with PyYAML's own reader, which is written apart from libyaml.

Argument: a file of JSON lines, one for each text: its name, the text, and what we made of it: a tree, or
why we refused it. Prints how many there were of each kind; ends with 1 where one is wrong.
"""

import collections
import json
import sys

import yaml


RESOLVER = yaml.SafeLoader("")
# What YAML allows and PyYAML's own reader does not.
LIMITS = ["found duplicate anchor", "found character '\\t' that cannot start any token"]


def tree(node, above):
    if id(node) in above:
        raise yaml.YAMLError("an alias inside of what it repeats")
    above = above | {id(node)}
    if isinstance(node, yaml.ScalarNode):
        # A tag that says what the text would not say by itself is as good as quotes.
        usual = RESOLVER.resolve(yaml.ScalarNode, node.value, (True, False))
        return ["scalar", node.value, node.style is None and node.tag == usual]
    if isinstance(node, yaml.SequenceNode):
        return ["list", [tree(value, above) for value in node.value]]
    return ["map", [[tree(key, above), tree(value, above)] for key, value in node.value]]


def meaning(tree):
    """The same, where it makes no difference whether a text stands in quotes."""
    kind, *rest = tree
    if kind == "scalar":
        usual = RESOLVER.resolve(yaml.ScalarNode, rest[0], (True, False))
        return [kind, rest[0], rest[1] or usual == "tag:yaml.org,2002:str"]
    if kind == "list":
        return [kind, [meaning(value) for value in rest[0]]]
    return [kind, [[meaning(key), meaning(value)] for key, value in rest[0]]]


def keys(node):
    if isinstance(node, yaml.ScalarNode):
        return
    for value in node.value:
        for part in value if isinstance(value, tuple) else [value]:
            yield from keys(part)
    if isinstance(node, yaml.MappingNode):
        for key, _ in node.value:
            yield key


def compare(case):
    """How it went: a word, and what is wrong, if something is."""
    if "this is not YAML" in (case["refused"] or ""):
        return "refused without a reason", case["refused"]
    try:
        nodes = list(yaml.compose_all(case["text"], yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, UnicodeError, RecursionError) as problem:
        if case["refused"] is not None:
            return "both refuse", None
        text = str(problem).replace("\n", " ")
        if any(limit in text for limit in LIMITS):
            return "beyond PyYAML", None
        return "only PyYAML refuses", text
    if case["refused"] is not None:
        return "refused: " + case["reason"], None
    if len(nodes) != 1 or nodes[0] is None:
        return "WRONG", f"PyYAML reads {len(nodes)} documents"
    if any(key.value == "<<" for key in keys(nodes[0]) if isinstance(key, yaml.ScalarNode)):
        return "read, with a merge", None
    if any(getattr(event, "tag", None) == "!" for event in yaml.parse(case["text"])):
        return "beyond PyYAML", None  # '!' makes a string; PyYAML takes it for nothing
    try:
        wanted = tree(nodes[0], frozenset())
    except yaml.YAMLError as problem:
        return "WRONG", str(problem)
    if meaning(wanted) != meaning(case["tree"]):
        return "WRONG", f"PyYAML: {wanted!r} ours: {case['tree']!r}"
    return "read alike", None


counts = collections.Counter()
wrong = []
for line in open(sys.argv[1], encoding="utf-8"):
    case = json.loads(line)
    kind, problem = compare(case)
    counts[kind] += 1
    if problem:
        wrong.append(f"{case['name']}: {kind}: {problem}")
for kind, count in sorted(counts.items()):
    print(f"{count:5} {kind}")
for line in wrong:
    print(line)
sys.exit(1 if wrong else 0)
