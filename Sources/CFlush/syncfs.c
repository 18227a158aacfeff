#define _GNU_SOURCE
#include "CFlush.h"
#include <unistd.h>

int mosaic_syncfs(int descriptor) { return syncfs(descriptor); }
