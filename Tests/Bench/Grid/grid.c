/* The yardstick of canonical text: the runs of grid.gamut, by memcpy of what is ready or by snprintf.
   It knows everything beforehand but the loop's numbers, and checks nothing: nothing can be faster.
   Arguments: the text before the first run (a file), where to write, "memcpy" or "snprintf". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *bundles[] = {"core",    "core_ml", "ml_alpha", "value", "momentum",
                                "quality", "lowvol",  "carry",    "macro", "sentiment"};
static const char *exposures[] = {"0.5", "0.75", "1.0", "1.25", "1.5"};
static const char *costs[] = {"0.5", "1.0", "1.5", "2.0", "2.5", "3.0", "3.5", "4.0", "4.5", "5.0"};

static char buffer[1 << 20];
static size_t used;
static FILE *out;

static inline void put(const char *bytes, size_t count) {
  if (used + count > sizeof buffer) {
    fwrite(buffer, 1, used, out);
    used = 0;
  }
  memcpy(buffer + used, bytes, count);
  used += count;
}
#define LITERAL(text) put(text, sizeof(text) - 1)
#define STRING(text) put(text, strlen(text))

static void copied(const char *b, const char *y, const char *z, const char *g, const char *l,
                   const char *c) {
  LITERAL("\n  - id: \""); STRING(b); LITERAL("_"); put(y, 4); LITERAL("_"); put(z, 4);
  LITERAL("_g"); STRING(g); LITERAL("_l"); STRING(l); LITERAL("_c"); STRING(c);
  LITERAL("\"\n    bundle_path: \"config/factor_bundles/"); STRING(b);
  LITERAL(".yaml\"\n    start_date: \""); put(y, 4);
  LITERAL("-01-01\"\n    end_date: \""); put(z, 4);
  LITERAL("-12-31\"\n    freq: \"1d\"\n    strategy: \"multifactor_long_short\"\n"
          "    rebalance_freq: \"M\"\n    max_gross_exposure: "); STRING(g);
  LITERAL("\n    start_capital: 100000\n    lookback: "); STRING(l);
  LITERAL("\n    cost_bps: "); STRING(c); LITERAL("\n    generate_report: true");
}

static void printed(const char *b, int y, const char *g, int l, const char *c) {
  char text[640];
  int count = snprintf(
      text, sizeof text,
      "\n  - id: \"%s_%d_%d_g%s_l%d_c%s\"\n    bundle_path: \"config/factor_bundles/%s.yaml\"\n"
      "    start_date: \"%d-01-01\"\n    end_date: \"%d-12-31\"\n    freq: \"1d\"\n"
      "    strategy: \"multifactor_long_short\"\n    rebalance_freq: \"M\"\n"
      "    max_gross_exposure: %s\n    start_capital: 100000\n    lookback: %d\n"
      "    cost_bps: %s\n    generate_report: true",
      b, y, y + 4, g, l, c, b, y, y + 4, g, l, c);
  put(text, (size_t)count);
}

int main(int argc, char **argv) {
  if (argc != 4) return 64;
  int prints = strcmp(argv[3], "snprintf") == 0;
  FILE *head = fopen(argv[1], "r");
  out = fopen(argv[2], "w");
  if (!head || !out) return 1;
  char text[1 << 14];
  put(text, fread(text, 1, sizeof text, head));
  for (int b = 0; b < 10; b++)
    for (int year = 2000; year < 2020; year++) {
      char y[8], z[8];
      snprintf(y, sizeof y, "%d", year);
      snprintf(z, sizeof z, "%d", year + 4);
      for (int g = 0; g < 5; g++)
        for (int lookback = 20; lookback <= 200; lookback += 20) {
          char l[8];
          snprintf(l, sizeof l, "%d", lookback);
          for (int c = 0; c < 10; c++)
            if (prints) printed(bundles[b], year, exposures[g], lookback, costs[c]);
            else copied(bundles[b], y, z, exposures[g], l, costs[c]);
        }
    }
  LITERAL("\n");
  fwrite(buffer, 1, used, out);
  return fclose(out);
}
