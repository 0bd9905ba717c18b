// What Swift cannot say to libedit: its variadic functions, its callbacks, and the signal that must
// break off a read. It knows lines and keys, and nothing of what is typed.

#ifndef C_LINE_EDITOR_H
#define C_LINE_EDITOR_H

#include <stddef.h>

typedef struct cle cle;

// The prompt of the line that is being read; it lives until the next call.
typedef const char *(*cle_prompt)(void *context);
// Called for the Tab key: it may look at the line and change it.
typedef enum { CLE_UNCHANGED, CLE_CHANGED, CLE_LISTED, CLE_REFUSED } cle_tab_result;
typedef cle_tab_result (*cle_tab)(void *context);

typedef enum { CLE_LINE, CLE_END, CLE_INTERRUPT, CLE_FAILURE } cle_status;

// Called while a line is being typed, when one of the watched files has something: first without writing, to
// say whether there is anything to show (1: only at the right; 2: in lines); then, if there is, to write from the
// first column of an empty line on.
typedef int (*cle_news)(void *context, int may_write);

// One editor on the standard streams, for one thread; NULL if the terminal cannot be used.
// From here on until cle_close an interrupt breaks off a read and does nothing else.
cle *cle_open(const char *program, void *context, cle_prompt prompt, cle_prompt right, cle_tab tab);
void cle_close(cle *editor);

// Reads a line, with its line end; it lives until the next call. A pasted text of several lines is
// one line. After an interrupt the length is that of the line that was forgotten.
cle_status cle_read(cle *editor, const char **line, size_t *length);

// Up to four files that are looked at while a line is being typed; -1 for none.
void cle_watch(cle *editor, const int *files, int count, cle_news news);

// Reads a line without any editing; an interrupt breaks it off. The line is the caller's to free.
cle_status cle_read_plain(char **line, size_t *length);

// From now on an interrupt is noted, and ends nothing; whether one came since it was asked last.
void cle_note_interrupts(void);
int cle_was_interrupted(void);

// The same, and it stays so.
int cle_is_interrupted(void);

// Inside cle_tab and the right prompt: the line so far, and how many of its bytes stand before the cursor.
void cle_line(cle *editor, const char **bytes, size_t *cursor, size_t *length);
// Inserts text before the cursor; 0 where the line cannot take it.
int cle_insert(cle *editor, const char *text);

void cle_history_size(cle *editor, int entries);
void cle_history_add(cle *editor, const char *line);

#endif
