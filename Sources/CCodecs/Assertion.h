/* Debian's OpenJPEG is built with assertions, and its HTJ2K decoder has some that a damaged codestream breaks. An assertion that fails
   would end the process, so inside a guarded call it ends the call instead. */
#ifndef MOSAIC_ASSERTION_H
#define MOSAIC_ASSERTION_H

#include <setjmp.h>

/* Where a failed assertion on this thread goes on; NULL outside guarded calls, where assertions end the process as ever. */
extern _Thread_local jmp_buf *mosaic_assertion_resume;

#endif
