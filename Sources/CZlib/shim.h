// zlib, for the gzip content coding of HTTP bodies.
#include <zlib.h>
