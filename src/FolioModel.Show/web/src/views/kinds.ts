import type { HolderClass } from '../types';

const known: Record<string, string> = {
  'page cache': 'C', 'caller (allocation)': 'a', 'caller (lookup)': 'l', 'caller (get)': 'g', 'lru_add batch': 'B', 'LRU batch': 'b', speculative: '?',
  isolation: 'I', 'page table': 'T', 'GUP pin': 'P', 'GUP get': 'p', 'swap cache': 'S', private: 'D', split: '/',
};

/** A letter for a kind of holder: kinds differ by letter, pattern and colour, never by colour alone. */
export const letterOf = (kind: string): string => known[kind] ?? (kind.match(/[A-Za-z]/)?.[0] ?? '*').toUpperCase();

export const classWords: Record<HolderClass, string> = {
  expected: 'expected: the folio\u2019s own state accounts for it',
  temporary: 'temporary: a task holds it and will drop it',
  spurious: 'spurious: no owner waits for it, but it is in the way',
};
