import { h, hex, svg } from '../dom';
import type { Lists, State, Zone } from '../types';
import { buddyView } from './buddy';
import type { Scene } from './view';

interface Block { first: number; order: number; kind: 'folio' | 'free' | 'cpu'; type: string; text: string }

const most = 512;

/** Every block of a zone: folios, free blocks of the buddy lists, and blocks that CPUs keep. */
export function blocksOf(state: State, zone: Zone, label: (pfn: number) => string): Block[] {
  const blocks: Block[] = [];
  const add = (lists: Lists, kind: 'free' | 'cpu', text: (order: number) => string): void => {
    for (const [name, pfns] of Object.entries(lists)) {
      const [order, type] = name.split(' ') as [string, string];
      pfns.forEach((first) => blocks.push({ first, order: Number(order), kind, type, text: text(Number(order)) }));
    }
  };
  add(zone.blocks, 'free', (order) => `${order}`);
  Object.entries(zone.cpus).forEach(([cpu, lists]) => add(lists, 'cpu', () => `P${cpu}`));
  for (const [key, folio] of Object.entries(state.folios)) {
    const first = Number(key);
    if (first >= zone.first && first < zone.first + zone.pages) {
      blocks.push({ first, order: folio.order ?? 0, kind: 'folio', type: '', text: label(first) });
    }
  }
  return blocks.sort((a, b) => a.first - b.first);
}

/** Memory: which frame belongs to what, the free lists, and how far the zone is from its watermarks. */
export function memoryView(scene: Scene): HTMLElement {
  const box = h('div', { class: 'memory' });
  for (const [name, zone] of Object.entries(scene.state.zones ?? {})) {
    const blocks = blocksOf(scene.state, zone, (pfn) => scene.history.label(scene.n, pfn));
    const [from, length] = zoom(scene, zone);
    box.append(h('h3', {}, `zone ${name}`, h('span', { class: 'quiet' }, ` ${zone.pages} pages, ${zone.free} free, ${zone.perCpu} kept by CPUs`)));
    if (length < zone.pages) {
      box.append(overview(zone, blocks, from, length));
    }
    box.append(grid(blocks, from, length), marks(zone), freeLists(zone));
  }
  const buddies = buddyView(scene);
  if (buddies) {
    box.append(buddies);
  }
  return box;
}

/** The frames to draw one by one: the aligned range that holds the folios of the story. */
function zoom(scene: Scene, zone: Zone): [number, number] {
  if (zone.pages <= most) {
    return [zone.first, zone.pages];
  }
  const pfns = Object.keys(scene.state.folios).map(Number).filter((p) => p >= zone.first && p < zone.first + zone.pages);
  const focus = scene.selected ? Number(scene.selected) : scene.step.pfn ?? pfns[0] ?? zone.first;
  const all = [...pfns.filter((p) => Math.abs(p - focus) < most), focus];
  let length = 64;
  while (length < most && !all.every((p) => (p & -length) === (focus & -length))) {
    length *= 2;
  }
  const order = scene.state.folios[hex(focus)]?.order ?? 0;
  length = Math.max(length, Math.min(most, 1 << order));
  const first = focus & -length;
  return [Math.max(zone.first, first), Math.min(length, zone.first + zone.pages - first)];
}

function overview(zone: Zone, blocks: Block[], from: number, length: number): SVGSVGElement {
  const root = svg('svg', { viewBox: '0 0 640 22', class: 'overview', role: 'img', 'aria-label': `the whole zone; frames ${hex(from)} to ${hex(from + length - 1)} are drawn below` });
  const scale = 640 / zone.pages;
  root.append(svg('rect', { x: 0, y: 4, width: 640, height: 12, class: 'other' }));
  for (const block of blocks) {
    root.append(svg('rect', { x: (block.first - zone.first) * scale, y: 4, width: Math.max((1 << block.order) * scale, 0.5), height: 12, class: `block-${block.kind}` }));
  }
  root.append(svg('rect', { x: (from - zone.first) * scale - 1, y: 1, width: Math.max(length * scale, 3) + 2, height: 18, class: 'window' }));
  return root;
}

