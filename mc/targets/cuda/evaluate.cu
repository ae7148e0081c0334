// Writes the values of all cells, each at its column.
extern "C" __global__ void __launch_bounds__(THREADS, RESIDENT) evaluate(TABLES, WORDS, real* __restrict__ out) {
  const long long stride = replicate_count * (end - first);
  FOR_EACH_SEGMENT {
    POSITION
STATEMENTS
  }
}
