/* PNG (RFC 2083) of 8-bit gray and RGB: three chunks around a stream of zlib. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "Support.h"

static void put(uint8_t *target, uint32_t number) {
    for (int byte = 0; byte < 4; byte++) target[byte] = (uint8_t)(number >> (24 - 8 * byte));
}

static int chunk(mosaic_buffer *out, const char *type, const uint8_t *bytes, size_t count) {
    uint8_t head[8], tail[4];
    put(head, (uint32_t)count);
    memcpy(head + 4, type, 4);
    uLong check = crc32(crc32(0, head + 4, 4), bytes, (uInt)count);
    put(tail, (uint32_t)check);
    return mosaic_append(out, head, sizeof head) && mosaic_append(out, bytes, count) && mosaic_append(out, tail, sizeof tail);
}

int mosaic_png_encode(const uint8_t *samples, mosaic_layout layout, mosaic_encoding encoding, mosaic_buffer *out, char *message) {
    static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', 13, 10, 26, 10};
    (void)encoding;
    if (layout.bytes_per_sample != 1 || (layout.components != 1 && layout.components != 3))
        return mosaic_fail(MOSAIC_UNSUPPORTED, message, "only gray and RGB of 8 bits");
    size_t row_bytes = (size_t)layout.columns * layout.components;
    size_t plain = (row_bytes + 1) * layout.rows;
    if (plain > 1u << 30) return mosaic_fail(MOSAIC_UNSUPPORTED, message, "too large for a PNG of one chunk");
    uint8_t *filtered = malloc(plain > 0 ? plain : 1);
    uLong bound = compressBound((uLong)plain);
    uint8_t *packed = malloc(bound);
    int status = MOSAIC_NO_MEMORY;
    if (filtered != NULL && packed != NULL) {
        /* Filter 4, Paeth, for each row: the nearest of left, above and the corner is what is subtracted. */
        size_t step = layout.components;
        for (uint32_t row = 0; row < layout.rows; row++) {
            const uint8_t *line = samples + row * row_bytes;
            const uint8_t *above = row > 0 ? line - row_bytes : NULL;
            uint8_t *target = filtered + row * (row_bytes + 1);
            *target++ = 4;
            for (size_t byte = 0; byte < row_bytes; byte++) {
                int left = byte >= step ? line[byte - step] : 0;
                int up = above != NULL ? above[byte] : 0;
                int corner = above != NULL && byte >= step ? above[byte - step] : 0;
                int to_left = abs(up - corner), to_up = abs(left - corner), to_corner = abs(left + up - 2 * corner);
                int nearest = to_left <= to_up && to_left <= to_corner ? left : to_up <= to_corner ? up : corner;
                target[byte] = (uint8_t)(line[byte] - nearest);
            }
        }
        if (compress2(packed, &bound, filtered, (uLong)plain, 4) == Z_OK) {
            uint8_t header[13] = {0};
            put(header, layout.columns);
            put(header + 4, layout.rows);
            header[8] = 8;
            header[9] = layout.components == 3 ? 2 : 0;
            if (mosaic_append(out, signature, sizeof signature) && chunk(out, "IHDR", header, sizeof header) &&
                chunk(out, "IDAT", packed, bound) && chunk(out, "IEND", header, 0))
                status = MOSAIC_OK;
        }
    }
    free(filtered);
    free(packed);
    return status == MOSAIC_OK ? status : mosaic_fail(status, message, "no memory for the image");
}
