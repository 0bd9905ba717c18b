/* The yardstick of reading YAML: a walk over libyaml's events that keeps nothing. Nothing that reads
   with libyaml can be faster. Argument: the file. */
#include <stdio.h>
#include <yaml.h>

int main(int argc, char **argv) {
  if (argc != 2) return 64;
  FILE *file = fopen(argv[1], "rb");
  yaml_parser_t parser;
  if (!file || !yaml_parser_initialize(&parser)) return 1;
  yaml_parser_set_input_file(&parser, file);
  long scalars = 0;
  int ended = 0;
  while (!ended) {
    yaml_event_t event;
    if (!yaml_parser_parse(&parser, &event)) return 1;
    scalars += event.type == YAML_SCALAR_EVENT;
    ended = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return scalars > 0 ? 0 : 1;
}
