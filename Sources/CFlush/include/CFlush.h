#ifndef MOSAIC_CFLUSH_H
#define MOSAIC_CFLUSH_H

/// Flushes the whole file system that holds an open file: syncfs(2). Swift's Glibc module hides it behind _GNU_SOURCE.
int mosaic_syncfs(int descriptor);

#endif
