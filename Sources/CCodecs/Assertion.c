#include "Assertion.h"

#include <stdio.h>
#include <stdlib.h>

_Thread_local jmp_buf *mosaic_assertion_resume = NULL;

/* What assert(3) calls in the C library, by the name and with the arguments that the Linux Standard Base lays down. The program's own
   definition goes before that of the shared library. */
__attribute__((noreturn)) void __assert_fail(const char *assertion, const char *file, unsigned int line, const char *function) {
    jmp_buf *resume = mosaic_assertion_resume;
    if (resume != NULL) {
        mosaic_assertion_resume = NULL;
        longjmp(*resume, 1);
    }
    fprintf(stderr, "%s:%u: %s: Assertion `%s' failed.\n", file, line, function, assertion);
    abort();
}
