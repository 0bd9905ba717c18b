"""Stands where the seed's scripts/cli.py would: the same options, a made-up equity line."""
import argparse, json, os
from datetime import date

parser = argparse.ArgumentParser()
command = parser.add_subparsers(dest="command", required=True).add_parser("run_backtest")
for name in ["freq", "symbols-file", "start-date", "end-date", "out"]:
    command.add_argument("--" + name, required=True)
command.add_argument("--start-capital", type=float)
command.add_argument("--commission-bps", type=float)
command.add_argument("--with-costs", action="store_true")
command.add_argument("--no-costs", dest="with_costs", action="store_false")
a = parser.parse_args()

symbols = [s.strip() for s in open(a.symbols_file) if s.strip() and not s.startswith("#")]
days = (date.fromisoformat(a.end_date) - date.fromisoformat(a.start_date)).days + 1
factor = 1 + 0.0001 * days - (a.commission_bps / 1e4 * 12 if a.with_costs else 0)
os.makedirs(a.out, exist_ok=True)
with open(os.path.join(a.out, "metrics.json"), "w") as file:
    json.dump({"final_pf": factor, "end_equity": a.start_capital * factor, "symbols": len(symbols)}, file)
print("wrote", a.out)
