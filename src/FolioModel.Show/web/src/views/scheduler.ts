import { h, svg } from '../dom';
import { sumOf, taskOf, tokenOf } from '../story';
import type { Graph, GraphStep, State } from '../types';

export interface Scheduling {
  graphs: Graph[];
  which: number;
  node: number;
  path: string[];
  stateAt(which: number, node: number): State;
  take(move: string): void;
  undo(): void;
  restart(): void;
  story(): void;
  use(which: number): void;
}

/** The reader decides which task goes on: buttons for each possible step, the token of the way so far, and a map of all states. */
export function schedulerView(s: Scheduling): HTMLElement {
  const graph = s.graphs[s.which]!;
  const state = graph.states[s.node]!;
  const box = h('section', { class: 'scheduler', 'aria-label': 'You are the scheduler' }, h('h2', {}, 'You are the scheduler'));
  if (s.graphs.length > 1) {
    box.append(h('div', { class: 'which', role: 'group', 'aria-label': 'which operation' }, ...s.graphs.map((g, i) => h(
      'button', { 'aria-pressed': i === s.which ? 'true' : 'false', 'data-graph': i, click: () => s.use(i) }, g.program.endsWith('/wrong') ? 'done wrong' : g.without ? `without ${g.without}` : 'done right'))));
  }
  const buttons = h('div', { class: 'moves' });
  for (const step of state.steps) {
    buttons.append(h(
      'button', { class: `move task-${taskOf(step.move)}`, 'data-move': step.move, click: () => s.take(step.move), ...(step.to === undefined ? { disabled: true } : {}) },
      h('b', {}, `run ${graph.tasks[taskOf(step.move)]}${step.move.endsWith('!') ? ', its allocations fail' : ''}`), h('span', {}, place(step))));
  }
  if (state.steps.length === 0) {
    buttons.append(h('p', { class: state.wrong ? 'verdict wrong' : 'verdict right', 'data-verdict': state.wrong ? 'wrong' : 'right' }, state.wrong ? `Wrong. ${state.wrong}` : 'All tasks are done, and everything holds.'));
  }
  box.append(buttons, h(
    'div', { class: 'path' },
    h('button', { click: () => s.undo(), ...(s.path.length === 0 ? { disabled: true } : {}) }, 'undo'),
    h('button', { click: () => s.restart(), ...(s.path.length === 0 ? { disabled: true } : {}) }, 'start again'),
    graph.story.length > 0 ? h('button', { click: () => s.story(), 'data-story': '' }, graph.states.some((x) => x.wrong) ? 'show a way that goes wrong' : 'show a way that holds') : null,
    h('code', { class: 'token', 'data-token': `${graph.program}:${tokenOf(s.path)}` }, `folio explore --replay ${graph.program}:${tokenOf(s.path)}`),
  ), map(s));
  return box;
}

const place = (step: GraphStep): string => step.from === 'begins' ? 'from its beginning' : step.from === 'is woken' || step.from === 'looks again' ? step.from : `past ${step.from}`;

