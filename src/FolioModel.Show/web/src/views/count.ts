import { h } from '../dom';
import { sumOf } from '../story';
import type { Folio, Holder } from '../types';
import { classWords, letterOf } from './kinds';
import type { Scene } from './view';

const lampWords: Record<string, string> = { freeze: 'frozen', migrate: 'migrated', convert: 'converted', reclaim: 'reclaimed' };

/** The count of each folio as a sum of its holders: who took each reference, and who will drop it. */
export function countView(scene: Scene): HTMLElement {
  const box = h('div', { class: 'counts' });
  for (const key of shownFolios(scene)) {
    box.append(folioBox(scene, key, scene.state.folios[key]));
  }
  if (!box.hasChildNodes()) {
    box.append(h('p', { class: 'quiet' }, 'No folio exists at this step: nobody holds anything.'));
  }
  return box;
}

/** The folios that the story is about, first the one of the step. */
export function shownFolios(scene: Scene): string[] {
  const named = scene.history.named;
  const current = scene.step.pfn === undefined ? null : `0x${scene.step.pfn.toString(16)}`;
  const alive = Object.keys(scene.state.folios).filter((k) => named.has(k) || named.size === 0);
  const gone = current && !scene.state.folios[current] && scene.before?.folios[current] ? [current] : [];
  return [...alive, ...gone].sort((a, b) => Number(a) - Number(b)).slice(0, 12);
}

function folioBox(scene: Scene, key: string, folio: Folio | undefined): HTMLElement {
  const pfn = Number(key);
  const isCurrent = scene.step.pfn === pfn;
  const frozen = !!folio && folio.count === 0 && folio.holders.length > 0;
  const delta = isCurrent && scene.step.delta && scene.step.event !== 'PageRefFreeze' && scene.step.event !== 'PageRefUnfreeze' ? scene.step.delta : 0;
  const head = h(
    'div', { class: 'folio-head' },
    h('button', { class: 'folio-name', 'data-pfn': pfn, click: () => scene.select(key), title: 'select this folio everywhere' }, `folio ${scene.history.label(scene.n, pfn)}`),
    h('span', { class: 'quiet' }, folio ? `pfn ${key}, ${folio.order ? `order ${folio.order} (${1 << folio.order} pages)` : '1 page'}` : `pfn ${key}`),
  );
  const figure = h(
    'div', { class: 'figure' },
    h('span', { class: `big${frozen ? ' frozen' : ''}`, 'data-count': folio?.count ?? 0 }, folio ? folio.count : 'freed'),
    delta ? h('span', { class: `delta ${delta > 0 ? 'up' : 'down'}` }, `${delta > 0 ? '+' : '\u2212'}${Math.abs(delta)}`) : null,
    h('span', { class: 'equals', 'aria-hidden': 'true' }, folio ? '=' : ''),
    folio ? blocks(scene, key, folio) : h('span', { class: 'quiet' }, 'back with the page allocator'),
  );
  return h(
    'section', { class: `folio${isCurrent ? ' current' : ''}`, 'data-folio': key, 'aria-label': `folio ${scene.history.label(scene.n, pfn)}: ${sumOf(folio)}` },
    head, figure,
    folio && frozen ? h('p', { class: 'frozen-note' }, 'Frozen: the count is 0 so that nobody can take a reference; these holders get theirs back when the freeze ends.') : null,
    folio ? state(folio) : null,
    folio?.lamps ? lamps(folio.lamps) : null,
  );
}

/** Holders in the order of the kernel's comments: expected, temporary, spurious. */
function blocks(scene: Scene, key: string, folio: Folio): HTMLElement {
  const order = ['expected', 'temporary', 'spurious'];
  const holders = [...folio.holders].sort((a, b) => order.indexOf(a.class) - order.indexOf(b.class));
  const total = holders.reduce((sum, x) => sum + x.count, 0);
  const list = h('ul', { class: 'blocks' });
  for (const holder of holders) {
    list.append(block(scene, key, holder, total));
  }
  if (holders.length === 0) {
    list.append(h('li', { class: 'quiet' }, 'nobody'));
  }
  return list;
}

function block(scene: Scene, key: string, holder: Holder, total: number): HTMLElement {
  const taken = scene.history.taken(scene.n, key, holder.kind);
  const dropped = scene.history.dropped(scene.n, key, holder.kind);
  const units = total <= 16 ? holder.count : 1;
  const squares = h('span', { class: 'squares', 'aria-hidden': 'true' });
  for (let i = 0; i < Math.min(units, 16); i++) {
    squares.append(h('span', { class: `square ${holder.class}${units === 1 && holder.count > 1 ? ' wide' : ''}` }, letterOf(holder.kind)));
  }
  const isNew = taken.includes(scene.n) && scene.n > 0;
  const who = holder.task ? ` of ${holder.task}` : '';
  return h(
    'li', { class: `block${isNew ? ' new' : ''}`, 'data-holder': holder.kind, 'data-amount': holder.count, title: classWords[holder.class] },
    squares,
    h('span', { class: 'block-text' }, h('b', {}, `${holder.kind} ${holder.count}`), h('span', { class: 'quiet' }, holder.detail ? ` ${holder.detail}` : who)),
    h(
      'span', { class: 'origin' },
      link(scene, taken[taken.length - 1], 'taken', 'held from the start'),
      h('span', { 'aria-hidden': 'true' }, ' \u00b7 '),
      link(scene, dropped, 'dropped', 'held to the end'),
    ),
  );
}

function link(scene: Scene, n: number | null | undefined, verb: string, otherwise: string): HTMLElement {
  if (n === null || n === undefined || n < 0) {
    return h('span', { class: 'quiet' }, otherwise);
  }
  const step = scene.story.steps[n]!;
  return h('button', { class: 'jump', click: () => scene.go(n), 'data-jump': n }, n === scene.n ? `${verb} now` : `${verb} in step ${n}`, h('span', { class: 'sr' }, ` by ${step.function} of ${step.task}`));
}

function state(folio: Folio): HTMLElement {
  const words = h('p', { class: 'flags' });
  if (folio.expected !== undefined) {
    words.append(h('span', {}, `The folio\u2019s own state accounts for ${folio.expected}.`), ' ');
  }
  for (const flag of folio.flags ?? []) {
    words.append(h('span', { class: 'flag' }, flag), ' ');
  }
  if (folio.mapped) {
    words.append(h('span', { class: 'flag' }, `mapped ${folio.mapped}\u00d7`), ' ');
  }
  if (folio.pins) {
    words.append(h('span', { class: 'flag' }, `pins ${folio.pins}`), ' ');
  }
  return words;
}

function lamps(all: Record<string, string[]>): HTMLElement {
  const list = h('ul', { class: 'lamps', 'aria-label': 'What a caller could do that comes now, with one reference of its own' });
  for (const [name, inTheWay] of Object.entries(all)) {
    const on = inTheWay.length === 0;
    list.append(h(
      'li', { class: `lamp ${on ? 'on' : 'off'}`, 'data-lamp': name, 'data-on': on ? 'yes' : 'no', title: on ? 'nothing is in the way' : inTheWay.join('; ') },
      h('span', { class: 'bulb', 'aria-hidden': 'true' }, on ? '\u2713' : '\u2715'),
      h('span', {}, on ? `could be ${lampWords[name] ?? name} now` : `could not be ${lampWords[name] ?? name}: `),
      on ? null : h('span', { class: 'quiet' }, inTheWay.join('; ')),
    ));
  }
  return list;
}
