// What all kernels begin with. Before it stand the type `real` and the constants in capitals.
//
// One thread computes one sample, and one block a segment: neighbouring points of one replicate, a row for each warp.

typedef unsigned long long word_t;
typedef unsigned int index_t;

#define EVERYONE 0xffffffffu  // all lanes of a warp

// Four by four transposition among four neighbouring lanes: result d of lane w is operand w of lane d.

struct Quad { index_t x, y, z, w; };

static __device__ __forceinline__ index_t pick(index_t k, index_t a, index_t b, index_t c, index_t d) {
  return (k & 2) ? ((k & 1) ? d : c) : ((k & 1) ? b : a);
}

static __device__ __forceinline__ Quad transposed(index_t a, index_t b, index_t c, index_t d) {
  const index_t w = threadIdx.x & 3;
  const index_t r0 = pick(w, a, b, c, d);
  const index_t r1 = __shfl_xor_sync(EVERYONE, pick(w ^ 1, a, b, c, d), 1);
  const index_t r2 = __shfl_xor_sync(EVERYONE, pick(w ^ 2, a, b, c, d), 2);
  const index_t r3 = __shfl_xor_sync(EVERYONE, pick(w ^ 3, a, b, c, d), 3);
  Quad result;
  result.x = pick(w, r0, r1, r2, r3);
  result.y = pick(w ^ 1, r0, r1, r2, r3);
  result.z = pick(w ^ 2, r0, r1, r2, r3);
  result.w = pick(w ^ 3, r0, r1, r2, r3);
  return result;
}

// Arguments of all kernels: constant arrays, and what `mc.kernel.words` has.

#define TABLES const real *__restrict__ reals, const int *__restrict__ ints, const index_t *__restrict__ uints
#define WORDS                                                                                                   \
  const index_t *__restrict__ run, const index_t *__restrict__ tiles, long long tile_words,                     \
      const index_t *__restrict__ replicates, long long replicate_words, long long replicate_count,             \
      const long long *__restrict__ limits, long long first, long long end

#define FOR_EACH_SEGMENT                                                                                        \
  const long long points = end - first, segments = points / THREADS;                                            \
  for (long long segment = blockIdx.x; segment < segments * replicate_count; segment += gridDim.x)

// `column` is the place of a point among all that are launched, replicate after replicate.
#define POSITION                                                                                                \
  const int r = (int)(segment / segments);                                                                      \
  const long long start = first + segment % segments * THREADS, point = start + threadIdx.x;                    \
  const long long column = segment * THREADS + threadIdx.x;                                                     \
  const index_t lane = (index_t)point % TILE;                                                                   \
  const index_t* const tile = tiles + (start / TILE - first / TILE) * tile_words;                               \
  const index_t* const replicate = replicates + r * replicate_words;
