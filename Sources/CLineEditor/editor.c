// libedit's native interface behind a few plain functions.

#define _GNU_SOURCE
#include <errno.h>
#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#include "CLineEditor.h"
#include "signals.h"

struct cle {
  EditLine *edit;
  History *history;
  void *context;
  cle_prompt prompt;
  cle_prompt right;
  cle_tab tab;
  cle_news news;
  int watched[4];
  int watched_count;
  size_t forgotten;
  int width;
  sigset_t open_mask;
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

static char *right_prompt(EditLine *edit) {
  cle *editor = owner(edit);
  return (char *)editor->right(editor->context);
}

// On which row of its own the cursor is, and how many rows the line has, on a terminal of this width.
static int rows_above(EditLine *edit, cle *editor, int width, int *all) {
  const LineInfoW *info = el_wline(edit);
  int row = 0, above = 0, column = (int)strlen(editor->prompt(editor->context));
  for (const wchar_t *at = info->buffer; at <= info->lastchar; at++) {
    if (at == info->cursor) above = row;
    if (at == info->lastchar) break;
    if (*at == L'\n') {
      row++;
      column = 0;
      continue;
    }
    int wide = wcwidth(*at);
    if (wide < 0) wide = 2;
    column += wide;
    if (column >= width) {
      row++;
      column = column > width ? wide : 0;
    }
  }
  *all = row + 1;
  return above;
}

static int terminal_width(void) {
  struct winsize size;
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

// Goes to the line's first row and takes the line off the terminal.
static void erase(int above) {
  if (above > 0) fprintf(stdout, "\x1b[%dA", above);
  fputs("\r\x1b[J", stdout);
  fflush(stdout);
}

// After a change of the terminal's size the line is drawn anew. Some terminals wrap their contents anew
// and some do not: of both only so much is taken off that no answer above is lost.
static void redraw(EditLine *edit, cle *editor) {
  int width = terminal_width();
  int all = 1;
  int before = rows_above(edit, editor, editor->width, &all);
  int now = rows_above(edit, editor, width, &all);
  editor->width = width;
  erase(now < before ? now : before);
  el_set(edit, EL_REFRESH);
}

// Something happened elsewhere: the line that is being typed makes room for it, and comes again below.
static void tell_news(EditLine *edit, cle *editor) {
  int all = 1, above = rows_above(edit, editor, terminal_width(), &all);
  // What is wrapped is not drawn again just for what stands at the right.
  int what = editor->news(editor->context, 0);
  if (what == 0 || (what == 1 && all > 1)) return;
  erase(above);
  editor->news(editor->context, 1);
  el_set(edit, EL_REFRESH);
}

// Ctrl-C is a key like any other: a signal that comes while a key is handled would be lost.
static void make_interrupt_a_key(void) {
  struct termios mode;
  if (tcgetattr(STDIN_FILENO, &mode) != 0 || mode.c_cc[VINTR] == _POSIX_VDISABLE) return;
  mode.c_cc[VINTR] = _POSIX_VDISABLE;
  tcsetattr(STDIN_FILENO, TCSANOW, &mode);
}

// Whether the user edits as in vi: there Escape is a key of its own, and must begin no sequence of ours.
static int is_vi(EditLine *edit) {
  const char *name = NULL;
  el_get(edit, EL_EDITOR, &name);
  return name != NULL && strcmp(name, "vi") == 0;
}

static void bracket_pastes(int on) {
  fputs(on ? "\x1b[?2004h" : "\x1b[?2004l", stdout);
  fflush(stdout);
}

// Before the prompt, so that no key meets a terminal that still echoes.
static void prepare(EditLine *edit) {
  el_set(edit, EL_PREP_TERM, 1);
  make_interrupt_a_key();
}

// Does what the signals that have arrived ask for. Those that stop or end the program get a terminal as it
// was, and then their own effect.
static void handle_signals(EditLine *edit, cle *editor) {
  for (int number = next_signal(); number != 0; number = next_signal()) {
    if (number == SIGWINCH) {
      el_resize(edit);
      redraw(edit, editor);
      continue;
    }
    if (number != SIGCONT) {
      if (!is_vi(edit)) bracket_pastes(0);
      el_set(edit, EL_PREP_TERM, 0);
      let_signal_act(number);
    }
    // It goes on: perhaps with another size, and with a terminal that the shell has set.
    prepare(edit);
    if (!is_vi(edit)) bracket_pastes(1);
    el_resize(edit);
    editor->width = terminal_width();
    el_set(edit, EL_REFRESH);
  }
}

// One character from the keyboard; the watched files are heard meanwhile.
static int get_character(EditLine *edit, wchar_t *character) {
  cle *editor = owner(edit);
  char bytes[8];
  size_t count = 0;
  for (;;) {
    struct pollfd files[5] = {{.fd = STDIN_FILENO, .events = POLLIN}};
    int watched = count == 0 ? editor->watched_count : 0;
    for (int i = 0; i < watched; i++) {
      files[i + 1] = (struct pollfd){.fd = editor->watched[i], .events = POLLIN};
    }
    int ready = ppoll(files, (nfds_t)(watched + 1), NULL, &editor->open_mask);
    if (ready < 0) {
      if (errno != EINTR || interrupted) {
        // A signal instead of the key: what was typed is forgotten just the same.
        const LineInfo *info = el_line(edit);
        editor->forgotten = (size_t)(info->lastchar - info->buffer);
        return -1;
      }
      handle_signals(edit, editor);
      continue;
    }
    int heard = 0;
    for (int i = 0; i < watched; i++) heard |= files[i + 1].revents != 0;
    if (heard) {
      tell_news(edit, editor);
      continue;
    }
    if (files[0].revents == 0) continue;
    ssize_t length = read(STDIN_FILENO, bytes + count, 1);
    if (length < 0 && errno == EINTR && !interrupted) continue;
    if (length <= 0) return (int)length;
    count++;
    mbstate_t state;
    memset(&state, 0, sizeof state);
    size_t used = mbrtowc(character, bytes, count, &state);
    if (used == (size_t)-2 && count < sizeof bytes) continue;
    if (used == (size_t)-1 || used == (size_t)-2) *character = 0xFFFD;
    if (used == 0) *character = 0;
    return 1;
  }
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
  (void)key;
  const LineInfo *info = el_line(edit);
  owner(edit)->forgotten = (size_t)(info->lastchar - info->buffer);
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
  el_set(edit, EL_BIND, "^R", "em-inc-search-prev", NULL);
  if (is_vi(edit)) return;
  el_set(edit, EL_BIND, "\\e[200~", "gamut-paste", NULL);
  el_set(edit, EL_BIND, "\\e[1;5D", "ed-prev-word", NULL);
  el_set(edit, EL_BIND, "\\e[1;5C", "em-next-word", NULL);
  el_set(edit, EL_BIND, "\\e[3~", "ed-delete-next-char", NULL);
}

cle *cle_open(
    const char *program, void *context, cle_prompt show, cle_prompt show_right, cle_tab complete) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
  cle *editor = calloc(1, sizeof *editor);
  if (editor == NULL) return NULL;
  editor->context = context;
  editor->prompt = show;
  editor->right = show_right;
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
  el_set(editor->edit, EL_PROMPT, prompt);
  el_set(editor->edit, EL_RPROMPT_ESC, right_prompt, '\1');
  el_set(editor->edit, EL_GETCFN, get_character);
  el_set(editor->edit, EL_HIST, history, editor->history);
  // What the user has bound for all programs, or for this one, comes first; our own keys must stay.
  el_source(editor->edit, NULL);
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

cle_status cle_read(cle *editor, const char **line, size_t *length) {
  editor->forgotten = 0;
  if (interrupted) {
    // It came between two lines.
    interrupted = 0;
    *length = 0;
    return CLE_INTERRUPT;
  }
  errno = 0;
  enter_signals(&editor->open_mask);
  prepare(editor->edit);
  editor->width = terminal_width();
  // Without the key for it a paste is as if it had been typed.
  int brackets = !is_vi(editor->edit);
  if (brackets) bracket_pastes(1);
  int count = 0;
  const char *text = el_gets(editor->edit, &count);
  int error = errno;
  if (brackets) bracket_pastes(0);
  leave_signals(&editor->open_mask);
  if (text != NULL && count > 0) {
    *line = text;
    *length = (size_t)count;
    return CLE_LINE;
  }
  if (interrupted || (count == -1 && error == EINTR)) {
    el_reset(editor->edit);
    interrupted = 0;
    *length = editor->forgotten;
    return CLE_INTERRUPT;
  }
  return text != NULL || count == 0 ? CLE_END : CLE_FAILURE;
}

void cle_note_interrupts(void) {
  struct sigaction action = {.sa_handler = note};
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
}

int cle_is_interrupted(void) { return interrupted; }

int cle_was_interrupted(void) {
  int was = interrupted;
  interrupted = 0;
  return was;
}

cle_status cle_read_plain(char **line, size_t *length) {
  size_t room = 0;
  *line = NULL;
  if (cle_was_interrupted()) return CLE_INTERRUPT;
  errno = 0;
  ssize_t count = getline(line, &room, stdin);
  if (count > 0) {
    *length = (size_t)count;
    return CLE_LINE;
  }
  free(*line);
  *line = NULL;
  if (ferror(stdin) && errno == EINTR) {
    clearerr(stdin);
    interrupted = 0;
    return CLE_INTERRUPT;
  }
  return CLE_END;
}

void cle_watch(cle *editor, const int *files, int count, cle_news news) {
  editor->news = news;
  editor->watched_count = 0;
  for (int i = 0; i < count && i < 4; i++) {
    if (files[i] >= 0) editor->watched[editor->watched_count++] = files[i];
  }
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
