// Exact LRU in plain C over a trace in memory: the bound that `folio replay --requests --policy lru` is compared with.
//
//   cc -O2 -o lru eng/FolioModel.Bench/lru.c && ./lru TRACE.oracleGeneral OBJECTS
//
// Prints the misses, and millions of requests in a second of CPU time, without the reading of the file.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { RECORD = 24, KEY_AT = 4 };

typedef struct { uint64_t key; uint32_t newer, older, bucket; } entry;   // entry 0 is the head of the list

static entry *entries;
static uint32_t *buckets, mask;

static uint32_t *bucket_of(uint64_t key) { return &buckets[(uint32_t)((key * 0x9E3779B97F4A7C15ull) >> 36) & mask]; }

static void unlink_entry(uint32_t e) {
  entries[entries[e].newer].older = entries[e].older;
  entries[entries[e].older].newer = entries[e].newer;
}

static void put_first(uint32_t e) {
  uint32_t first = entries[0].older;
  entries[e].newer = 0;
  entries[e].older = first;
  entries[first].newer = e;
  entries[0].older = e;
}

static void forget(uint32_t e) {
  uint32_t *link = bucket_of(entries[e].key);
  while (*link != e) link = &entries[*link].bucket;
  *link = entries[e].bucket;
}

int main(int argc, char **argv) {
  if (argc < 3) { fprintf(stderr, "usage: %s TRACE.oracleGeneral OBJECTS\n", argv[0]); return 2; }
  uint32_t room = (uint32_t)strtoul(argv[2], 0, 0), used = 0, size = 1;
  FILE *file = fopen(argv[1], "rb");
  if (!file || room == 0) { perror(argv[1]); return 2; }
  fseek(file, 0, SEEK_END);
  size_t count = (size_t)ftell(file) / RECORD;
  rewind(file);
  uint8_t *trace = malloc(count * RECORD);
  if (!trace || fread(trace, RECORD, count, file) != count) { perror(argv[1]); return 2; }
  while (size < room * 2) size *= 2;
  mask = size - 1;
  entries = calloc((size_t)room + 1, sizeof *entries);
  buckets = calloc(size, sizeof *buckets);
  if (!entries || !buckets) return 2;

  uint64_t misses = 0;
  struct timespec start, end;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &start);
  for (size_t i = 0; i < count; i++) {
    uint64_t key;
    memcpy(&key, trace + i * RECORD + KEY_AT, sizeof key);
    uint32_t *bucket = bucket_of(key), e = *bucket;
    while (e && entries[e].key != key) e = entries[e].bucket;
    if (e) {
      unlink_entry(e);
    } else {
      misses++;
      if (used < room) {
        e = ++used;
      } else {
        e = entries[0].newer;
        unlink_entry(e);
        forget(e);
      }
      entries[e].key = key;
      entries[e].bucket = *bucket;
      *bucket = e;
    }
    put_first(e);
  }
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &end);
  double seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) * 1e-9;
  printf("%llu misses, %.1f M requests/s\n", (unsigned long long)misses, (double)count / seconds / 1e6);
  return 0;
}
