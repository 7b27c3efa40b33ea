import { h } from '../dom';
import type { Trace, TwinSide } from '../types';

const shown = 40;

/** The classic lists beside the generations after the same accesses: who is still cached, and what that cost. */
export function twinView(trace: Trace, step: number): HTMLElement | null {
  const twin = trace.twin;
  if (!twin) {
    return null;
  }
  const row = twin.rows.filter((r) => r.step <= step).at(-1);
  if (!row) {
    return h('p', { class: 'quiet' }, 'Nothing was used yet.');
  }
  return h(
    'div', {}, h('p', { class: 'quiet', 'data-twin-line': row.line }, `after: ${row.line}`),
    h('div', { class: 'twins' }, ...row.sides.map((side, i) => sideOf(twin.names[i] ?? '', side, row.sides[1 - i]))),
  );
}

function sideOf(name: string, side: TwinSide, other: TwinSide | undefined): HTMLElement {
  const uses = side.hits + side.misses;
  const better = other !== undefined && side.hits > other.hits;
  const elsewhere = new Set(Object.values(other?.lists ?? {}).flat());
  return h(
    'section', { class: `twin${better ? ' better' : ''}`, 'data-twin': name, 'aria-label': name },
    h('h3', {}, name, better ? h('span', { class: 'quiet' }, ' more hits') : null),
    h('p', { 'data-twin-counts': `${side.hits} ${side.misses} ${side.cached}` }, h('b', {}, `${side.hits} hits`), `, ${side.misses} misses`,
      uses > 0 ? ` (${Math.round(100 * side.hits / uses)} % hits)` : '', `, ${side.cached} pages cached`),
    h('div', { class: 'meter', role: 'img', 'aria-label': `${uses > 0 ? Math.round(100 * side.hits / uses) : 0} % hits` },
      h('progress', { value: side.hits, max: Math.max(1, uses) })),
    ...Object.entries(side.lists).map(([list, pages]) => h(
      'div', { class: 'row' }, h('span', { class: 'label' }, list, h('span', { class: 'quiet' }, ` ${pages.length}`)),
      h('ol', { class: 'chips', 'data-twin-list': `${name} ${list}`, 'data-pages': pages.join(' ') }, ...pages.slice(0, shown).map((p) => h('li', { class: `chip${elsewhere.has(p) ? '' : ' only'}` }, p)),
        pages.length > shown ? h('li', { class: 'more' }, `${pages.length - shown} more`) : null))),
    h('p', { class: 'quiet' }, 'A framed page is cached on this side alone.'),
  );
}