/** The frames in rows; a block is outlined as one, row by row. */
function grid(blocks: Block[], from: number, length: number): SVGSVGElement {
  const across = length <= 64 ? 16 : 32;
  const size = 640 / across;
  const tall = Math.min(size, 26);
  const root = svg('svg', { viewBox: `0 0 640 ${Math.ceil(length / across) * tall + 2}`, class: 'frames', role: 'img', 'aria-label': `frames ${hex(from)} to ${hex(from + length - 1)}` });
  for (let i = 0; i < length; i += across) {
    root.append(svg('rect', { x: 0.5, y: (i / across) * tall + 0.5, width: Math.min(across, length - i) * size - 1, height: tall - 1, class: 'other' }));
  }
  for (const block of blocks) {
    const start = Math.max(block.first, from);
    const end = Math.min(block.first + (1 << block.order), from + length);
    if (start >= end) {
      continue;
    }
    const group = svg('g', {
      class: `cell block-${block.kind} type-${block.type}`, 'data-block': block.kind, 'data-first': block.first, 'data-order': block.order, ...(block.kind === 'folio' ? { 'data-pfn': block.first } : {}),
    });
    group.append(svg('title', {}, `${block.kind === 'folio' ? `folio ${block.text}` : block.kind === 'free' ? `free, order ${block.order}, ${block.type}` : `kept by CPU ${block.text.slice(1)}, order ${block.order}, ${block.type}`} at ${hex(block.first)}`));
    for (let at = start; at < end;) {
      const row = Math.floor((at - from) / across);
      const column = (at - from) % across;
      const run = Math.min(end - at, across - column);
      group.append(svg('rect', { x: column * size + 1, y: row * tall + 1, width: run * size - 2, height: tall - 2, rx: 3 }));
      if (at === start && (run * size > 9 + block.text.length * 7)) {
        group.append(svg('text', { x: column * size + (run * size) / 2, y: row * tall + tall / 2 + 4, 'text-anchor': 'middle' }, block.text));
      }
      at += run;
    }
    root.append(group);
  }
  return root;
}

/** Free pages between the watermarks, on a logarithmic scale: what matters happens at its low end. */
function marks(zone: Zone): HTMLElement {
  const x = (pages: number): number => Math.log2(pages + 1) / Math.log2(zone.pages + 1) * 640;
  const word = zone.free <= zone.min ? 'at or below min: only reserves are left' : zone.free <= zone.low ? 'at or below low: kswapd is woken' : zone.free <= zone.high ? 'at or below high: kswapd goes on' : 'above high: kswapd sleeps';
  const root = svg('svg', { viewBox: '0 0 640 22', class: 'marks', role: 'img', 'aria-label': `${zone.free} pages free: ${word}` });
  root.append(svg('rect', { x: 0, y: 6, width: 640, height: 10, class: 'other', rx: 3 }), svg('rect', { x: 0, y: 6, width: x(zone.free), height: 10, class: 'block-free', rx: 3 }));
  for (const value of [zone.min, zone.low, zone.high]) {
    root.append(svg('path', { d: `M${x(value)} 2v18`, class: 'mark' }));
  }
  return h('div', {}, root, h('p', { class: 'quiet', 'data-free-pages': zone.free }, `Watermarks: min ${zone.min}, low ${zone.low}, high ${zone.high}. Free: ${zone.free}, ${word}.`));
}

function freeLists(zone: Zone): HTMLElement {
  const orders = [...Array(11).keys()];
  const types = [...new Set(Object.keys(zone.blocks).map((k) => k.split(' ')[1]!))];
  const table = h('table', { class: 'lists' }, h('caption', {}, 'Free blocks by order'), h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'type'), ...orders.map((o) => h('th', { scope: 'col' }, o)))));
  const body = h('tbody');
  for (const type of types) {
    body.append(h('tr', { 'data-type': type }, h('th', { scope: 'row' }, type), ...orders.map((o) => h('td', { 'data-free': `${o} ${type}` }, zone.blocks[`${o} ${type}`]?.length ?? 0))));
  }
  table.append(body);
  return h('div', { class: 'scroll' }, table);
}
