#pragma once

/// Asks the processor to bring the line of memory at an address nearer; harmless for any address.
/// Swift has no word for it.
static inline __attribute__((always_inline)) void prefetch(const void *address) {
  __builtin_prefetch(address, 0, 3);
}
