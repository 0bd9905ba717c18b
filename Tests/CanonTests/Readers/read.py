"""Prints what PyYAML or ruamel.yaml read: one line of JSON for each file, values tagged by their type.

Arguments: pyyaml, pyyaml-c or ruamel; then files.
"""

import json
import sys


def tagged(value):
    if value is None:
        return ["null"]
    if isinstance(value, bool):
        return ["bool", value]
    if isinstance(value, int):
        return ["int", str(int(value))]
    if isinstance(value, float):
        return ["float", float(value).hex()]
    if isinstance(value, str):
        return ["string", str(value)]
    if isinstance(value, list):
        return ["list", [tagged(item) for item in value]]
    if isinstance(value, dict):
        return ["map", [[tagged(key), tagged(item)] for key, item in value.items()]]
    return [type(value).__name__, str(value)]


def loader(name):
    if name == "ruamel":
        from ruamel.yaml import YAML

        return YAML(typ="safe", pure=True).load
    import yaml

    kind = yaml.CSafeLoader if name == "pyyaml-c" else yaml.SafeLoader
    return lambda text: yaml.load(text, kind)


load = loader(sys.argv[1])
for path in sys.argv[2:]:
    with open(path, encoding="utf-8", newline="") as file:
        print(json.dumps(tagged(load(file.read()))))
