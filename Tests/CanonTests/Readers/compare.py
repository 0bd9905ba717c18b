"""Compares what a reader of YAML printed with the JSON form of the same documents.

Arguments: the file with what was printed, a line for each document; then the JSON files.
"""

import json
import sys


def fail(path, text):
    sys.exit(f"{path or '/'}: {text}")


def same(read, wanted, path):
    kind, *rest = read
    if kind == "map":
        if not isinstance(wanted, dict):
            fail(path, f"a map is not {wanted!r}")
        keys = [key for key, _ in rest[0]]
        for key in keys:
            if key[0] != "string":
                fail(path, f"the key {key} is no string")
        if sorted(key[1] for key in keys) != sorted(wanted):
            fail(path, f"the keys {[key[1] for key in keys]} are not {list(wanted)}")
        for key, value in rest[0]:
            same(value, wanted[key[1]], f"{path}/{key[1]}")
    elif kind == "list":
        if not isinstance(wanted, list) or len(wanted) != len(rest[0]):
            fail(path, f"a list of {len(rest[0])} is not {wanted!r}")
        for index, value in enumerate(rest[0]):
            same(value, wanted[index], f"{path}/{index}")
    elif kind == "null":
        if wanted is not None:
            fail(path, f"null is not {wanted!r}")
    elif kind == "int":
        if type(wanted) is not int or wanted != int(rest[0]):
            fail(path, f"the int {rest[0]} is not {wanted!r}")
    elif kind == "float":
        if type(wanted) is not float or wanted.hex() != float.fromhex(rest[0]).hex():
            fail(path, f"the float {rest[0]} is not {wanted!r}")
    elif kind == "number":
        # JavaScript has one kind of number, a double.
        value = -0.0 if rest[1] else float(rest[0])
        if type(wanted) not in (int, float) or value.hex() != float(wanted).hex():
            fail(path, f"the number {rest[0]} is not {wanted!r}")
    elif kind in ("bool", "string"):
        if type(wanted) is not {"bool": bool, "string": str}[kind] or wanted != rest[0]:
            fail(path, f"the {kind} {rest[0]!r} is not {wanted!r}")
    else:
        fail(path, f"the {kind} {rest} is not {wanted!r}")


with open(sys.argv[1], encoding="utf-8") as file:
    lines = file.read().split("\n")[:-1]
if len(lines) != len(sys.argv) - 2:
    sys.exit(f"{len(lines)} documents were read, and there are {len(sys.argv) - 2}")
for line, path in zip(lines, sys.argv[2:]):
    with open(path, encoding="utf-8") as file:
        same(json.loads(line), json.load(file), "")
print("same", len(lines))
