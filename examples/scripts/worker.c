/* A worker in C: the same protocol as worker.py, for programs that start slowly or have much to load.
   cc -O2 worker.c -o worker -lm; then argv = ["./worker"]. It finds its numbers by their names, which is
   enough for settings that are numbers; texts want a real JSON library. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The text behind `"name":` on the line; NULL where there is none. */
static const char *behind(const char *line, const char *name) {
  char key[64];
  snprintf(key, sizeof key, "\"%s\":", name);
  const char *place = strstr(line, key);
  return place == NULL ? NULL : place + strlen(key);
}

static double number(const char *line, const char *name, double otherwise) {
  const char *text = behind(line, name);
  return text == NULL ? otherwise : strtod(text, NULL);
}

int main(void) {
  static char line[1 << 16];
  puts("{\"gamut\": 1}"); /* ready: this is version 1 of the protocol */
  fflush(stdout);
  while (fgets(line, sizeof line, stdin) != NULL) {
    const char *id = behind(line, "run");
    if (id == NULL) return 1;
    id += strspn(id, " \"");
    double x = 10 + number(line, "seed", 0), lr = number(line, "lr", 0.1);
    for (int step = 0; step < number(line, "steps", 100); step++) x -= lr * 2 * x;
    printf("{\"run\": \"%.*s\", \"metrics\": {\"loss\": %.17g}}\n", (int)strcspn(id, "\""), id, x * x);
    fflush(stdout);
  }
  return 0;
}
