/* JPEG 2000: OpenJPEG. */
#define _GNU_SOURCE /* memmem */
#include <openjpeg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "Assertion.h"
#include "Support.h"

typedef struct {
    const uint8_t *bytes;
    size_t count;
    size_t position;
} reading;

static OPJ_SIZE_T read_bytes(void *target, OPJ_SIZE_T count, void *user) {
    reading *from = user;
    if (from->position >= from->count) return (OPJ_SIZE_T)-1;
    size_t rest = from->count - from->position;
    size_t taken = count < rest ? count : rest;
    memcpy(target, from->bytes + from->position, taken);
    from->position += taken;
    return taken;
}

static OPJ_OFF_T skip_bytes(OPJ_OFF_T count, void *user) {
    reading *from = user;
    if (count < 0) return -1;
    size_t rest = from->count - from->position;
    if ((uint64_t)count > rest) {
        from->position = from->count;
        return (OPJ_OFF_T)rest > 0 ? (OPJ_OFF_T)rest : -1;
    }
    from->position += (size_t)count;
    return count;
}

static OPJ_BOOL seek_bytes(OPJ_OFF_T position, void *user) {
    reading *from = user;
    if (position < 0 || (uint64_t)position > from->count) return OPJ_FALSE;
    from->position = (size_t)position;
    return OPJ_TRUE;
}

static void ignore(const char *text, void *user) {
    (void)text;
    (void)user;
}

/* The first message says what went wrong; those after it are consequences. They end with a line feed. */
static void keep(const char *text, void *user) {
    char *message = user;
    if (message[0] != 0) return;
    snprintf(message, MOSAIC_MESSAGE_SIZE, "%s", text);
    size_t length = strlen(message);
    while (length > 0 && message[length - 1] == '\n') message[--length] = 0;
}

static int mismatch(const opj_image_t *image, mosaic_layout layout) {
    if (image->numcomps != layout.components || image->x1 <= image->x0 || image->y1 <= image->y0) return 1;
    if (image->x1 - image->x0 != layout.columns || image->y1 - image->y0 != layout.rows) return 1;
    for (uint32_t component = 0; component < image->numcomps; component++) {
        const opj_image_comp_t *plane = &image->comps[component];
        if (plane->dx != 1 || plane->dy != 1 || plane->w != layout.columns || plane->h != layout.rows) return 1;
        if (plane->prec == 0 || plane->prec > 8 * layout.bytes_per_sample || plane->prec != image->comps[0].prec) return 1;
    }
    return 0;
}

static void copy(const opj_image_t *image, mosaic_layout layout, uint8_t *out) {
    size_t pixels = (size_t)layout.columns * layout.rows;
    if (layout.components == 1 && layout.bytes_per_sample == 2) {
        const OPJ_INT32 *from = image->comps[0].data;
        for (size_t pixel = 0; pixel < pixels; pixel++) mosaic_store(out, pixel, 2, from[pixel]);
        return;
    }
    for (uint32_t component = 0; component < layout.components; component++) {
        const OPJ_INT32 *from = image->comps[component].data;
        for (size_t pixel = 0; pixel < pixels; pixel++)
            mosaic_store(out, pixel * layout.components + component, layout.bytes_per_sample, from[pixel]);
    }
}

