/* Decoding and encoding with the interface of the Independent JPEG Group's library; included once for each build of it.
   MOSAIC_DECODE and MOSAIC_ENCODE name the functions, MOSAIC_LOSSLESS says which process the encoder uses. */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "Support.h"

/* A progressive codestream may announce any number of scans, each as long to decode as an image. */
#define MAXIMUM_SCANS 100

/* The library calls error_exit and expects it not to return: it jumps to where the call began. */
typedef struct {
    struct jpeg_error_mgr manager;
    jmp_buf resume;
    int status;
    char *message;
} failure;

static void leave(j_common_ptr info) {
    failure *failed = (failure *)info->err;
    char text[JMSG_LENGTH_MAX];
    failed->manager.format_message(info, text);
    mosaic_fail(failed->status, failed->message, text);
    longjmp(failed->resume, 1);
}

/* Level -1 is a warning about corrupt data. The library would go on with gray; an archive must not. */
static void notice(j_common_ptr info, int level) {
    if (level >= 0) return;
    switch (info->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_JPEG_EOF:
        ((failure *)info->err)->status = MOSAIC_TRUNCATED;
        leave(info);
        break;
    case JWRN_HUFF_BAD_CODE:
    case JWRN_MUST_RESYNC:
        leave(info);
        break;
    default:
        break;
    }
}

static void silence(j_common_ptr info) { (void)info; }

static void prepare(failure *failed, char *message) {
    jpeg_std_error(&failed->manager);
    failed->manager.error_exit = leave;
    failed->manager.emit_message = notice;
    failed->manager.output_message = silence;
    failed->status = MOSAIC_MALFORMED;
    failed->message = message;
}

static void begin_source(j_decompress_ptr info) { (void)info; }

/* Behind the last byte lies an end marker: a codestream that lacks only that is whole, any other warns that it hit a marker. */
static boolean fill_source(j_decompress_ptr info) {
    static const JOCTET end[2] = {0xFF, JPEG_EOI};
    info->src->next_input_byte = end;
    info->src->bytes_in_buffer = sizeof end;
    return TRUE;
}

static void skip_source(j_decompress_ptr info, long count) {
    if (count <= 0) return;
    if ((size_t)count >= info->src->bytes_in_buffer) {
        fill_source(info);
    } else {
        info->src->next_input_byte += count;
        info->src->bytes_in_buffer -= (size_t)count;
    }
}

static void end_source(j_decompress_ptr info) { (void)info; }

static void watch(j_common_ptr info) {
    if (!info->is_decompressor || ((j_decompress_ptr)info)->input_scan_number <= MAXIMUM_SCANS) return;
    failure *failed = (failure *)info->err;
    mosaic_fail(MOSAIC_MALFORMED, failed->message, "more scans than any encoder writes");
    failed->status = MOSAIC_MALFORMED;
    longjmp(failed->resume, 1);
}

int MOSAIC_DECODE(const uint8_t *bytes, size_t count, mosaic_layout layout, uint8_t *out, mosaic_facts *facts, char *message) {
    struct jpeg_decompress_struct info;
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
    failure failed;
    size_t samples_per_row = (size_t)layout.columns * layout.components;
    JSAMPLE *row = malloc((samples_per_row > 0 ? samples_per_row : 1) * sizeof(JSAMPLE));
    if (row == NULL) return mosaic_fail(MOSAIC_NO_MEMORY, message, "no memory for a row");

    memset(&info, 0, sizeof info);
    prepare(&failed, message);
    info.err = &failed.manager;
    if (setjmp(failed.resume)) {
        jpeg_destroy_decompress(&info);
        free(row);
        return failed.status;
    }
    jpeg_create_decompress(&info);
    source.next_input_byte = bytes;
    source.bytes_in_buffer = count;
    source.init_source = begin_source;
    source.fill_input_buffer = fill_source;
    source.skip_input_data = skip_source;
    source.resync_to_restart = jpeg_resync_to_restart;
    source.term_source = end_source;
    info.src = &source;
    memset(&progress, 0, sizeof progress);
    progress.progress_monitor = watch;
    info.progress = &progress;

    jpeg_read_header(&info, TRUE);
    facts->precision = info.data_precision;
    facts->is_signed = 0;
    facts->is_transformed = 0;
    if (info.image_width != layout.columns || info.image_height != layout.rows || (uint32_t)info.num_components != layout.components ||
        (info.data_precision + 7) / 8 > (int)layout.bytes_per_sample) {
        jpeg_destroy_decompress(&info);
        free(row);
        return mosaic_fail(MOSAIC_MISMATCH, message, "the codestream holds an image of another size");
    }
    /* Components as they are stored: what they mean is decided where the DICOM attributes are known. */
    info.jpeg_color_space = JCS_UNKNOWN;
    info.out_color_space = JCS_UNKNOWN;
    jpeg_start_decompress(&info);
    if (info.output_width != layout.columns || info.output_height != layout.rows ||
        (uint32_t)info.output_components != layout.components) {
        jpeg_destroy_decompress(&info);
        free(row);
        return mosaic_fail(MOSAIC_MISMATCH, message, "the codestream decodes to an image of another size");
    }
    while (info.output_scanline < info.output_height) {
        size_t first = (size_t)info.output_scanline * samples_per_row;
        JSAMPROW line = row;
        if (jpeg_read_scanlines(&info, &line, 1) != 1) {
            jpeg_destroy_decompress(&info);
            free(row);
            return mosaic_fail(MOSAIC_TRUNCATED, message, "the codestream ends before its last row");
        }
        if (layout.bytes_per_sample == sizeof(JSAMPLE)) {
            /* Both sides are little endian: DICOM's only living byte order, and that of every machine this runs on. */
            memcpy(out + first * sizeof(JSAMPLE), row, samples_per_row * sizeof(JSAMPLE));
        } else {
            for (size_t sample = 0; sample < samples_per_row; sample++)
                mosaic_store(out, first + sample, layout.bytes_per_sample, (int32_t)row[sample]);
        }
    }
    /* What follows the last row (an end marker, or none) does not matter any more. */
    jpeg_destroy_decompress(&info);
    free(row);
    return MOSAIC_OK;
}

