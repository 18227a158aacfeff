/* JPEG-LS: CharLS. */
#include <charls/charls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "Support.h"

static int status_of(charls_jpegls_errc error, char *message) {
    snprintf(message, MOSAIC_MESSAGE_SIZE, "%s", charls_get_error_message(error));
    switch (error) {
    case CHARLS_JPEGLS_ERRC_SOURCE_BUFFER_TOO_SMALL:
        return MOSAIC_TRUNCATED;
    case CHARLS_JPEGLS_ERRC_NOT_ENOUGH_MEMORY:
        return MOSAIC_NO_MEMORY;
    case CHARLS_JPEGLS_ERRC_ENCODING_NOT_SUPPORTED:
    case CHARLS_JPEGLS_ERRC_PARAMETER_VALUE_NOT_SUPPORTED:
    case CHARLS_JPEGLS_ERRC_COLOR_TRANSFORM_NOT_SUPPORTED:
    case CHARLS_JPEGLS_ERRC_JPEGLS_PRESET_EXTENDED_PARAMETER_TYPE_NOT_SUPPORTED:
        return MOSAIC_UNSUPPORTED;
    default:
        return MOSAIC_MALFORMED;
    }
}

/* Data behind the last sample is what decode_followed puts there. */
static int is_whole(charls_jpegls_errc error) {
    return error == CHARLS_JPEGLS_ERRC_SUCCESS || error == CHARLS_JPEGLS_ERRC_TOO_MUCH_ENCODED_DATA;
}

static int decode(
    charls_jpegls_decoder *decoder, const uint8_t *bytes, size_t count, mosaic_layout layout, uint8_t *out, mosaic_facts *facts,
    char *message) {
    charls_jpegls_errc error = charls_jpegls_decoder_set_source_buffer(decoder, bytes, count);
    if (error == CHARLS_JPEGLS_ERRC_SUCCESS) error = charls_jpegls_decoder_read_header(decoder);
    charls_frame_info found = {0, 0, 0, 0};
    if (error == CHARLS_JPEGLS_ERRC_SUCCESS) error = charls_jpegls_decoder_get_frame_info(decoder, &found);
    charls_interleave_mode mode = CHARLS_INTERLEAVE_MODE_NONE;
    if (error == CHARLS_JPEGLS_ERRC_SUCCESS) error = charls_jpegls_decoder_get_interleave_mode(decoder, &mode);
    if (error != CHARLS_JPEGLS_ERRC_SUCCESS) return status_of(error, message);
    if (found.width != layout.columns || found.height != layout.rows || (uint32_t)found.component_count != layout.components ||
        (found.bits_per_sample + 7) / 8 > (int32_t)layout.bytes_per_sample)
        return mosaic_fail(MOSAIC_MISMATCH, message, "the codestream holds an image of another size");
    facts->precision = found.bits_per_sample;
    facts->is_signed = 0;
    facts->is_transformed = 0;

    /* CharLS writes as few bytes as a sample needs, and planes where the components are not interleaved. */
    uint32_t width = found.bits_per_sample > 8 ? 2 : 1;
    size_t pixels = (size_t)layout.columns * layout.rows;
    size_t samples = pixels * layout.components;
    int planar = mode == CHARLS_INTERLEAVE_MODE_NONE && layout.components > 1;
    if (width == layout.bytes_per_sample && !planar) {
        error = charls_jpegls_decoder_decode_to_buffer(decoder, out, samples * width, 0);
        return is_whole(error) ? MOSAIC_OK : status_of(error, message);
    }
    uint8_t *narrow = malloc(samples * width);
    if (narrow == NULL) return mosaic_fail(MOSAIC_NO_MEMORY, message, "no memory for the decoded image");
    error = charls_jpegls_decoder_decode_to_buffer(decoder, narrow, samples * width, 0);
    if (is_whole(error)) {
        for (size_t pixel = 0; pixel < pixels; pixel++) {
            for (uint32_t component = 0; component < layout.components; component++) {
                size_t from = planar ? component * pixels + pixel : pixel * layout.components + component;
                mosaic_store(
                    out, pixel * layout.components + component, layout.bytes_per_sample, mosaic_load(narrow, from, width, 0));
            }
        }
    }
    free(narrow);
    return is_whole(error) ? MOSAIC_OK : status_of(error, message);
}

static int decode_once(
    const uint8_t *bytes, size_t count, mosaic_layout layout, uint8_t *out, mosaic_facts *facts, char *message) {
    charls_jpegls_decoder *decoder = charls_jpegls_decoder_create();
    if (decoder == NULL) return mosaic_fail(MOSAIC_NO_MEMORY, message, "no memory for a decoder");
    int status = decode(decoder, bytes, count, layout, out, facts, message);
    charls_jpegls_decoder_destroy(decoder);
    return status;
}

/* Where the data of the only scan ends: before the end marker, or at the end of the bytes. 0 when there are several scans, restart
   markers, or no scan. */
static size_t end_of_only_scan(const uint8_t *bytes, size_t count) {
    size_t position = 2;
    for (;;) {
        if (position + 4 > count || bytes[position] != 0xFF) return 0;
        uint8_t marker = bytes[position + 1];
        if (marker == 0xFF) {
            position++;
            continue;
        }
        position += 2 + ((size_t)bytes[position + 2] << 8 | bytes[position + 3]);
        if (marker == 0xDA) break;
    }
    for (; position + 1 < count; position++)
        if (bytes[position] == 0xFF && bytes[position + 1] >= 0x80) return bytes[position + 1] == 0xD9 ? position : 0;
    return position < count ? count : 0;
}

