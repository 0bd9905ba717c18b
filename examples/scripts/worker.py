"""A worker in Python, without packages: started once, then a line of settings in, a line of metrics out.

What takes long (imports, data, a compiled model) is done once, before the greeting.
"""
import json
import math
import sys

answers, sys.stdout = sys.stdout, sys.stderr  # stray prints go to the log, not between the answers


def say(answer):
    print(json.dumps(answer), file=answers, flush=True)


def evaluate(lr, steps, seed):
    x = 10.0 + seed
    for _ in range(steps):
        x -= lr * 2 * x
    return {"loss": x * x, "log_loss": math.log10(x * x + 1e-300)}


say({"gamut": 1})  # ready: this is version 1 of the protocol
for line in sys.stdin:
    run = json.loads(line)
    settings = run["settings"]
    try:
        metrics = evaluate(settings["lr"], settings["steps"], settings["seed"])
        say({"run": run["run"], "metrics": metrics})
    except Exception as problem:  # costs this run; the worker goes on
        say({"run": run["run"], "error": f"{type(problem).__name__}: {problem}"})
