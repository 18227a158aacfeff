/* JPEG of 8 bits with DCT: libjpeg-turbo. */
#include <stdio.h>

#include <jpeglib.h>
#include <jerror.h>

#define MOSAIC_DECODE mosaic_jpeg_dct8_decode
#define MOSAIC_ENCODE mosaic_jpeg_dct8_encode
#define MOSAIC_LOSSLESS 0
#include "JPEGProcess.h"
