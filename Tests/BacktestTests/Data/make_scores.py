"""Makes seed_scores.csv: z columns and scores of a bundle by the seed's definitions, in plain NumPy.

    python make_scores.py        (reads factor_prices.csv beside it)

Winsorizing bounds are quantiles of all values of all days (the scope "history"); z has ddof 0 over the symbols of a day;
a symbol's score is sum(w z) / sum(w) over the factors that it has. (The seed counts a missing z as 0 instead.)
"""
import csv, os
import numpy as np, pandas as pd

here = os.path.dirname(os.path.abspath(__file__))
prices = pd.read_csv(f"{here}/factor_prices.csv").rename(columns={"timestamp": "date"}).dropna(subset=["close"])
bundle = [("trend_strength_50", 0.45, 1), ("rv_20", 0.3, -1), ("reversal_1d", 0.25, -1)]


def rolling(x, window, least, function):
    out = np.full(len(x), np.nan)
    for i in range(len(x)):
        part = x[max(0, i - window + 1):i + 1]
        part = part[~np.isnan(part)]
        if len(part) >= least:
            out[i] = function(part)
    return out


def deviation(x):
    return np.std(x, ddof=1) if len(x) > 1 else np.nan


columns = []
for symbol, g in prices.groupby("symbol"):
    p = g.close.values
    h, l = np.where(np.isnan(g.high), p, g.high), np.where(np.isnan(g.low), p, g.low)
    before = np.r_[np.nan, p[:-1]]
    true_range = np.nanmax(np.c_[np.abs(h - l), np.abs(h - before), np.abs(l - before)], axis=1)
    atr = rolling(true_range, 20, 1, np.mean)
    trend = np.where(atr > 1e-10, (p - rolling(p, 50, 1, np.mean)) / np.where(atr > 1e-10, atr, 1), 0)
    rv = rolling(np.r_[np.nan, np.diff(np.log(p))], 20, 5, deviation) * np.sqrt(252)
    change = p / before - 1
    mean, sd = rolling(change, 60, 10, np.mean), rolling(change, 60, 10, deviation)
    reversal = np.where(sd > 1e-10, (change - mean) / sd, 0.0)
    columns.append(pd.DataFrame({"date": g.date, "symbol": symbol, "trend_strength_50": trend, "rv_20": rv,
                                 "reversal_1d": reversal}))
table = pd.concat(columns).sort_values(["date", "symbol"]).reset_index(drop=True)

score, weights = np.zeros(len(table)), np.zeros(len(table))
for name, weight, sign in bundle:
    x = table[name].values
    x = np.clip(x, *np.nanquantile(x, [0.05, 0.95]))
    z = np.full(len(x), np.nan)
    for rows in table.groupby("date").indices.values():
        day = x[rows]
        known = ~np.isnan(day)
        if known.sum() >= 2:
            spread = day[known].std()
            z[rows[known]] = (day[known] - day[known].mean()) / spread if spread > 1e-10 else 0
    table[name + "_z"] = z
    score += np.where(np.isnan(z), 0, sign * weight * z)
    weights += np.where(np.isnan(z), 0, weight)
table["score"] = np.where(weights > 0, score / np.where(weights > 0, weights, 1), np.nan)

days = sorted(table.date.unique())
chosen = set(days[2::23]) | set(days[-2:])
shown = ["date", "symbol"] + [name + "_z" for name, _, _ in bundle] + ["score"]
with open(f"{here}/seed_scores.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(shown)
    for _, row in table[table.date.isin(chosen)].iterrows():
        writer.writerow([row.date, row.symbol] + ["" if np.isnan(row[c]) else repr(float(row[c])) for c in shown[2:]])
