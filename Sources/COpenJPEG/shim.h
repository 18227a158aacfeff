/* Only here so that CCodecs gets the flags of pkg-config (the folder of openjpeg.h has a version in its name). */
#ifndef MOSAIC_COPENJPEG_H
#define MOSAIC_COPENJPEG_H
#include <openjpeg.h>
#endif
