import { h } from '../dom';
import { rulerView } from './ruler';
import type { Scene } from './view';

const batchSlots = 31;
const shown = 24;

/** LRU lists from head to tail, and the per-CPU batches in front of them. */
export function lruView(scene: Scene): HTMLElement {
  const lru = scene.state.lru;
  const box = h('div', { class: 'lru' });
  for (const [cpu, batches] of Object.entries(lru?.batches ?? {})) {
    for (const [kind, folios] of Object.entries(batches)) {
      const slots = h('ol', { class: 'slots', 'data-batch': `${cpu} ${kind}` });
      for (let i = 0; i < batchSlots; i++) {
        const pfn = folios[i];
        slots.append(pfn === undefined ? h('li', { class: 'empty', 'aria-hidden': 'true' }) : chip(scene, pfn));
      }
      box.append(h('div', { class: 'row' }, h('span', { class: 'label' }, `CPU ${cpu}: batch ${kind} ${folios.length}/${batchSlots}`, h('span', { class: 'quiet' }, ' each slot holds a reference')), slots));
    }
  }
  for (const [name, list] of Object.entries(lru?.lists ?? {})) {
    box.append(row(scene, name, list.pages, list.folios, name === 'Unevictable'));
  }
  for (const [name, list] of Object.entries(lru?.generations ?? {})) {
    box.append(row(scene, `generation ${name}`, list.pages, list.folios, false));
  }
  const age = scene.state.counters?.['nonresident age'];
  box.append(h('p', { class: 'quiet' }, `The lists hold no reference.${age ? ` Nonresident age: ${age}; a folio that comes back is compared by it with the size of the lists.` : ''}`));
  const ruler = rulerView(scene);
  if (ruler) {
    box.append(ruler);
  }
  return box;
}

function row(scene: Scene, name: string, pages: number, folios: number[], isCounter: boolean): HTMLElement {
  const list = h('ol', { class: 'chips', 'data-list': name });
  const hidden = folios.length > shown ? folios.length - shown : 0;
  folios.forEach((pfn, i) => {
    if (hidden === 0 || i < shown - 4 || i >= folios.length - 4) {
      list.append(chip(scene, pfn));
    } else if (i === shown - 4) {
      list.append(h('li', { class: 'more' }, `${hidden} more`));
    }
  });
  return h(
    'div', { class: `row${folios.length === 0 && pages === 0 ? ' idle' : ''}` },
    h('span', { class: 'label' }, name, h('span', { class: 'quiet', 'data-pages': pages }, ` ${pages} page${pages === 1 ? '' : 's'}${isCounter ? ', a counter without a list' : ''}`)),
    folios.length > 0 ? h('span', { class: 'end' }, 'head') : null, list, folios.length > 0 ? h('span', { class: 'end' }, 'tail: reclaimed first') : null,
  );
}

function chip(scene: Scene, pfn: number): HTMLElement {
  const folio = scene.state.folios[`0x${pfn.toString(16)}`];
  const flags = (folio?.flags ?? []).map((f) => ({ Referenced: 'r', Active: 'a', Workingset: 'w', Dirty: 'd' })[f]).filter(Boolean).join('');
  return h('li', { class: 'chip', 'data-pfn': pfn }, scene.history.label(scene.n, pfn), flags ? h('sup', { title: (folio?.flags ?? []).join(', ') }, flags) : null);
}