static uint32_t number(const uint8_t *bytes) {
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* Far more tiles than any encoder of medical images makes; OpenJPEG takes about 9 KB for each when it reads the header. */
#define MAXIMUM_TILES 4096

/* Looks at the SIZ segment (ISO/IEC 15444-1 A.5.1) before the library does, which would take room for all tiles first. */
static int announces(const uint8_t *bytes, size_t count, mosaic_layout layout) {
    static const uint8_t start[4] = {0xFF, 0x4F, 0xFF, 0x51};
    const uint8_t *found = memmem(bytes, count, start, sizeof start);
    if (found == NULL || count - (size_t)(found - bytes) < 42) return 0;
    uint64_t right = number(found + 8), bottom = number(found + 12), left = number(found + 16), top = number(found + 20);
    uint64_t width = number(found + 24), height = number(found + 28);
    if (right <= left || bottom <= top || right - left != layout.columns || bottom - top != layout.rows || width == 0 || height == 0)
        return 0;
    return (right / width + 1) * (bottom / height + 1) <= MAXIMUM_TILES + (uint64_t)(right / width + bottom / height) + 1;
}

/* What a decoding holds; in memory, so that it is known after a jump. */
typedef struct {
    opj_codec_t *codec;
    opj_stream_t *stream;
    opj_image_t *image;
} session;

static int decode(session *held, const opj_dparameters_t *parameters, mosaic_layout layout, uint8_t *out, mosaic_facts *facts, char *message) {
    opj_dparameters_t copied = *parameters;
    /* Strict: half an image is none. */
    if (!opj_setup_decoder(held->codec, &copied) || !opj_decoder_set_strict_mode(held->codec, OPJ_TRUE) ||
        !opj_read_header(held->stream, held->codec, &held->image) || held->image == NULL)
        return MOSAIC_MALFORMED;
    if (mismatch(held->image, layout))
        return mosaic_fail(MOSAIC_MISMATCH, message, "the codestream holds an image of another size");
    opj_codestream_info_v2_t *information = opj_get_cstr_info(held->codec);
    facts->precision = (int32_t)held->image->comps[0].prec;
    facts->is_signed = (int32_t)held->image->comps[0].sgnd;
    facts->is_transformed = information != NULL && information->m_default_tile_info.mct == 1;
    opj_destroy_cstr_info(&information);
    if (!opj_decode(held->codec, held->stream, held->image) || mismatch(held->image, layout)) return MOSAIC_MALFORMED;
    for (uint32_t component = 0; component < held->image->numcomps; component++)
        if (held->image->comps[component].data == NULL) return MOSAIC_MALFORMED;
    copy(held->image, layout, out);
    return MOSAIC_OK;
}

int mosaic_jpeg2000_decode(
    const uint8_t *bytes, size_t count, mosaic_layout layout, uint8_t *out, mosaic_facts *facts, char *message) {
    static const uint8_t box[12] = {0, 0, 0, 12, 'j', 'P', ' ', ' ', 13, 10, 0x87, 10};
    if (!announces(bytes, count, layout)) return mosaic_fail(MOSAIC_MISMATCH, message, "the codestream announces another image");
    int boxed = count >= sizeof box && memcmp(bytes, box, sizeof box) == 0;
    reading from = {bytes, count, 0};
    session held = {
        opj_create_decompress(boxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K), opj_stream_create(count < 65536 ? 65536 : 1 << 20, OPJ_TRUE), NULL};
    message[0] = 0;
    volatile int status = MOSAIC_NO_MEMORY;
    if (held.codec != NULL && held.stream != NULL) {
        opj_dparameters_t parameters;
        jmp_buf resume;
        opj_set_default_decoder_parameters(&parameters);
        /* Components as they are stored: no palette, no colour space of the boxes. */
        if (boxed) parameters.flags |= OPJ_DPARAMETERS_IGNORE_PCLR_CMAP_CDEF_FLAG;
        opj_set_info_handler(held.codec, ignore, NULL);
        opj_set_warning_handler(held.codec, ignore, NULL);
        opj_set_error_handler(held.codec, keep, message);
        opj_stream_set_user_data(held.stream, &from, NULL);
        opj_stream_set_user_data_length(held.stream, count);
        opj_stream_set_read_function(held.stream, read_bytes);
        opj_stream_set_skip_function(held.stream, skip_bytes);
        opj_stream_set_seek_function(held.stream, seek_bytes);
        status = MOSAIC_MALFORMED;
        if (setjmp(resume) == 0) {
            mosaic_assertion_resume = &resume;
            status = decode(&held, &parameters, layout, out, facts, message);
        } else {
            mosaic_fail(MOSAIC_MALFORMED, message, "the codestream contradicts itself");
        }
        mosaic_assertion_resume = NULL;
        if (status == MOSAIC_MALFORMED && message[0] == 0) mosaic_fail(status, message, "the codestream cannot be decoded");
    } else {
        mosaic_fail(status, message, "no memory for a decoder");
    }
    opj_image_destroy(held.image);
    if (held.stream != NULL) opj_stream_destroy(held.stream);
    if (held.codec != NULL) opj_destroy_codec(held.codec);
    return status;
}

typedef struct {
    mosaic_buffer *buffer;
    size_t position;
} writing;

static OPJ_SIZE_T write_bytes(void *bytes, OPJ_SIZE_T count, void *user) {
    writing *to = user;
    if (!mosaic_reserve(to->buffer, to->position + count)) return (OPJ_SIZE_T)-1;
    memcpy(to->buffer->bytes + to->position, bytes, count);
    to->position += count;
    if (to->position > to->buffer->count) to->buffer->count = to->position;
    return count;
}

static OPJ_OFF_T skip_written(OPJ_OFF_T count, void *user) {
    writing *to = user;
    if (count < 0 || !mosaic_reserve(to->buffer, to->position + (size_t)count)) return -1;
    memset(to->buffer->bytes + to->position, 0, (size_t)count);
    to->position += (size_t)count;
    if (to->position > to->buffer->count) to->buffer->count = to->position;
    return count;
}

static OPJ_BOOL seek_written(OPJ_OFF_T position, void *user) {
    writing *to = user;
    if (position < 0 || (uint64_t)position > to->buffer->count) return OPJ_FALSE;
    to->position = (size_t)position;
    return OPJ_TRUE;
}

int mosaic_jpeg2000_encode(const uint8_t *samples, mosaic_layout layout, mosaic_encoding encoding, mosaic_buffer *out, char *message) {
    opj_image_cmptparm_t components[4];
    if (layout.components == 0 || layout.components > 4) return mosaic_fail(MOSAIC_UNSUPPORTED, message, "more than four components");
    memset(components, 0, sizeof components);
    for (uint32_t component = 0; component < layout.components; component++) {
        components[component].dx = components[component].dy = 1;
        components[component].w = layout.columns;
        components[component].h = layout.rows;
        components[component].prec = (OPJ_UINT32)encoding.precision;
        components[component].sgnd = (OPJ_UINT32)encoding.is_signed;
    }
    message[0] = 0;
    opj_image_t *image =
        opj_image_create(layout.components, components, layout.components == 3 ? OPJ_CLRSPC_SRGB : OPJ_CLRSPC_GRAY);
    opj_codec_t *codec = opj_create_compress(OPJ_CODEC_J2K);
    opj_stream_t *stream = opj_stream_create(1 << 16, OPJ_FALSE);
    int status = MOSAIC_NO_MEMORY;
    if (image != NULL && codec != NULL && stream != NULL) {
        image->x1 = layout.columns;
        image->y1 = layout.rows;
        size_t pixels = (size_t)layout.columns * layout.rows;
        for (uint32_t component = 0; component < layout.components; component++)
            for (size_t pixel = 0; pixel < pixels; pixel++)
                image->comps[component].data[pixel] = mosaic_load(
                    samples, pixel * layout.components + component, layout.bytes_per_sample, encoding.is_signed);
        opj_cparameters_t parameters;
        opj_set_default_encoder_parameters(&parameters);
        parameters.tcp_numlayers = 1;
        parameters.tcp_rates[0] = 0;
        parameters.cp_disto_alloc = 1;
        parameters.irreversible = 0;
        parameters.tcp_mct = encoding.uses_colour_transformation ? 1 : 0;
        /* Five decompositions, fewer where the image is smaller than they make sense for. */
        uint32_t shorter = layout.columns < layout.rows ? layout.columns : layout.rows;
        parameters.numresolution = 1;
        while (parameters.numresolution < 6 && (1u << parameters.numresolution) <= shorter) parameters.numresolution++;
        writing to = {out, 0};
        opj_set_info_handler(codec, ignore, NULL);
        opj_set_warning_handler(codec, ignore, NULL);
        opj_set_error_handler(codec, keep, message);
        opj_stream_set_user_data(stream, &to, NULL);
        opj_stream_set_write_function(stream, write_bytes);
        opj_stream_set_skip_function(stream, skip_written);
        opj_stream_set_seek_function(stream, seek_written);
        status = MOSAIC_MALFORMED;
        if (opj_setup_encoder(codec, &parameters, image) && opj_start_compress(codec, image, stream) && opj_encode(codec, stream) &&
            opj_end_compress(codec, stream))
            status = MOSAIC_OK;
        else if (message[0] == 0)
            mosaic_fail(status, message, "the image cannot be encoded");
    } else {
        mosaic_fail(status, message, "no memory for an encoder");
    }
    opj_image_destroy(image);
    if (stream != NULL) opj_stream_destroy(stream);
    if (codec != NULL) opj_destroy_codec(codec);
    return status;
}
