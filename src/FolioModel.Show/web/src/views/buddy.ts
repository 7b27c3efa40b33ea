import { h, hex } from '../dom';
import type { State, Zone } from '../types';
import type { Scene } from './view';

interface Block { first: number; order: number }

/** One halving or merge, in the order in which the page allocator does them. */
export interface BuddyStep { kind: 'split' | 'merge' | 'stop'; first: number; order: number; buddy: number; text: string }

function freeBlocks(zone: Zone): Block[] {
  return Object.entries(zone.blocks).flatMap(([name, pfns]) => pfns.map((first) => ({ first, order: Number(name.split(' ')[0]) })));
}

const covers = (block: Block, pfn: number): boolean => pfn >= block.first && pfn < block.first + 2 ** block.order;

/** The merges after each folio that was freed, and the halvings before each that was allocated. */
export function buddySteps(before: State, now: State): BuddyStep[] {
  const steps: BuddyStep[] = [];
  for (const [name, zone] of Object.entries(now.zones ?? {})) {
    const old = before.zones?.[name];
    if (!old) {
      continue;
    }
    const freeBefore = freeBlocks(old);
    const freeNow = freeBlocks(zone);
    for (const [key, folio] of Object.entries(before.folios)) {
      const block = freeNow.find((b) => covers(b, Number(key)));
      if (block && !(key in now.folios)) {
        steps.push(...merges(Number(key), folio.order ?? 0, block, zone));
      }
    }
    for (const [key, folio] of Object.entries(now.folios)) {
      const block = freeBefore.find((b) => covers(b, Number(key)));
      if (block && !(key in before.folios)) {
        steps.push(...halvings(Number(key), folio.order ?? 0, block));
      }
    }
  }
  return steps;
}

function merges(pfn: number, order: number, block: Block, zone: Zone): BuddyStep[] {
  const steps: BuddyStep[] = [];
  let first = pfn;
  for (; order < block.order; order++) {
    const buddy = first ^ (2 ** order);
    const merged = Math.min(first, buddy);
    steps.push({ kind: 'merge', first, order, buddy, text: `${hex(first)} XOR ${hex(2 ** order)} = ${hex(buddy)}, free and of order ${order} too: they merge to order ${order + 1} at ${hex(merged)}` });
    first = merged;
  }
  const buddy = first ^ (2 ** order);
  const why = buddy + 2 ** order > zone.first + zone.pages ? 'lies beyond the zone' : 'is not free as a whole';
  steps.push({ kind: 'stop', first, order, buddy, text: `${hex(first)} XOR ${hex(2 ** order)} = ${hex(buddy)}, which ${why}: the block stays on the list of order ${order}` });
  return steps;
}

function halvings(pfn: number, order: number, block: Block): BuddyStep[] {
  const steps: BuddyStep[] = [];
  let first = block.first;
  for (let at = block.order; at > order; at--) {
    const half = 2 ** (at - 1);
    const upper = first + half;
    const given = pfn >= upper ? first : upper;
    steps.push({ kind: 'split', first, order: at, buddy: given, text: `the block of order ${at} at ${hex(first)} is halved: ${hex(given)} goes to the list of order ${at - 1}` });
    first = pfn >= upper ? upper : first;
  }
  if (steps.length > 0) {
    steps.push({ kind: 'stop', first, order, buddy: first ^ (2 ** order), text: `what is left, order ${order} at ${hex(first)}, is given out` });
  }
  return steps;
}

/** The steps of the buddy system inside the present step of the story, or null where there are none. */
export function buddyView(scene: Scene): HTMLElement | null {
  const steps = scene.before ? buddySteps(scene.before, scene.state) : [];
  return steps.length === 0 ? null : h(
    'div', { class: 'buddy' }, h('h3', {}, 'Buddies in this step'),
    h('ol', {}, ...steps.map((s) => h('li', { 'data-buddy': s.kind, 'data-at': s.first, 'data-order-of': s.order, 'data-other': s.buddy }, s.text))));
}
