import { h, svg } from '../dom';
import type { State } from '../types';

const rowHeight = 44;
const nodeHeight = 30;
const width = 560;
const boxWidth = 150;

interface Wait { from: string; on: string | null; what: string }

/** Who waits for whom: an arrow from each sleeping task to the task that holds what it waits for; null where nobody waits. */
export function waitsView(state: State): HTMLElement | null {
  const waits: Wait[] = Object.values(state.tasks ?? {}).filter((t) => t.waitsFor).map((t) => ({ from: t.name, on: t.waitsOn ?? null, what: t.waitsFor! }));
  if (waits.length === 0) {
    return null;
  }
  const circle = circleOf(waits);
  const root = svg('svg', { viewBox: `0 0 ${width} ${waits.length * rowHeight + 8}`, class: 'waits-graph', role: 'img', 'aria-label': waits.map(sentence).join('; ') });
  root.append(svg('defs', {}, svg('marker', { id: 'wait-tip', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 10, markerHeight: 10, markerUnits: 'userSpaceOnUse', orient: 'auto' }, svg('path', { d: 'M0 0 8 4 0 8z', class: 'tip' }))));
  waits.forEach((wait, i) => {
    const y = 4 + i * rowHeight;
    const middle = y + nodeHeight / 2;
    root.append(svg('g', { class: `wait${circle.has(wait.from) ? ' circle' : ''}`, 'data-wait': `${wait.from} > ${wait.on ?? '?'}` },
      box(2, y, wait.from), box(width - boxWidth - 2, y, wait.on ?? 'nobody: an event'),
      svg('path', { d: `M${boxWidth + 4} ${middle}H${width - boxWidth - 4}`, 'marker-end': 'url(#wait-tip)' }),
      svg('text', { x: width / 2, y: middle - 5, 'text-anchor': 'middle' }, short(wait.what, 38))));
  });
  return h('figure', { class: 'waits-figure' }, root, h('figcaption', { class: 'quiet' },
    circle.size > 0 ? h('b', { class: 'down' }, `${[...circle].join(' and ')} wait in a circle: none of them can go on.`) : 'Each arrow leads from a task that sleeps to the one that it waits for.'));
}

/** The tasks from which following the arrows leads back to themselves. */
function circleOf(waits: Wait[]): Set<string> {
  const next = new Map(waits.map((w) => [w.from, w.on]));
  return new Set(waits.map((w) => w.from).filter((start) => {
    let at = next.get(start) ?? null;
    for (let i = 0; at !== null && at !== start && i < waits.length; i++) {
      at = next.get(at) ?? null;
    }
    return at === start;
  }));
}

const sentence = (w: Wait): string => `${w.from} waits for ${w.what}${w.on ? `, held by ${w.on}` : ''}`;

const short = (text: string, most: number): string => text.length > most ? `${text.slice(0, most - 1)}\u2026` : text;

function box(x: number, y: number, text: string): SVGElement {
  return svg('g', { class: 'node holder' }, svg('rect', { x, y, width: boxWidth, height: nodeHeight, rx: 7 }), svg('text', { x: x + 9, y: y + nodeHeight / 2 + 4 }, short(text, 22)), svg('title', {}, text));
}