/* CharLS 2.4 reads zeros when a scan runs out of data, and counts them for up to ten seconds. So the scan is followed by bits that end
   every count at once. What those bits are must make no difference: a scan that used them was incomplete. */
static int decode_followed(
    const uint8_t *bytes, size_t scan_end, mosaic_layout layout, uint8_t *out, mosaic_facts *facts, char *message) {
    size_t samples = (size_t)layout.columns * layout.rows * layout.components;
    size_t size = samples * layout.bytes_per_sample;
    /* No sample takes more than 32 bits plus its share of a run. */
    size_t stuffing = samples * 4 + 64;
    size_t total = scan_end + stuffing + 2;
    uint8_t *followed = malloc(total);
    uint8_t *second = malloc(size > 0 ? size : 1);
    if (followed == NULL || second == NULL) {
        free(followed);
        free(second);
        return mosaic_fail(MOSAIC_NO_MEMORY, message, "no memory for the codestream");
    }
    memcpy(followed, bytes, scan_end);
    memset(followed + scan_end, 0x55, stuffing);
    followed[total - 2] = 0xFF;
    followed[total - 1] = 0xD9;
    int status = decode_once(followed, total, layout, out, facts, message);
    if (status == MOSAIC_OK) {
        memset(followed + scan_end, 0x7F, stuffing);
        status = decode_once(followed, total, layout, second, facts, message);
        if (status != MOSAIC_OK || memcmp(out, second, size) != 0)
            status = mosaic_fail(MOSAIC_TRUNCATED, message, "the scan ends before the last sample");
    }
    free(followed);
    free(second);
    return status;
}

/* Several scans, or restart markers: behind each stands a marker, at which CharLS stops counting. One is put behind the last, too, which
   does no harm where it is there already. */
static int decode_ended(
    const uint8_t *bytes, size_t count, mosaic_layout layout, uint8_t *out, mosaic_facts *facts, char *message) {
    uint8_t *ended = malloc(count + 2);
    if (ended == NULL) return mosaic_fail(MOSAIC_NO_MEMORY, message, "no memory for the codestream");
    memcpy(ended, bytes, count);
    ended[count] = 0xFF;
    ended[count + 1] = 0xD9;
    int status = decode_once(ended, count + 2, layout, out, facts, message);
    free(ended);
    return status;
}

int mosaic_jpegls_decode(
    const uint8_t *bytes, size_t count, mosaic_layout layout, uint8_t *out, mosaic_facts *facts, char *message) {
    size_t scan_end = end_of_only_scan(bytes, count);
    if (scan_end > 0) return decode_followed(bytes, scan_end, layout, out, facts, message);
    return decode_ended(bytes, count, layout, out, facts, message);
}

static int encode(
    charls_jpegls_encoder *encoder, const uint8_t *samples, mosaic_layout layout, mosaic_encoding encoding, mosaic_buffer *out,
    char *message) {
    uint32_t width = encoding.precision > 8 ? 2 : 1;
    if (width != layout.bytes_per_sample) return mosaic_fail(MOSAIC_UNSUPPORTED, message, "samples are wider than their precision");
    charls_frame_info info = {layout.columns, layout.rows, encoding.precision, (int32_t)layout.components};
    charls_jpegls_errc error = charls_jpegls_encoder_set_frame_info(encoder, &info);
    if (error == CHARLS_JPEGLS_ERRC_SUCCESS && layout.components > 1)
        error = charls_jpegls_encoder_set_interleave_mode(encoder, CHARLS_INTERLEAVE_MODE_LINE);
    size_t estimated = 0;
    if (error == CHARLS_JPEGLS_ERRC_SUCCESS) error = charls_jpegls_encoder_get_estimated_destination_size(encoder, &estimated);
    if (error != CHARLS_JPEGLS_ERRC_SUCCESS) return status_of(error, message);
    if (!mosaic_reserve(out, estimated + 1024)) return mosaic_fail(MOSAIC_NO_MEMORY, message, "no memory for the codestream");
    error = charls_jpegls_encoder_set_destination_buffer(encoder, out->bytes, out->capacity);
    if (error == CHARLS_JPEGLS_ERRC_SUCCESS)
        error = charls_jpegls_encoder_encode_from_buffer(
            encoder, samples, (size_t)layout.columns * layout.rows * layout.components * width, 0);
    if (error == CHARLS_JPEGLS_ERRC_SUCCESS) error = charls_jpegls_encoder_get_bytes_written(encoder, &out->count);
    return error == CHARLS_JPEGLS_ERRC_SUCCESS ? MOSAIC_OK : status_of(error, message);
}

int mosaic_jpegls_encode(const uint8_t *samples, mosaic_layout layout, mosaic_encoding encoding, mosaic_buffer *out, char *message) {
    charls_jpegls_encoder *encoder = charls_jpegls_encoder_create();
    if (encoder == NULL) return mosaic_fail(MOSAIC_NO_MEMORY, message, "no memory for an encoder");
    int status = encode(encoder, samples, layout, encoding, out, message);
    charls_jpegls_encoder_destroy(encoder);
    return status;
}
