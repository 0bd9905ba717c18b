"""Walks down (x - target)^2 from a random start; prints its metrics as one line of JSON."""
import argparse, json, os, random
arguments = argparse.ArgumentParser()
arguments.add_argument("--lr", type=float)
arguments.add_argument("--steps", type=int)
arguments.add_argument("--seed", type=int)
a = arguments.parse_args()
target = float(os.environ["TARGET"])
x = random.Random(a.seed).uniform(-10, 10)
for _ in range(a.steps):
    x -= a.lr * 2 * (x - target)
print(json.dumps({"loss": (x - target) ** 2, "x": x}))
