// libedit's native interface behind a few plain functions.

#define _GNU_SOURCE
#include <errno.h>
#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "CLineEditor.h"

struct cle {
  EditLine *edit;
  History *history;
  void *context;
  cle_prompt prompt;
  cle_tab tab;
  struct sigaction before;
};

static volatile sig_atomic_t interrupted;

static void note(int number) {
  (void)number;
  interrupted = 1;
}

static cle *owner(EditLine *edit) {
  void *data = NULL;
  el_get(edit, EL_CLIENTDATA, &data);
  return data;
}

static char *prompt(EditLine *edit) {
  cle *editor = owner(edit);
  return (char *)editor->prompt(editor->context);
}

static unsigned char tab(EditLine *edit, int key) {
  (void)key;
  cle *editor = owner(edit);
  switch (editor->tab(editor->context)) {
    case CLE_CHANGED: return CC_REFRESH;
    case CLE_LISTED: return CC_REDISPLAY;
    case CLE_REFUSED: return CC_REFRESH_BEEP;
    default: return CC_NORM;
  }
}

static unsigned char interrupt(EditLine *edit, int key) {
  (void)edit;
  (void)key;
  interrupted = 1;
  return CC_EOF;
}

// A paste arrives between ESC[200~ and ESC[201~: one insertion, line ends kept, tabs made blanks.
static unsigned char paste(EditLine *edit, int key) {
  (void)key;
  static const wchar_t end[] = L"\x1b[201~";
  size_t count = 0, room = 4096;
  wchar_t *text = malloc(room * sizeof *text);
  wchar_t character;
  while (text != NULL && el_wgetc(edit, &character) == 1) {
    if (count + 2 > room) {
      wchar_t *larger = realloc(text, 2 * room * sizeof *text);
      if (larger == NULL) break;
      text = larger;
      room *= 2;
    }
    if (character == L'\r') character = L'\n';
    if (character == L'\t') character = L' ';
    text[count++] = character;
    if (count >= 6 && wmemcmp(text + count - 6, end, 6) == 0) {
      count -= 6;
      break;
    }
  }
  if (text == NULL) return CC_ERROR;
  while (count > 0 && text[count - 1] == L'\n') count--;
  text[count] = 0;
  int result = count > 0 ? el_winsertstr(edit, text) : 0;
  free(text);
  return result == -1 ? CC_ERROR : CC_REFRESH;
}

static void bind_keys(EditLine *edit) {
  el_set(edit, EL_ADDFN, "gamut-complete", "complete the word", tab);
  el_set(edit, EL_ADDFN, "gamut-paste", "insert a bracketed paste", paste);
  el_set(edit, EL_ADDFN, "gamut-interrupt", "forget the line", interrupt);
  el_set(edit, EL_BIND, "^I", "gamut-complete", NULL);
  el_set(edit, EL_BIND, "^C", "gamut-interrupt", NULL);
  el_set(edit, EL_BIND, "\\e[200~", "gamut-paste", NULL);
  el_set(edit, EL_BIND, "^R", "em-inc-search-prev", NULL);
  el_set(edit, EL_BIND, "\\e[1;5D", "ed-prev-word", NULL);
  el_set(edit, EL_BIND, "\\e[1;5C", "em-next-word", NULL);
  el_set(edit, EL_BIND, "\\e[3~", "ed-delete-next-char", NULL);
}

cle *cle_open(const char *program, void *context, cle_prompt show, cle_tab complete) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
  cle *editor = calloc(1, sizeof *editor);
  if (editor == NULL) return NULL;
  editor->context = context;
  editor->prompt = show;
  editor->tab = complete;
  editor->edit = el_init(program, stdin, stdout, stderr);
  editor->history = history_init();
  if (editor->edit == NULL || editor->history == NULL) {
    if (editor->edit != NULL) el_end(editor->edit);
    if (editor->history != NULL) history_end(editor->history);
    free(editor);
    return NULL;
  }
  el_set(editor->edit, EL_CLIENTDATA, editor);
  el_set(editor->edit, EL_EDITOR, "emacs");
  el_set(editor->edit, EL_SIGNAL, 1);
  el_set(editor->edit, EL_PROMPT, prompt);
  el_set(editor->edit, EL_HIST, history, editor->history);
  bind_keys(editor->edit);
  struct sigaction action = {.sa_handler = note};  // no SA_RESTART: a read must break off
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &editor->before);
  return editor;
}

void cle_close(cle *editor) {
  sigaction(SIGINT, &editor->before, NULL);
  el_end(editor->edit);
  history_end(editor->history);
  free(editor);
}

static void bracket_pastes(int on) {
  fputs(on ? "\x1b[?2004h" : "\x1b[?2004l", stdout);
  fflush(stdout);
}

// Before the prompt, so that no key meets a terminal that still echoes; and with Ctrl-C as a key
// like any other, since a signal that comes while a key is handled would be lost.
static void prepare(EditLine *edit) {
  el_set(edit, EL_PREP_TERM, 1);
  struct termios mode;
  if (tcgetattr(STDIN_FILENO, &mode) != 0) return;
  mode.c_cc[VINTR] = _POSIX_VDISABLE;
  tcsetattr(STDIN_FILENO, TCSANOW, &mode);
}

cle_status cle_read(cle *editor, const char **line, size_t *length) {
  interrupted = 0;
  errno = 0;
  prepare(editor->edit);
  bracket_pastes(1);
  int count = 0;
  const char *text = el_gets(editor->edit, &count);
  int error = errno;
  bracket_pastes(0);
  if (text != NULL && count > 0) {
    *line = text;
    *length = (size_t)count;
    return CLE_LINE;
  }
  if (interrupted || (count == -1 && error == EINTR)) {
    el_reset(editor->edit);
    return CLE_INTERRUPT;
  }
  return text != NULL || count == 0 ? CLE_END : CLE_FAILURE;
}

void cle_line(cle *editor, const char **bytes, size_t *cursor, size_t *length) {
  const LineInfo *info = el_line(editor->edit);
  *bytes = info->buffer;
  *cursor = (size_t)(info->cursor - info->buffer);
  *length = (size_t)(info->lastchar - info->buffer);
}

int cle_insert(cle *editor, const char *text) { return el_insertstr(editor->edit, text) == 0; }

void cle_history_size(cle *editor, int entries) {
  HistEvent event;
  history(editor->history, &event, H_SETSIZE, entries);
}

void cle_history_add(cle *editor, const char *line) {
  HistEvent event;
  history(editor->history, &event, H_ENTER, line);
}
