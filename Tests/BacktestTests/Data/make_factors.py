"""Factor values by pandas and TA-Lib, for the engine's own to be held against.

usage: make_factors.py SYNTH30.csv OUT_DIR      (pandas 3.1.1, TA-Lib 0.8.2)
"""
import sys
import numpy as np
import pandas as pd
import talib

x = pd.read_csv(sys.argv[1])
x["timestamp"] = x.timestamp.str[:10]
names = sorted(x.symbol.unique())[:4]
days = sorted(x.timestamp.unique())[:330]
x = x[x.symbol.isin(names) & x.timestamp.isin(days)].copy()
# a gap of a day each seventy in the second symbol, and a third one that vanishes
second = x[x.symbol == names[1]].sort_values("timestamp").timestamp.tolist()[40::70]
x = x[~((x.symbol == names[1]) & x.timestamp.isin(second))]
x = x[~((x.symbol == names[2]) & (x.timestamp > days[290]))]
x = x.sort_values(["symbol", "timestamp"])
x.to_csv(sys.argv[2] + "/factor_prices.csv", index=False)

close = x.pivot(index="timestamp", columns="symbol", values="close").reindex(days)
daily = close / close.shift(1) - 1
market = daily.mean(axis=1)

def factors(g):
    g = g.set_index("timestamp")
    p, h, l, v = g.close, g.high, g.low, g.volume
    r = p / p.shift(1) - 1
    lr = np.log(p).diff()
    before = p.shift(1)
    tr = pd.concat([h - l, (h - before).abs(), (l - before).abs()], axis=1).max(axis=1)
    rv = lambda n, m: lr.rolling(n, min_periods=m).std() * np.sqrt(252)
    pair = daily[g.symbol.iloc[0]].reindex(p.index)
    m = market.reindex(p.index).where(pair.notna())
    def ols(n, what):
        out = pd.Series(np.nan, p.index)
        for t in range(n, len(p)):
            a, b = m.iloc[t - n + 1:t + 1].dropna(), pair.iloc[t - n + 1:t + 1].dropna()
            if len(a) < max(3, (n + 1) // 2): continue
            X = np.column_stack([np.ones(len(a)), a])
            c, res, *_ = np.linalg.lstsq(X, b.to_numpy(), rcond=None)
            e = b.to_numpy() - X @ c
            out.iloc[t] = c[1] if what == "beta" else np.sqrt(e @ e / (len(a) - 2) * 252)
        return out
    ema = lambda s, n: s.ewm(span=n, adjust=False).mean()
    line = ema(p, 12) - ema(p, 26)
    macd = (line - ema(line, 9)) / p
    macd.iloc[:34] = np.nan
    gain, loss = p.diff().clip(lower=0), -p.diff().clip(upper=0)
    ill = (r.abs() / (p * v) * 1e6).rolling(21, min_periods=11).mean()
    ill.iloc[:21] = np.nan
    vz = (v - v.rolling(60, min_periods=10).mean()) / v.rolling(60, min_periods=10).std()
    return pd.DataFrame({
        "momentum(126, 21)": np.log(p.shift(21) / p.shift(126)),
        "high_52w": p / p.rolling(252).max(),
        "ma_50": p.rolling(50, min_periods=1).mean(),
        "rsi": talib.RSI(p.to_numpy(), 14),
        "rsi_14": 100 - 100 / (1 + gain.rolling(14).mean() / loss.rolling(14).mean()),
        "macd": macd,
        "low_volatility(60)": -rv(60, 60),
        "vov_20_60": rv(20, 5).rolling(60, min_periods=10).std(),
        "beta(120)": ols(120, "beta"),
        "idio_vol(63)": ols(63, "idio"),
        "max_return": r.rolling(21).max(),
        "atr_14": tr.rolling(14, min_periods=1).mean(),
        "natr": talib.NATR(h.to_numpy(), l.to_numpy(), p.to_numpy(), 14) / 100,
        "amihud": ill,
        "volume_zscore": vz.fillna(0),
        "spread_proxy": (h - l) / p,
        "symbol": g.symbol,
    })

out = pd.concat(factors(g) for _, g in x.groupby("symbol"))
out = out[out.index.isin(days[3::23])].reset_index()
columns = ["timestamp", "symbol"] + [c for c in out.columns if c not in ("timestamp", "symbol")]
out[columns].to_csv(sys.argv[2] + "/factor_values.csv", index=False)
