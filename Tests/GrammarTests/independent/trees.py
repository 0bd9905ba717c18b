"""Trees to the one line of grammar/conformance/README.md. It knows each production's parts.

Texts are JSON strings in which only quotes, backslashes and controls are escaped.
"""

import json

from lark import Tree

from lexing import Text

LITERALS = {"NUMBER": "number", "DATE": "date", "MONTH": "month", "QUARTER": "quarter", "DURATION": "duration"}
CONSTANTS = {"W_TRUE": "(true)", "W_FALSE": "(false)", "W_NONE": "(none)"}


class NotPlain(Exception):
    """A string with expressions stands where a plain one is wanted."""

    def __init__(self, token):
        super().__init__()
        self.token = token


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def node(kind, *children):
    return "(" + " ".join([kind, *children]) + ")"


def of(tree, data):
    """The children that are such nodes."""
    return [child for child in tree.children if isinstance(child, Tree) and child.data == data]


def name(tree):
    text = str(tree.children[0])
    return quoted(text[1:-1] if text.startswith("`") else text)


def names(tree):
    return [name(child) for child in of(tree, "name")]


def parts(token):
    texts = []
    for part in token.parts:
        if part[0] == "text":
            texts.append(node("text", quoted(part[1])))
        else:
            texts.append(node("value", shown(part[1]), *([quoted(part[2])] if part[2] else [])))
    return node("string", *texts)


def plain(token):
    """The text of a string without expressions."""
    if any(part[0] == "value" for part in token.parts):
        raise NotPlain(token)
    return quoted("".join(part[1] for part in token.parts))


def strings(tree):
    return [child for child in tree.children if isinstance(child, Text)]


def records(tree):
    return [shown(child) for child in of(tree, "p_record")]


def values(tree):
    return [shown(child) for child in of(tree, "p_expr")]


def types_of(tree):
    return [child.type for child in tree.children if not isinstance(child, Tree)]


def shown(tree):
    """The text of a node; one that only holds another is that other."""
    while len(tree.children) == 1 and isinstance(tree.children[0], Tree) and tree.data not in KEPT:
        tree = tree.children[0]
    return SHOWN[tree.data](tree)


def file(tree):
    return node("file", *statements(tree.children[0]))


def statements(body):
    return [shown(child.children[0]) for child in of(body, "p_statement")]


def scope(tree):
    return node("scope", *statements(of(tree, "p_body")[0]))


def batch(tree):
    texts = [plain(token) for token in strings(tree)]
    head, *description = names(tree) + texts
    return node("batch", head, *[node("text", text) for text in description], *records(tree))


def import_(tree):
    return node("import", plain(strings(tree)[0]), *[node("as", alias) for alias in names(tree)])


def param(tree):
    helps = [node("help", plain(token)) for token in strings(tree)]
    defaults = [node("default", value) for value in values(tree)]
    return node("param", names(tree)[0], type_(of(tree, "p_type")[0]), *defaults, *helps)


def type_(tree):
    inner = of(tree, "p_type")
    if inner:
        return node("list-of", type_(inner[0]))
    kind, *unit = names(tree)
    optional = ["(optional)"] if "S_3F" in types_of(tree) else []
    bounds = [node("in", shown(child)) for child in of(tree, "p_range")]
    return node("type", kind, *[node("unit", text) for text in unit], *optional, *bounds)


def def_(tree):
    head, *parameters = names(tree)
    return node("def", head, *([node("parameters", *parameters)] if parameters else []), *values(tree))


def assigned(tree):
    """let, bundle, period, preset, job."""
    return node(tree.data[2:], names(tree)[0], *values(tree), *records(tree))


def for_(tree):
    return node("for", *[axis(child) for child in of(tree, "p_axis")], scope(of(tree, "p_scope")[0]))


def sweep(tree):
    return node("sweep", *[axis(child) for child in of(tree, "p_axis")])


def target(tree):
    return node("target", *names(of(tree, "p_target")[0]))


def axis(tree):
    levels, *condition = values(tree)
    return node("axis", target(tree), levels, *[node("if", text) for text in condition])


