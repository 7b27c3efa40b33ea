import { h, svg } from '../dom';
import type { FileState, Slot } from '../types';
import type { Scene } from './view';

const cell = 15;
const tall = 34;
const gap = 26;

interface Node { id: string; shift: number; first: number; slots: Record<string, Slot>; x: number; y: number }

/** The tree of each file: nodes as strips of slots, large entries as one wide cell, marks as pips, the path to the folio in question. */
export function treeView(scene: Scene): HTMLElement {
  const box = h('div', { class: 'trees' });
  for (const [id, file] of Object.entries(scene.state.files ?? {})) {
    box.append(h('h3', {}, file.name, h('span', { class: 'quiet' }, ` file ${id}, ${file.pages} cached`)));
    box.append(h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': `tree of ${file.name}` }, Object.keys(file.nodes).length > 0 ? drawing(scene, id, file) : head(scene, id, file)));
    const path = lookup(scene, id, file);
    if (path) {
      box.append(path);
    }
  }
  return box;
}

function head(scene: Scene, id: string, file: FileState): HTMLElement {
  const entry = file.entries['0'];
  return h('p', { class: 'quiet', 'data-file': id, 'data-head': entry?.folio ?? entry?.value ?? 'empty' }, entry
    ? `The head of the tree is the entry itself: no node is needed for index 0. It is ${entry.folio === undefined ? `the value ${entry.value}` : `folio ${scene.history.label(scene.n, entry.folio)}`}.`
    : 'The tree is empty: its head is null.');
}

function drawing(scene: Scene, id: string, file: FileState): SVGSVGElement {
  const nodes = Object.entries(file.nodes).map(([name, slots]): Node => {
    const [shift, first] = name.split('/').map(Number) as [number, number];
    return { id: name, shift, first, slots, x: 0, y: 0 };
  }).sort((a, b) => b.shift - a.shift || a.first - b.first);
  const shifts = [...new Set(nodes.map((n) => n.shift))];
  const slots = 1 << file.chunkShift;
  let y = 18;
  for (const node of nodes) {
    node.x = shifts.indexOf(node.shift) * 26;
    node.y = y;
    y += tall + gap;
  }
  const width = slots * cell + shifts.length * 26 + 4;
  const root = svg('svg', { viewBox: `0 0 ${width} ${y}`, class: 'tree', role: 'img', width, 'aria-label': describe(scene, file), 'data-file': id });
  const focus = focusOf(scene, id, file);
  for (const node of nodes) {
    root.append(strip(scene, node, nodes, slots, file.chunkShift, focus));
  }
  return root;
}

function strip(scene: Scene, node: Node, nodes: Node[], slots: number, chunkShift: number, focus: number | null): SVGElement {
  const covers = 2 ** (node.shift + chunkShift);
  const onPath = focus !== null && focus >= node.first && focus < node.first + covers;
  const group = svg('g', { 'data-node': node.id });
  group.append(svg('text', { x: node.x, y: node.y - 5, class: 'node-name' }, `shift ${node.shift}: indices ${node.first} to ${node.first + covers - 1}`));
  for (let i = 0; i < slots; i++) {
    group.append(svg('rect', { x: node.x + i * cell, y: node.y, width: cell, height: tall, class: 'slot' }));
  }
  for (const [number, slot] of Object.entries(node.slots)) {
    if (slot[0] !== 'sibling') {
      group.append(entry(scene, node, nodes, Number(number), slot, onPath && focus !== null && Math.floor((focus - node.first) / 2 ** node.shift) === Number(number)));
    }
  }
  if (onPath && focus !== null) {
    const at = Math.floor((focus - node.first) / 2 ** node.shift);
    group.append(svg('path', { d: `M${node.x + at * cell + cell / 2} ${node.y - 3}l-4 -7h8z`, class: 'finger' }));
  }
  return group;
}

function entry(scene: Scene, node: Node, nodes: Node[], number: number, slot: Slot, onPath: boolean): SVGElement {
  let siblings = 0;
  while (node.slots[String(number + siblings + 1)]?.[0] === 'sibling') {
    siblings++;
  }
  const marks = (slot.find((part) => typeof part === 'object' && part !== null) as { marks: string } | undefined)?.marks ?? '';
  const text = slot[0] === 'folio' ? scene.history.label(scene.n, slot[1] as number) : slot[0] === 'value' ? 'v' : slot[0] === 'node' ? '\u25be' : '!';
  const group = svg('g', {
    class: `entry ${slot[0]}${onPath ? ' path' : ''}`, 'data-slot': number, 'data-content': slot[0], 'data-siblings': siblings, 'data-marks': marks,
    ...(slot[0] === 'folio' ? { 'data-pfn': slot[1] as number } : slot[0] === 'value' ? { 'data-value': slot[1] as string } : {}),
  });
  const x = node.x + number * cell;
  group.append(svg('rect', { x: x + 1, y: node.y + 1, width: (siblings + 1) * cell - 2, height: tall - 2, rx: 2 }));
  for (let i = 1; i <= siblings; i++) {
    group.append(svg('path', { d: `M${x + i * cell} ${node.y + 4}v${tall - 8}`, class: 'ghost' }));
  }
  const shown = text.length <= 1 + siblings * 2 ? text : text.slice(-2);
  group.append(svg('text', { x: x + (siblings + 1) * cell / 2, y: node.y + 20, 'text-anchor': 'middle' }, shown));
  [...'dwt'].forEach((mark, i) => marks.includes(mark) && group.append(svg('circle', { cx: x + 3.5 + i * 4, cy: node.y + tall - 5, r: 1.8, class: `pip ${mark}` })));
  const first = node.first + number * 2 ** node.shift;
  const last = first + (siblings + 1) * 2 ** node.shift - 1;
  group.append(svg('title', {}, `slot ${number}: ${slot[0]} ${slot[1] === undefined || typeof slot[1] === 'object' ? '' : slot[0] === 'folio' ? text : slot[1]}, ${first === last ? `index ${first}` : `indices ${first} to ${last}`}${siblings ? `, ${siblings} siblings` : ''}${marks ? `, marks ${marks}` : ''}`));
  const child = slot[0] === 'node' ? nodes.find((n) => n.first === first && n.shift < node.shift) : undefined;
  if (child) {
    group.append(svg('path', { d: `M${x + cell / 2} ${node.y + tall}V${child.y - 14}`, class: 'branch' }));
  }
  return group;
}

/** The index that the step is about in this file. */
function focusOf(scene: Scene, id: string, file: FileState): number | null {
  const pfn = scene.selected ? Number(scene.selected) : scene.step.pfn;
  const at = Object.entries(file.entries).find(([, e]) => e.folio === pfn);
  const folio = pfn === undefined ? undefined : scene.state.folios[`0x${pfn.toString(16)}`];
  return at ? Number(at[0]) : folio && String(folio.file) === id ? folio.index ?? null : null;
}

/** How a lookup gets to the index: one slot number for each level. */
function lookup(scene: Scene, id: string, file: FileState): HTMLElement | null {
  const index = focusOf(scene, id, file);
  const shifts = [...new Set(Object.keys(file.nodes).map((n) => Number(n.split('/')[0])))].sort((a, b) => b - a);
  if (index === null || shifts.length === 0) {
    return null;
  }
  const slots = shifts.map((s) => Math.floor(index / 2 ** s) % (1 << file.chunkShift));
  return h('p', { class: 'lookup' }, `A lookup of index ${index} goes to slot ${slots.join(', then slot ')}: ${index} = ${slots.map((slot, i) => shifts[i] ? `${slot} \u00d7 ${2 ** shifts[i]!}` : `${slot}`).join(' + ')}.`);
}

function describe(scene: Scene, file: FileState): string {
  const entries = Object.entries(file.entries).map(([index, e]) => `index ${index}: ${e.folio === undefined ? `value ${e.value}` : `folio ${scene.history.label(scene.n, e.folio)}`}${e.order ? `, order ${e.order}` : ''}${e.marks ? `, marks ${e.marks}` : ''}`);
  return `tree of ${file.name}: ${entries.slice(0, 40).join('; ') || 'empty'}`;
}
