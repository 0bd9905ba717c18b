// The yardstick of the engine: the reference job in plain C, one thread, no allocation inside a run.
//
//   job PRICES T N single|sweep|shared REPEAT     PRICES: T days as int32, then T x N doubles
//
// At the close of the last session of a month or week each symbol is scored by P[d-21] / P[d-L] - 1; the
// k = floor(q N) highest are held long and the k lowest short, E / (2k) each, 10 bps of traded value.
// single: L 252, q 0.2, months, E 1. sweep: 5 lookbacks x 5 quantiles x months and weeks x 2 exposures,
// each run selecting anew. shared: the same, sorted once for each lookback and frequency.
// Prints CPU seconds of the best repetition, and final factor, Sharpe, drawdown, trades, costs.
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { SKIP = 21 };

typedef struct { double value; int symbol; } Score;
typedef struct { double factor, sharpe, drawdown, costs; long trades; } Result;

static int days, symbols;
static const int *dates;
static const double *prices;
static double *equity, *shares, *weights;
static Score *scores;

static double cpu(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int less(Score a, Score b) {
  return a.value < b.value || (a.value == b.value && a.symbol < b.symbol);
}

static int compare(const void *a, const void *b) {
  const Score *x = a, *y = b;
  return less(*x, *y) ? -1 : less(*y, *x);
}

static void swap(Score *a, Score *b) {
  Score kept = *a;
  *a = *b;
  *b = kept;
}

// Afterwards the first k of lo..<hi are the smallest.
static void partition(Score *s, int lo, int hi, int k) {
  for (hi--; lo < hi;) {
    int middle = (lo + hi) / 2;
    if (less(s[middle], s[lo])) swap(&s[middle], &s[lo]);
    if (less(s[hi], s[lo])) swap(&s[hi], &s[lo]);
    if (less(s[hi], s[middle])) swap(&s[hi], &s[middle]);
    Score pivot = s[middle];
    int i = lo, j = hi;
    while (i <= j) {
      while (less(s[i], pivot)) i++;
      while (less(pivot, s[j])) j--;
      if (i <= j) swap(&s[i++], &s[j--]);
    }
    if (k - 1 <= j) hi = j;
    else if (k - 1 >= i) lo = i;
    else return;
  }
}

// Months since 1970, by H. Hinnant's days-to-civil arithmetic: the C library's takes longer than the job.
static int month(int day) {
  int z = day + 719468, era = z / 146097, doe = z - era * 146097;
  int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  int mp = (5 * (doe - (365 * yoe + yoe / 4 - yoe / 100)) + 2) / 153;
  int m = mp < 10 ? mp + 3 : mp - 9;
  return (yoe + era * 400 + (m <= 2)) * 12 + m - 1;
}

static void score(int day, int lookback) {
  const double *recent = prices + (size_t)(day - SKIP) * symbols;
  const double *old = prices + (size_t)(day - lookback) * symbols;
  for (int i = 0; i < symbols; i++) scores[i] = (Score){recent[i] / old[i] - 1, i};
}

// `orders`: for each day the symbols in order; NULL: they are selected.
static Result run(int lookback, double share, const char *decides, double exposure, const int *orders) {
  Result result = {0};
  int k = (int)floor(share * symbols + 1e-9), count = 0, invested = 0;
  double cash = 100000, before = cash, peak = cash, mean = 0, squares = 0;
  memset(shares, 0, sizeof(double) * (size_t)symbols);
  for (int day = 0; day < days; day++) {
    const double *p = prices + (size_t)day * symbols;
    double value = cash;
    if (invested) {
      double s[4] = {0};
      int i = 0;
      for (; i + 4 <= symbols; i += 4)
        for (int lane = 0; lane < 4; lane++) s[lane] += p[i + lane] * shares[i + lane];
      for (; i < symbols; i++) s[0] += p[i] * shares[i];
      value += s[0] + s[1] + s[2] + s[3];
    }
    if (decides[day] && day >= lookback) {
      const int *order = orders ? orders + (size_t)day * symbols : NULL;
      if (!order) {
        score(day, lookback);
        partition(scores, 0, symbols, k);
        partition(scores, k, symbols, symbols - k);
      }
      memset(weights, 0, sizeof(double) * (size_t)symbols);
      for (int i = 0; i < k; i++) {
        weights[order ? order[i] : scores[i].symbol] = -exposure / (2 * k);
        weights[order ? order[symbols - 1 - i] : scores[symbols - 1 - i].symbol] = exposure / (2 * k);
      }
      double traded = 0, net = 0;
      for (int i = 0; i < symbols; i++) {
        double target = weights[i] * value / p[i], change = (target - shares[i]) * p[i];
        net += change;
        traded += fabs(change);
        result.trades += fabs(change) > 1e-9 * value;
        shares[i] = target;
      }
      double costs = 0.001 * traded;
      cash -= net + costs;
      result.costs += costs;
      value -= costs;
      invested = 1;
    }
    equity[day] = value;
    if (day > 0) {
      double gain = value / before - 1, distance = gain - mean;
      mean += distance / ++count;
      squares += distance * (gain - mean);
    }
    before = value;
    if (value > peak) peak = value;
    if (value / peak - 1 < result.drawdown) result.drawdown = value / peak - 1;
  }
  result.factor = equity[days - 1] / equity[0];
  result.sharpe = sqrt(252.) * mean / sqrt(squares / (count - 1));
  return result;
}

static int *sorted(int lookback, const char *decides, int *orders) {
  for (int day = lookback; day < days; day++) {
    if (!decides[day]) continue;
    score(day, lookback);
    qsort(scores, (size_t)symbols, sizeof(Score), compare);
    for (int i = 0; i < symbols; i++) orders[(size_t)day * symbols + i] = scores[i].symbol;
  }
  return orders;
}

int main(int count, char **words) {
  if (count != 6) return 64;
  days = atoi(words[2]);
  symbols = atoi(words[3]);
  size_t cells = (size_t)days * (size_t)symbols;
  int *read_dates = malloc(sizeof(int) * (size_t)days), *orders = malloc(sizeof(int) * cells);
  double *read_prices = malloc(sizeof(double) * cells);
  FILE *file = fopen(words[1], "rb");
  if (!file || fread(read_dates, sizeof(int), (size_t)days, file) != (size_t)days ||
      fread(read_prices, sizeof(double), cells, file) != cells)
    return 1;
  dates = read_dates;
  prices = read_prices;
  equity = malloc(sizeof(double) * (size_t)days);
  shares = malloc(sizeof(double) * (size_t)symbols);
  weights = malloc(sizeof(double) * (size_t)symbols);
  scores = malloc(sizeof(Score) * (size_t)symbols);
  char *ends[2] = {calloc((size_t)days, 1), calloc((size_t)days, 1)};
  static const int lookbacks[] = {63, 126, 189, 252, 315};
  static const double quantiles[] = {.05, .10, .20, .25, .30}, exposures[] = {.5, 1};
  double best = 1e9;
  Result base = {0};
  for (int round = 0; round < atoi(words[5]); round++) {
    double begin = cpu();
    for (int day = 0; day + 1 < days; day++) {
      ends[0][day] = month(dates[day]) != month(dates[day + 1]);
      ends[1][day] = (dates[day] + 3) / 7 != (dates[day + 1] + 3) / 7;
    }
    if (strcmp(words[4], "single") == 0) {
      base = run(252, .2, ends[0], 1, NULL);
    } else {
      int shared = strcmp(words[4], "shared") == 0;
      for (int l = 0; l < 5; l++)
        for (int f = 0; f < 2; f++) {
          int *known = shared ? sorted(lookbacks[l], ends[f], orders) : NULL;
          for (int q = 0; q < 5; q++)
            for (int e = 0; e < 2; e++) {
              Result result = run(lookbacks[l], quantiles[q], ends[f], exposures[e], known);
              if (l == 3 && q == 2 && f == 0 && e == 1) base = result;
            }
        }
    }
    if (cpu() - begin < best) best = cpu() - begin;
  }
  printf("%.9f %.15g %.15g %.15g %ld %.15g\n", best, base.factor, base.sharpe, base.drawdown,
         base.trades, base.costs);
  return 0;
}
