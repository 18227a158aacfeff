#include "Support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int mosaic_reserve(mosaic_buffer *buffer, size_t capacity) {
    if (capacity <= buffer->capacity) return 1;
    size_t doubled = buffer->capacity * 2;
    size_t wanted = capacity > doubled ? capacity : doubled;
    uint8_t *bytes = realloc(buffer->bytes, wanted);
    if (bytes == NULL) return 0;
    buffer->bytes = bytes;
    buffer->capacity = wanted;
    return 1;
}

int mosaic_append(mosaic_buffer *buffer, const void *bytes, size_t count) {
    if (!mosaic_reserve(buffer, buffer->count + count)) return 0;
    if (count > 0) memcpy(buffer->bytes + buffer->count, bytes, count);
    buffer->count += count;
    return 1;
}

void mosaic_buffer_free(mosaic_buffer *buffer) {
    free(buffer->bytes);
    memset(buffer, 0, sizeof *buffer);
}

int mosaic_fail(int status, char *message, const char *text) {
    snprintf(message, MOSAIC_MESSAGE_SIZE, "%s", text);
    return status;
}
