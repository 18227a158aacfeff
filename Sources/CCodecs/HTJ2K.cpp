// Encoding of High-Throughput JPEG 2000: OpenJPH. The only C++ here; no exception leaves it.
//
// Decoding is left to OpenJPEG: OpenJPH 0.9 asserts on codestreams that contradict themselves, which would end the process.
#include <openjph/ojph_arch.h>

#include <openjph/ojph_base.h>
#include <openjph/ojph_codestream.h>
#include <openjph/ojph_file.h>
#include <openjph/ojph_mem.h>
#include <openjph/ojph_message.h>
#include <openjph/ojph_params.h>

#include <algorithm>
#include <cstdio>
#include <new>
#include <stdexcept>

#include "Support.h"

namespace {

// The library would write to standard error and throw; this only throws.
class QuietError : public ojph::message_error {
  public:
    void operator()(int, const char *, int, const char *, ...) override { throw std::runtime_error("OpenJPH refused the codestream"); }
};

class QuietWarning : public ojph::message_warning {
  public:
    void operator()(int, const char *, int, const char *, ...) override {}
};

void quieten() {
    static QuietError error;
    static QuietWarning warning;
    static const bool done = [] {
        ojph::configure_error(&error);
        ojph::configure_warning(&warning);
        return true;
    }();
    (void)done;
}

class Output : public ojph::outfile_base {
  public:
    explicit Output(mosaic_buffer *buffer) : buffer(buffer) {}
    size_t write(const void *bytes, size_t count) override {
        if (!mosaic_append(buffer, bytes, count)) throw std::bad_alloc();
        return count;
    }
    ojph::si64 tell() override { return static_cast<ojph::si64>(buffer->count); }

  private:
    mosaic_buffer *buffer;
};

// Runs a body; whatever it throws becomes a status.
template <typename Body> int guarded(char *message, Body body) {
    try {
        quieten();
        return body();
    } catch (const std::bad_alloc &) {
        return mosaic_fail(MOSAIC_NO_MEMORY, message, "no memory for the image");
    } catch (const std::exception &error) {
        return mosaic_fail(MOSAIC_MALFORMED, message, error.what());
    } catch (const char *error) {
        return mosaic_fail(MOSAIC_MALFORMED, message, error);
    } catch (...) {
        return mosaic_fail(MOSAIC_MALFORMED, message, "OpenJPH refused the codestream");
    }
}

} // namespace

extern "C" int mosaic_htj2k_encode(
    const uint8_t *samples, mosaic_layout layout, mosaic_encoding encoding, mosaic_buffer *out, char *message) {
    return guarded(message, [&] {
        Output output(out);
        ojph::codestream codestream;
        ojph::param_siz size = codestream.access_siz();
        size.set_image_extent(ojph::point(layout.columns, layout.rows));
        size.set_num_components(layout.components);
        for (ojph::ui32 component = 0; component < layout.components; component++)
            size.set_component(component, ojph::point(1, 1), static_cast<ojph::ui32>(encoding.precision), encoding.is_signed != 0);
        ojph::param_cod style = codestream.access_cod();
        // Five decompositions, fewer where the image is smaller than they make sense for.
        ojph::ui32 decompositions = 0;
        while (decompositions < 5 && (2u << decompositions) <= std::min(layout.columns, layout.rows)) decompositions++;
        style.set_num_decomposition(decompositions);
        style.set_reversible(true);
        style.set_color_transform(encoding.uses_colour_transformation != 0);
        codestream.set_planar(false);
        codestream.write_headers(&output);
        ojph::ui32 component = 0;
        ojph::line_buf *line = codestream.exchange(nullptr, component);
        for (uint32_t row = 0; row < layout.rows; row++) {
            for (uint32_t turn = 0; turn < layout.components; turn++) {
                size_t first = static_cast<size_t>(row) * layout.columns * layout.components + component;
                for (uint32_t column = 0; column < layout.columns; column++)
                    line->i32[column] = mosaic_load(
                        samples, first + static_cast<size_t>(column) * layout.components, layout.bytes_per_sample,
                        encoding.is_signed);
                line = codestream.exchange(line, component);
            }
        }
        codestream.flush();
        codestream.close();
        return static_cast<int>(MOSAIC_OK);
    });
}
