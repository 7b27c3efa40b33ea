import { h } from '../dom';
import type { Scene } from './view';

/** Page tables, pins and swap slots. */
export function processesView(scene: Scene): HTMLElement {
  const box = h('div', {});
  for (const [process, memory] of Object.entries(scene.state.processes ?? {})) {
    box.append(h('h3', {}, `process ${process}`), h('ul', { class: 'areas' }, ...memory.areas.map((a) => h('li', {}, a))));
    const entries = Object.entries(memory.entries);
    box.append(entries.length === 0 ? h('p', { class: 'quiet' }, 'No page-table entry: an untouched mapping holds nothing.') : h(
      'ul', { class: 'entries' }, ...entries.map(([page, [pfn, bits]]) => h(
        'li', { 'data-pte': page, 'data-pfn': pfn, 'data-bits': bits }, h('code', {}, page), ` \u2192 folio ${scene.history.frame(scene.n, pfn)} `, h('span', { class: 'quiet' }, words(bits)), h('b', {}, ' +1')))));
  }
  for (const [type, swap] of Object.entries(scene.state.swap ?? {})) {
    const slots = Object.entries(swap.slots);
    box.append(h('h3', {}, `swap device ${type}`, h('span', { class: 'quiet' }, ` ${slots.length} of ${swap.pages - 1} slots in use`)));
    box.append(h('ul', { class: 'entries' }, ...slots.slice(0, 64).map(([offset, [users, cached]]) => h('li', { 'data-swap': offset, 'data-users': users, 'data-cached': cached }, `slot ${offset}: ${users} user${users === 1 ? '' : 's'}${cached ? ', in the swap cache' : ''}`))));
  }
  return box;
}

function words(bits: string): string {
  return [bits.includes('huge') ? '2 MiB' : '', bits.includes('w') ? 'writable' : 'read-only', bits.includes('d') ? 'dirty' : '', bits.endsWith('y') ? 'young' : ''].filter(Boolean).join(', ');
}
