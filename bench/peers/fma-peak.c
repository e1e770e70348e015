/* Largest rate of fused multiplications and additions of one core, GFLOP/s: independent chains in registers.
   cc -O3 -march=native fma-peak.c && ./a.out */
#include <immintrin.h>
#include <stdio.h>
#include <time.h>

static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec * 1e-9; }

int main(void) {
#if defined(__AVX512F__)
  enum { LANES = 16, CHAINS = 16 };
  __m512 a[CHAINS], b = _mm512_set1_ps(0.999999f), c = _mm512_set1_ps(1e-6f);
  for (int i = 0; i < CHAINS; i++) a[i] = _mm512_set1_ps(1.0f + i);
#define STEP(i) a[i] = _mm512_fmadd_ps(a[i], b, c);
#elif defined(__AVX2__) && defined(__FMA__)
  enum { LANES = 8, CHAINS = 12 };
  __m256 a[CHAINS], b = _mm256_set1_ps(0.999999f), c = _mm256_set1_ps(1e-6f);
  for (int i = 0; i < CHAINS; i++) a[i] = _mm256_set1_ps(1.0f + i);
#define STEP(i) a[i] = _mm256_fmadd_ps(a[i], b, c);
#else
  enum { LANES = 1, CHAINS = 12 };
  float a[CHAINS], b = 0.999999f, c = 1e-6f;
  for (int i = 0; i < CHAINS; i++) a[i] = 1.0f + i;
#define STEP(i) a[i] = a[i] * b + c;
#endif
  double best = 0;
  for (int round = 0; round < 5; round++) {
    const long steps = 20000000;
    double start = now();
    for (long k = 0; k < steps; k++)
      for (int i = 0; i < CHAINS; i++) { STEP(i) }
    double rate = 2.0 * LANES * CHAINS * steps / (now() - start) / 1e9;
    if (rate > best) best = rate;
  }
  float sum = 0;
  for (int i = 0; i < CHAINS; i++) sum += ((float *)&a[i])[0];
  printf("%.1f\n", best);
  return sum == 12345.0f;
}
