/* What the codecs share: growing buffers, messages, samples of 1, 2 and 4 bytes. */
#ifndef MOSAIC_SUPPORT_H
#define MOSAIC_SUPPORT_H

#include "CCodecs.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Appends bytes; 0 when there is no memory. */
int mosaic_append(mosaic_buffer *buffer, const void *bytes, size_t count);
/* Makes room for so many bytes in all; 0 when there is no memory. */
int mosaic_reserve(mosaic_buffer *buffer, size_t capacity);
/* Writes a message and returns the status. */
int mosaic_fail(int status, char *message, const char *text);

/* Writes the low bytes of a sample. */
static inline void mosaic_store(uint8_t *out, size_t index, uint32_t bytes_per_sample, int32_t value) {
    uint32_t bits = (uint32_t)value;
    switch (bytes_per_sample) {
    case 1:
        out[index] = (uint8_t)bits;
        break;
    case 2:
        out[2 * index] = (uint8_t)bits;
        out[2 * index + 1] = (uint8_t)(bits >> 8);
        break;
    default:
        out[4 * index] = (uint8_t)bits;
        out[4 * index + 1] = (uint8_t)(bits >> 8);
        out[4 * index + 2] = (uint8_t)(bits >> 16);
        out[4 * index + 3] = (uint8_t)(bits >> 24);
    }
}

/* Reads a sample, its sign extended where it has one. */
static inline int32_t mosaic_load(const uint8_t *samples, size_t index, uint32_t bytes_per_sample, int is_signed) {
    switch (bytes_per_sample) {
    case 1:
        return is_signed ? (int8_t)samples[index] : samples[index];
    case 2: {
        uint16_t bits = (uint16_t)(samples[2 * index] | samples[2 * index + 1] << 8);
        return is_signed ? (int16_t)bits : bits;
    }
    default:
        return (int32_t)((uint32_t)samples[4 * index] | (uint32_t)samples[4 * index + 1] << 8 | (uint32_t)samples[4 * index + 2] << 16 |
                         (uint32_t)samples[4 * index + 3] << 24);
    }
}

#ifdef __cplusplus
}
#endif

#endif