def sample(tree):
    size, *seed = values(tree)
    method = [node("by", text) for text in names(tree)]
    return node("sample", size, *method, *[node("seed", text) for text in seed])


def filtered(tree):
    """when, except, require."""
    return node(tree.data[2:], *values(tree), *[parts(token) for token in strings(tree)])


def group(tree):
    return node("group", *names(tree), scope(of(tree, "p_scope")[0]))


def run(tree):
    return node("run", *names(tree), *[parts(token) for token in strings(tree)], *records(tree))


def record(tree):
    return node("record", *[shown(child) for child in of(tree, "p_field")])


def field(tree):
    return node("field", *names(tree), *values(tree))


def condition(tree):
    return node("if", *values(tree))


def binary(tree):
    """or, and, compare, sum, product."""
    text, operator = shown(tree.children[0]), ""
    for child in tree.children[1:]:
        if isinstance(child, Tree):
            text, operator = node("binary", quoted(operator), text, shown(child)), ""
        else:
            operator = f"{operator} {child}".strip()
    return text


def prefixed(tree):
    return node({"p_not": "not", "p_unary": "negate"}[tree.data], shown(tree.children[1]))


def range_(tree):
    ends = [shown(child) for child in tree.children if isinstance(child, Tree)]
    return node("range", *ends[:2], *[node("step", text) for text in ends[2:]])


def postfix(tree):
    text, arguments = shown(tree.children[0]), []
    for child in tree.children[1:]:
        if isinstance(child, Tree):
            if child.data == "name":
                text = node("member", text, name(child))
            else:
                arguments.append(shown(child))
        elif child.type == "S_29":
            text, arguments = node("call", text, *arguments), []
    return text


def labelled(tree):
    """An item or argument."""
    labels = names(tree) + [plain(token) for token in strings(tree)]
    return node("label", labels[0], *values(tree)) if labels else values(tree)[0]


def primary(tree):
    first = tree.children[0]
    if isinstance(first, Tree):
        return shown(first)
    if isinstance(first, Text):
        return parts(first)
    if first.type in CONSTANTS:
        return CONSTANTS[first.type]
    if first.type in LITERALS:
        return node(LITERALS[first.type], quoted(str(first)))
    inner = values(tree)
    return inner[0] if len(inner) == 1 else node("tuple", *inner)


def list_(tree):
    items = [shown(child) for child in of(tree, "p_item")]
    rest = of(tree, "p_comprehend")
    return node("comprehension", *items, *comprehend(rest[0])) if rest else node("list", *items)


def comprehend(tree):
    clauses, word, goal = [], None, None
    for child in tree.children:
        if not isinstance(child, Tree):
            word = child.type if child.type != "W_IN" else word
        elif child.data == "p_target":
            goal = node("target", *names(child))
        elif word == "W_FOR":
            clauses.append(node("for", goal, shown(child)))
        else:
            clauses.append(node("if", shown(child)))
    return clauses


SHOWN = {
    "p_file": file, "p_scope": scope, "p_batch": batch, "p_import": import_, "p_param": param,
    "p_type": type_, "p_def": def_, "p_for": for_, "p_sweep": sweep, "p_axis": axis,
    "p_sample": sample, "p_group": group, "p_run": run, "p_record": record, "p_field": field,
    "p_expr": condition, "p_range": range_, "p_postfix": postfix, "p_primary": primary,
    "p_list": list_, "p_argument": labelled, "p_item": labelled,
    "name": lambda tree: node("name", name(tree)),
    **dict.fromkeys(["p_let", "p_bundle", "p_period", "p_preset", "p_job"], assigned),
    **dict.fromkeys(["p_when", "p_except", "p_require"], filtered),
    **dict.fromkeys(["p_or", "p_and", "p_compare", "p_sum", "p_product"], binary),
    **dict.fromkeys(["p_not", "p_unary"], prefixed),
}
# Nodes that mean something also with one child.
KEPT = {"p_file", "p_scope", "name"}
