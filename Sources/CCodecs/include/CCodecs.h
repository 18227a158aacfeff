/* The one door to the codecs that others wrote. Plain C: every function returns a status, writes only into the room it is given,
   allocates nothing that outlives it except a mosaic_buffer, and never ends the process. */
#ifndef MOSAIC_CCODECS_H
#define MOSAIC_CCODECS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a function returns. */
enum {
    MOSAIC_OK = 0,
    /* The codestream contradicts its own format. */
    MOSAIC_MALFORMED = 1,
    /* The codestream ends before the last pixel. */
    MOSAIC_TRUNCATED = 2,
    /* The codestream is valid, but does not describe the image that was announced. */
    MOSAIC_MISMATCH = 3,
    /* The library does not do this. */
    MOSAIC_UNSUPPORTED = 4,
    /* There is no memory. */
    MOSAIC_NO_MEMORY = 5
};

/* The room for a message, its final zero included. */
#define MOSAIC_MESSAGE_SIZE 200

/* An image in memory: samples of a pixel next to each other, each of 1, 2 or 4 bytes, least significant first. */
typedef struct {
    uint32_t columns;
    uint32_t rows;
    uint32_t components;
    uint32_t bytes_per_sample;
} mosaic_layout;

/* What a decoder found in the codestream. */
typedef struct {
    /* The bits of a sample. */
    int32_t precision;
    /* Whether the codestream says that samples have a sign. */
    int32_t is_signed;
    /* Whether the inverse of a colour transformation of the codestream itself was applied, so that samples are RGB. */
    int32_t is_transformed;
} mosaic_facts;

/* Bytes that an encoder made; give them back with mosaic_buffer_free. */
typedef struct {
    uint8_t *bytes;
    size_t count;
    size_t capacity;
} mosaic_buffer;

void mosaic_buffer_free(mosaic_buffer *buffer);

/* Decoders: exactly layout.columns x rows x components samples are written to `out`, or the status is not MOSAIC_OK. JPEG and
   JPEG-LS samples are written without a sign, JPEG 2000 samples with what the codestream says, cut to the bytes of a sample. */
typedef int mosaic_decoder(
    const uint8_t *bytes, size_t count, mosaic_layout layout, uint8_t *out, mosaic_facts *facts, char *message);

/* JPEG of 8 bits with DCT, by libjpeg-turbo. Colours are left as they are stored. */
mosaic_decoder mosaic_jpeg_dct8_decode;
/* JPEG lossless of 2 to 8 bits, JPEG of 9 to 12 bits (DCT and lossless) and lossless of 13 to 16 bits, by GDCM's libjpeg. */
mosaic_decoder mosaic_jpeg8_decode;
mosaic_decoder mosaic_jpeg12_decode;
mosaic_decoder mosaic_jpeg16_decode;
/* JPEG-LS by CharLS. */
mosaic_decoder mosaic_jpegls_decode;
/* JPEG 2000, also in JP2 boxes, and High-Throughput JPEG 2000, by OpenJPEG. */
mosaic_decoder mosaic_jpeg2000_decode;

/* How to encode. */
typedef struct {
    /* The bits of a sample; those above must be 0, or copies of the sign for signed samples of JPEG 2000. */
    int32_t precision;
    int32_t is_signed;
    /* JPEG 2000: decorrelate three components with the reversible transformation. */
    int32_t uses_colour_transformation;
    /* JPEG with DCT: 1 to 100. JPEG lossless: the predictor, 1 to 7. */
    int32_t parameter;
} mosaic_encoding;

typedef int mosaic_encoder(
    const uint8_t *samples, mosaic_layout layout, mosaic_encoding encoding, mosaic_buffer *out, char *message);

/* JPEG baseline of gray or RGB samples of one byte; RGB becomes YBR with half the chrominances of a row. */
mosaic_encoder mosaic_jpeg_dct8_encode;
/* JPEG lossless of 2 to 8, 9 to 12 and 13 to 16 bits, colours as they are. */
mosaic_encoder mosaic_jpeg8_encode;
mosaic_encoder mosaic_jpeg12_encode;
mosaic_encoder mosaic_jpeg16_encode;
/* JPEG-LS lossless. */
mosaic_encoder mosaic_jpegls_encode;
/* JPEG 2000 lossless. */
mosaic_encoder mosaic_jpeg2000_encode;
/* High-Throughput JPEG 2000 lossless. */
mosaic_encoder mosaic_htj2k_encode;
/* PNG of gray or RGB samples of one byte; `encoding` is not looked at. */
mosaic_encoder mosaic_png_encode;

#ifdef __cplusplus
}
#endif

#endif
