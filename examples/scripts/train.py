"""Pretends to train: leaves metrics.json in the folder of its run."""
import argparse, json, math, random, pathlib
arguments = argparse.ArgumentParser()
for name, kind in [("lr", float), ("data", str), ("epochs", int), ("seed", int), ("out", str)]:
    arguments.add_argument(f"--{name}", type=kind)
a = arguments.parse_args()
ease = {"cifar10": 0.9, "svhn": 0.95, "fashion_mnist": 0.93}[a.data]
noise = random.Random(a.seed).gauss(0, 0.005)
accuracy = ease * (1 - math.exp(-a.epochs / 5)) - 0.05 * abs(math.log10(a.lr / 0.003)) + noise
pathlib.Path(a.out, "metrics.json").write_text(json.dumps({"accuracy": accuracy}))