/** All states in columns by the number of steps to them: where the reader is, the way here, and where it goes wrong. */
function map(s: Scheduling): HTMLElement {
  const graph = s.graphs[s.which]!;
  const depth: number[] = [];
  const columns: number[][] = [];
  graph.states.forEach((state, i) => {
    depth[i] = state.parent < 0 ? 0 : depth[state.parent]! + 1;
    (columns[depth[i]!] ??= []).push(i);
  });
  const widest = Math.max(...columns.map((c) => c.length));
  const text = `${graph.states.length} states${graph.cut ? ' of more' : ''}, ${graph.states.filter((x) => x.wrong).length} of them wrong, ${graph.states.filter((x) => x.end && !x.wrong).length} right ends`;
  if (graph.states.length > 600) {
    return h('p', { class: 'quiet' }, `${text}: too many to draw.`);
  }
  const stepX = Math.max(9, Math.min(34, 700 / columns.length));
  const stepY = Math.max(4, Math.min(18, 150 / widest));
  const x = (i: number): number => 10 + depth[i]! * stepX;
  const y = (i: number): number => 10 + (columns[depth[i]!]!.indexOf(i) + (widest - columns[depth[i]!]!.length) / 2) * stepY;
  const root = svg('svg', { viewBox: `0 0 ${columns.length * stepX + 20} ${widest * stepY + 20}`, class: 'map', role: 'img', 'aria-label': text });
  const edges = graph.states.flatMap((state, i) => state.steps.filter((e) => e.to !== undefined).map((e) => `M${x(i)} ${y(i)}L${x(e.to!)} ${y(e.to!)}`)).join('');
  root.append(svg('path', { d: edges, class: 'ways' }));
  let at = 0;
  let way = `M${x(0)} ${y(0)}`;
  for (const move of s.path) {
    at = graph.states[at]!.steps.find((e) => e.move === move)?.to ?? at;
    way += `L${x(at)} ${y(at)}`;
  }
  root.append(svg('path', { d: way, class: 'way' }));
  graph.states.forEach((state, i) => root.append(state.wrong ? svg('path', { d: `M${x(i) - 4} ${y(i) - 4}l8 8m0 -8l-8 8`, class: 'cross' }) : svg('circle', { cx: x(i), cy: y(i), r: i === s.node ? 5.5 : Math.min(3.5, stepY / 2), class: `dot${state.end ? ' end' : ''}${i === s.node ? ' here' : ''}` })));
  return h('figure', { class: 'map-figure' }, root, h('figcaption', {}, text, h('span', { class: 'quiet' }, ' \u2013 a cross is a wrong state, a ring the end of all tasks')));
}

/** The same way through both graphs, step by step, and where they part. */
export function compareView(s: Scheduling): HTMLElement | null {
  if (s.graphs.length < 2) {
    return null;
  }
  const rows: HTMLElement[] = [];
  const nodes: (number | null)[] = s.graphs.map(() => 0);
  let parted = false;
  s.path.forEach((move, i) => {
    const cells = s.graphs.map((graph, g): [string, string] => {
      const node = nodes[g];
      if (node === null || node === undefined) {
        return ['', ''];
      }
      const step = graph.states[node]!.steps.find((e) => e.move === move);
      if (!step || step.to === undefined) {
        nodes[g] = null;
        return ['cannot go on here', ''];
      }
      nodes[g] = step.to;
      const wrong = graph.states[step.to]!.wrong;
      return [`${place(step)}: ${(step.events ?? []).map((e) => e.text).join(', ') || 'nothing that others see'}${step.then ? `; ${step.then}` : ''}`, wrong ?? counts(s.stateAt(g, step.to))];
    });
    const differs = cells.some((c) => c[0] !== cells[0]![0] || c[1] !== cells[0]![1]);
    rows.push(h('tr', { class: differs && !parted ? 'parts' : '', 'data-differs': differs ? 'yes' : 'no' }, h('th', { scope: 'row' }, i + 1), h('td', {}, s.graphs[s.which]!.tasks[taskOf(move)] ?? ''), ...cells.map((c) => h('td', {}, c[0], h('div', { class: 'quiet' }, c[1])))));
    parted ||= differs;
  });
  return h('div', { class: 'scroll' }, rows.length === 0 ? h('p', { class: 'quiet' }, 'Take some steps: each is shown for the right and for the wrong operation, and the first difference is marked.') : h(
    'table', { class: 'compare' }, h('thead', {}, h('tr', {}, ...['step', 'task', ...s.graphs.map((g) => g.program.endsWith('/wrong') ? 'done wrong' : g.without ? `without ${g.without}` : 'done right')].map((t) => h('th', { scope: 'col' }, t)))), h('tbody', {}, ...rows)));
}

const counts = (state: State): string => Object.entries(state.folios).map(([key, f]) => `${key}: ${f.count} = ${sumOf(f)}`).join('; ');
