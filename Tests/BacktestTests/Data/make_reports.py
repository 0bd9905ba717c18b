# Writes report_inputs.csv and report_golden.csv: rolling regressions, attribution, regimes, capacity and costs
# computed by NumPy alone from their definitions. Run it in this folder.
import numpy as np

rng = np.random.default_rng(7)
n = 420
vol = np.where(np.arange(n) < 150, .006, np.where(np.arange(n) < 220, .011, .0098))
vol = np.where((np.arange(n) > 330) & (np.arange(n) < 360), .024, vol)
market = np.round(rng.normal(.0004, 1, n) * vol + np.where((np.arange(n) > 150) & (np.arange(n) < 190), -.003, np.where(np.arange(n) < 300, .002, .0)), 8)
first = np.round(rng.normal(.0003, .004, n) + .2 * market, 8)
second = np.round(rng.normal(0, .003, n) - .5 * first, 8)
run = np.round(.3 * market + .8 * first - .4 * second + rng.normal(.0006, .003, n), 8)
run[:30] = 0  # nothing held yet
with open("report_inputs.csv", "w") as file:
    print("run,market,first,second", file=file)
    for row in zip(run, market, first, second):
        print(",".join(f"{v:.8f}" for v in row), file=file)

# What the engine sees are returns of an equity curve and of an index.
equity = 100.0 * np.cumprod(np.concatenate([[1], 1 + run]))
index = np.cumprod(np.concatenate([[1], 1 + market]))
r = equity[1:] / equity[:-1] - 1
X = np.column_stack([market, first, second])
out = []

def ols(X, y):
    A = np.column_stack([np.ones(len(y)), X])
    beta, *_ = np.linalg.lstsq(A, y, rcond=None)
    rest = y - A @ beta
    r2 = 1 - rest @ rest / ((y - y.mean()) @ (y - y.mean()))
    s2 = rest @ rest / (len(y) - A.shape[1])
    errors = np.sqrt(s2 * np.diag(np.linalg.inv(A.T @ A)))
    return beta, beta / errors, r2

beta, t, r2 = ols(X, r)
for k, name in enumerate(["alpha", "market", "first", "second"]):
    out.append((f"beta {name}", beta[k]))
    if k:
        f = X[:, k - 1]
        out.append((f"t {name}", t[k]))
        out.append((f"standardized {name}", beta[k] * f.std(ddof=1) / r.std(ddof=1)))
        out.append((f"contribution {name}", beta[k] * f.mean() * 252))
        out.append((f"risk {name}", beta[k] * np.cov(f, r)[0, 1] / r.var(ddof=1)))
out.append(("r2", r2))
for end in [60, 61, 100, 128, 251, 252, 253, 300, 384, 385, 420]:
    low = max(0, end - 252)
    beta, _, r2 = ols(X[low:end], r[low:end])
    for k, name in enumerate(["alpha", "market", "first", "second"]):
        out.append((f"rolling {end} {name}", beta[k]))
    out.append((f"rolling {end} r2", r2))

def state(day):
    if day < 20:
        return "unknown"
    closes = index[max(0, day - 199):day + 1]
    trend = index[day] / closes.mean() - 1
    moves = index[day - 19:day + 1] / index[day - 20:day] - 1
    vol = moves.std(ddof=1) * np.sqrt(252)
    fall = index[day] / index[:day + 1].max() - 1
    if fall < -.2 or vol > .3:
        return "crisis"
    if trend < -.05 and vol > .15:
        return "bear"
    if trend > .05 or (trend > 0 and vol < .15):
        return "bull"
    if abs(trend) <= .05 and vol >= .15:
        return "sideways"
    return "neutral"

states = np.array([state(day) for day in range(n)])
for name in sorted(set(states)):
    own = r[states == name]
    moves = (index[1:] / index[:-1] - 1)[states == name]
    low = np.quantile(own, .05)
    for key, value in {
        "n": len(own), "total": np.prod(1 + own) - 1, "mean": own.mean() * 252,
        "vol": own.std(ddof=1) * np.sqrt(252),
        "sharpe": own.mean() / own.std(ddof=1) * np.sqrt(252) if own.std() > 0 else np.nan,
        "hit": (own > 0).sum() / (own != 0).sum() if (own != 0).any() else np.nan,
        "var": low, "cvar": own[own <= low].mean(), "market": moves.mean() * 252,
    }.items():
        enough = len(own) >= 20 or key in ("n", "total")
        out.append((f"regime {name} {key}", value if enough else np.nan))

# Costs: trades of value q at sessions s, at three rates each.
sessions = np.arange(31, n, 21)
value = np.round(30 + 40 * rng.random(len(sessions)), 4)
daily = np.round(2000 + 3000 * rng.random(len(sessions)), 4)
sigma = np.round(.01 + .02 * rng.random(len(sessions)), 6)
with open("report_trades.csv", "w") as file:
    print("session,value,commission,spread,impact,daily,sigma", file=file)
    for row in zip(sessions, value, value * .0005, value * .0003, value * .0002, daily, sigma):
        print(",".join(repr(float(v)) for v in row), file=file)
base = equity[sessions - 1]
gross = r.copy()
gross[sessions - 1] += value * .001 / base
traded = np.zeros(n)
traded[sessions - 1] = value / base

def figures(label, r):
    curve = np.cumprod(np.concatenate([[1], 1 + r]))
    out.append((f"{label} final", curve[-1]))
    out.append((f"{label} cagr", curve[-1] ** (252 / n) - 1))
    out.append((f"{label} sharpe", r.mean() / r.std(ddof=1) * np.sqrt(252)))
    out.append((f"{label} drawdown", (curve / np.maximum.accumulate(curve) - 1).min()))

figures("gross", gross)
for bps in [0, 10, 100]:
    figures(f"at {bps}", gross - traded * bps / 1e4)

def solve(f):
    low, high = 0.0, 1.0
    while f(high) > 0:
        high *= 2
    for _ in range(200):
        low, high = (((low + high) / 2, high) if f((low + high) / 2) > 0 else (low, (low + high) / 2))
    return (low + high) / 2

out.append(("break even", solve(lambda b: np.prod(1 + gross - traded * b / 1e4) - 1)))
fixed, moved = np.zeros(n), np.zeros(n)
fixed[sessions - 1] = value * .0008 / base
cash = value * sigma * np.sqrt(value / daily)
moved[sessions - 1] = cash / base
for size in [1, 100, 10000]:
    figures(f"capital {size}", gross - fixed - moved * np.sqrt(size))
    out.append((f"capital {size} impact", cash.sum() * np.sqrt(size) / value.sum() * 1e4))
    out.append((f"capital {size} participation", (value * value / daily).sum() / value.sum() * size))
growth = lambda m: np.prod(1 + gross - fixed - moved * np.sqrt(m))
out.append(("capacity zero", 100 * solve(lambda m: growth(m) - 1)))
half = (1 + ((growth(0)) ** (252 / n) - 1) / 2) ** (n / 252)
out.append(("capacity half", 100 * solve(lambda m: growth(m) - half)))
with open("report_golden.csv", "w") as file:
    print("name,value", file=file)
    for name, number in out:
        print(f"{name},{'' if np.isnan(number) else repr(float(number))}", file=file)
