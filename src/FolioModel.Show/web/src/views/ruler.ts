import { h, svg } from '../dom';
import type { State } from '../types';
import type { Scene } from './view';

const most = 8;
const generationBits = 27n;
const groupMask = 0xffffn;

/** A shadow with what a refault would be judged by. */
export interface Refault { file: string; index: number; eviction: number; clock: number; distance: number; size: number; active: boolean }

/** What would become of each evicted page, were it read again now. Only of the node's own lists: those of a group have a clock of their own. */
export function refaults(state: State): Refault[] {
  const found: Refault[] = [];
  if (Object.keys(state.lru?.generations ?? {}).length > 0) {
    return found;
  }
  const clock = state.counters?.['nonresident age'] ?? 0;
  const lists = state.lru?.lists ?? {};
  const canSwap = Object.values(state.swap ?? {}).some((s) => Object.keys(s.slots).length < s.pages - 1);
  const size = (lists['ActiveFile']?.pages ?? 0) + (canSwap ? (lists['ActiveAnon']?.pages ?? 0) + (lists['InactiveAnon']?.pages ?? 0) : 0);
  for (const file of Object.values(state.files ?? {})) {
    for (const [index, entry] of Object.entries(file.entries)) {
      if (entry.value === undefined) {
        continue;
      }
      const value = BigInt(entry.value);
      if (((value >> 11n) & groupMask) !== 0n) {
        continue;
      }
      const eviction = Number(value >> generationBits);
      const distance = clock - eviction;
      found.push({ file: file.name, index: Number(index), eviction, clock, distance, size, active: distance <= size });
    }
  }
  return found;
}

/** A ruler for each shadow: how far the clock went since the page left, beside how many pages the working set has. */
export function rulerView(scene: Scene): HTMLElement | null {
  const all = refaults(scene.state);
  if (all.length === 0) {
    return null;
  }
  const longest = Math.max(...all.map((r) => Math.max(r.distance, r.size, 1)));
  return h(
    'div', { class: 'rulers' }, h('h3', {}, 'If an evicted page were read again now'),
    ...all.slice(0, most).map((r) => ruler(r, longest)),
    all.length > most ? h('p', { class: 'quiet' }, `and ${all.length - most} more shadows`) : null);
}

function ruler(r: Refault, longest: number): HTMLElement {
  const scale = 600 / longest;
  const text = `Page ${r.index} of ${r.file}: it left when the clock stood at ${r.eviction}, now it stands at ${r.clock}: distance ${r.distance}. The working set has ${r.size}: it would come back ${r.active ? 'active' : 'inactive'}.`;
  const root = svg('svg', { viewBox: '0 0 640 26', class: 'ruler', role: 'img', 'aria-label': text });
  root.append(
    svg('rect', { x: 0, y: 2, width: Math.max(r.distance * scale, 1.5), height: 9, class: 'distance' }),
    svg('rect', { x: 0, y: 14, width: Math.max(r.size * scale, 1.5), height: 9, class: 'block-free' }));
  return h('div', { 'data-refault': `${r.file} ${r.index}`, 'data-distance': r.distance, 'data-size': r.size, 'data-active': r.active ? 'yes' : 'no' }, root, h('p', { class: 'quiet' }, text));
}
