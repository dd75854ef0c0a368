package io.penstock.bench.compare;

/**
 * What the proxy's process used.
 *
 * @param userMicros CPU time in user space per transaction, in microseconds
 * @param systemMicros CPU time in the kernel per transaction
 * @param residentKilobytes physical memory at the end, in KiB
 */
record ProxyCost(double userMicros, double systemMicros, long residentKilobytes) {
  double totalMicros() {
    return userMicros + systemMicros;
  }
}
