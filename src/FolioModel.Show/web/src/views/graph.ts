import { svg } from '../dom';
import type { Folio, HolderClass, State } from '../types';
import { shownFolios } from './count';
import type { Scene } from './view';

interface Edge { from: string; to: string; label: string; style: HolderClass | 'points'; isNew: boolean; key: string }

const rowHeight = 46;
const nodeHeight = 34;
const columns = { left: { x: 4, width: 186 }, middle: { x: 276, width: 124 }, right: { x: 474, width: 162 } };
const width = 640;

/** Who holds what: solid arrows are references with their amount, dashed ones point to a folio and hold nothing. */
export function graphView(scene: Scene): SVGSVGElement {
  const folios = shownFolios(scene).filter((k) => scene.state.folios[k]);
  const left = new Map<string, string>();
  const right = new Map<string, string>();
  const edges: Edge[] = [];
  for (const key of folios) {
    const folio = scene.state.folios[key]!;
    for (const holder of folio.holders) {
      const id = holder.task ? `${holder.task}: ${holder.kind}` : `${holder.kind} ${holder.detail ?? ''}`;
      left.set(id, holder.task ? id : nodeName(holder.kind, holder.detail));
      const old = scene.before?.folios[key]?.holders.find((o) => o.kind === holder.kind && o.task === holder.task);
      edges.push({ from: id, to: key, label: String(holder.count), style: holder.class, isNew: scene.n > 0 && old?.count !== holder.count, key: `${key} ${holder.kind}` });
    }
    for (const [id, text] of pointers(scene.state, key, folio)) {
      right.set(id, text);
      edges.push({ from: id, to: key, label: '', style: 'points', isNew: false, key: `${key} ${id}` });
    }
  }
  const rows = Math.max(left.size, folios.length, right.size, 1);
  const height = rows * rowHeight + 24;
  const root = svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'graph', role: 'img', 'aria-label': label(scene, folios) });
  root.append(svg(
    'defs', {},
    svg('marker', { id: 'tip', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 10, markerHeight: 10, markerUnits: 'userSpaceOnUse', orient: 'auto' }, svg('path', { d: 'M0 0 8 4 0 8z', class: 'tip' })),
  ));
  const place = (index: number, count: number): number => 12 + (rows - count) * rowHeight / 2 + index * rowHeight;
  const y = new Map<string, number>();
  [...left.keys()].forEach((id, i) => y.set(id, place(i, left.size)));
  folios.forEach((id, i) => y.set(id, place(i, folios.length)));
  [...right.keys()].forEach((id, i) => y.set(id, place(i, right.size)));
  const seen = new Map<string, number>();
  for (const edge of edges) {
    const twin = seen.get(`${edge.from} ${edge.to}`) ?? 0;
    seen.set(`${edge.from} ${edge.to}`, twin + 1);
    root.append(arrow(edge, y.get(edge.from)! + nodeHeight / 2 + twin * 12, y.get(edge.to)! + nodeHeight / 2 + twin * 8));
  }
  left.forEach((text, id) => root.append(node(columns.left, y.get(id)!, text, 'holder')));
  folios.forEach((key) => root.append(node(columns.middle, y.get(key)!, `folio ${scene.history.label(scene.n, Number(key))}  = ${scene.state.folios[key]!.count}`, scene.step.pfn === Number(key) ? 'folio-node now' : 'folio-node', Number(key))));
  right.forEach((text, id) => root.append(node(columns.right, y.get(id)!, text, 'pointer')));
  return root;
}

function nodeName(kind: string, detail: string | undefined): string {
  return kind === 'page cache' ? `file ${detail ?? ''}` : kind === 'lru_add batch' || kind === 'LRU batch' ? `batch ${detail ?? ''}` : `${kind}${detail ? ` ${detail}` : ''}`;
}

/** What points to a folio and holds no reference. */
function pointers(state: State, key: string, folio: Folio): [string, string][] {
  const pfn = Number(key);
  const found: [string, string][] = [];
  for (const [name, list] of Object.entries(state.lru?.lists ?? {})) {
    if (list.folios.includes(pfn)) {
      found.push([`list ${name}`, `LRU list ${name}`]);
    }
  }
  for (const [name, list] of Object.entries(state.lru?.generations ?? {})) {
    if (list.folios.includes(pfn)) {
      found.push([`generation ${name}`, `LRU generation ${name}`]);
    }
  }
  if (folio.flags?.includes('Unevictable') && folio.flags.includes('Lru')) {
    found.push(['list Unevictable', 'LRU list Unevictable']);
  }
  if (folio.lockedBy) {
    found.push([`lock ${key}`, `lock, held by ${folio.lockedBy}`]);
  }
  for (const [id, file] of Object.entries(state.files ?? {})) {
    const entry = Object.entries(file.entries).find(([, e]) => e.folio === pfn);
    if (entry && !folio.holders.some((x) => x.kind === 'page cache')) {
      found.push([`entry ${id}`, `entry ${entry[0]} of ${file.name}`]);
    }
  }
  return found;
}

function arrow(edge: Edge, y1: number, y2: number): SVGElement {
  const fromLeft = edge.style !== 'points';
  const x1 = fromLeft ? columns.left.x + columns.left.width : columns.right.x;
  const x2 = fromLeft ? columns.middle.x : columns.middle.x + columns.middle.width;
  const bend = (x2 - x1) / 2;
  const group = svg('g', { class: `edge ${edge.style}${edge.isNew ? ' new' : ''}`, 'data-edge': edge.key });
  group.append(svg('path', { d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`, 'marker-end': 'url(#tip)' }));
  if (edge.label) {
    group.append(svg('text', { x: x1 + 10, y: y1 - 5 }, edge.label));
  }
  return group;
}

function node(column: { x: number; width: number }, y: number, text: string, kind: string, pfn?: number): SVGElement {
  const most = Math.floor((column.width - 14) / 6.4);
  const group = svg('g', { class: `node ${kind}`, ...(pfn === undefined ? {} : { 'data-pfn': pfn }) });
  group.append(
    svg('rect', { x: column.x, y, width: column.width, height: nodeHeight, rx: 7 }),
    svg('text', { x: column.x + 9, y: y + nodeHeight / 2 + 4 }, text.length > most ? `${text.slice(0, most - 1)}\u2026` : text),
    svg('title', {}, text),
  );
  return group;
}

function label(scene: Scene, folios: string[]): string {
  return folios.map((k) => `folio ${scene.history.label(scene.n, Number(k))} is held by ${scene.state.folios[k]!.holders.map((x) => `${x.kind} ${x.count}`).join(', ') || 'nobody'}`).join('; ') || 'no folio';
}
