/* GDCM's build of the Independent JPEG Group's library for samples of up to 8 bits. */
#include <stdio.h>

/* Names the functions for 8 bits and stands for the configuration, which jpeglib.h would not find in its folder. */
#include <gdcm-3.0/gdcmjpeg/8/jpegcmake.h>
#define JCONFIG_INCLUDED
#include <gdcm-3.0/gdcmjpeg/jpeglib.h>
#include <gdcm-3.0/gdcmjpeg/jerror.h>

#define MOSAIC_DECODE mosaic_jpeg8_decode
#define MOSAIC_ENCODE mosaic_jpeg8_encode
#define MOSAIC_LOSSLESS 1
#include "JPEGProcess.h"