typedef struct {
    struct jpeg_destination_mgr manager;
    mosaic_buffer *buffer;
    JOCTET chunk[16384];
} destination;

static void begin_destination(j_compress_ptr info) {
    destination *target = (destination *)info->dest;
    target->manager.next_output_byte = target->chunk;
    target->manager.free_in_buffer = sizeof target->chunk;
}

static void keep(j_compress_ptr info, size_t count) {
    destination *target = (destination *)info->dest;
    if (mosaic_append(target->buffer, target->chunk, count)) return;
    failure *failed = (failure *)info->err;
    failed->status = mosaic_fail(MOSAIC_NO_MEMORY, failed->message, "no memory for the codestream");
    longjmp(failed->resume, 1);
}

static boolean flush_destination(j_compress_ptr info) {
    keep(info, sizeof((destination *)info->dest)->chunk);
    begin_destination(info);
    return TRUE;
}

static void end_destination(j_compress_ptr info) {
    destination *target = (destination *)info->dest;
    keep(info, sizeof target->chunk - target->manager.free_in_buffer);
}

int MOSAIC_ENCODE(const uint8_t *samples, mosaic_layout layout, mosaic_encoding encoding, mosaic_buffer *out, char *message) {
    struct jpeg_compress_struct info;
    destination target;
    failure failed;
    size_t samples_per_row = (size_t)layout.columns * layout.components;
    JSAMPLE *row = malloc((samples_per_row > 0 ? samples_per_row : 1) * sizeof(JSAMPLE));
    if (row == NULL) return mosaic_fail(MOSAIC_NO_MEMORY, message, "no memory for a row");

    memset(&info, 0, sizeof info);
    prepare(&failed, message);
    info.err = &failed.manager;
    if (setjmp(failed.resume)) {
        jpeg_destroy_compress(&info);
        free(row);
        return failed.status;
    }
    jpeg_create_compress(&info);
    target.manager.init_destination = begin_destination;
    target.manager.empty_output_buffer = flush_destination;
    target.manager.term_destination = end_destination;
    target.buffer = out;
    info.dest = &target.manager;
    info.image_width = layout.columns;
    info.image_height = layout.rows;
    info.input_components = (int)layout.components;
    info.in_color_space = layout.components == 3 ? JCS_RGB : JCS_GRAYSCALE;
    jpeg_set_defaults(&info);
#if MOSAIC_LOSSLESS
    info.data_precision = encoding.precision;
    /* No transformation of colours: it would not be reversible. */
    jpeg_set_colorspace(&info, info.in_color_space);
    jpeg_simple_lossless(&info, encoding.parameter, 0);
    /* The tables of annex K have no codes for the differences of more than 11 bits. */
    info.optimize_coding = TRUE;
#else
    jpeg_set_quality(&info, encoding.parameter, TRUE);
    if (layout.components == 3) {
        /* YBR_FULL_422, which is what PS3.5 8.2.1 expects of baseline colour images. */
        info.comp_info[0].h_samp_factor = 2;
        info.comp_info[0].v_samp_factor = 1;
    }
#endif
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height) {
        size_t first = (size_t)info.next_scanline * samples_per_row;
        JSAMPROW line = row;
        if (layout.bytes_per_sample == sizeof(JSAMPLE)) {
            memcpy(row, samples + first * sizeof(JSAMPLE), samples_per_row * sizeof(JSAMPLE));
        } else {
            for (size_t sample = 0; sample < samples_per_row; sample++)
                row[sample] = (JSAMPLE)mosaic_load(samples, first + sample, layout.bytes_per_sample, 0);
        }
        jpeg_write_scanlines(&info, &line, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    free(row);
    return MOSAIC_OK;
}
