/* The C interface of Tesseract; how Leptonica is kept from writing to the standard error; how OpenMP is kept to the calling thread. */
#ifndef MOSAIC_CTESSERACT_H
#define MOSAIC_CTESSERACT_H
#include <tesseract/capi.h>
int setMsgSeverity(int severity);
void omp_set_max_active_levels(int levels);
#endif
