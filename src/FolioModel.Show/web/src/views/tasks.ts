import { h, name } from '../dom';
import type { Scene } from './view';
import { waitsView } from './waits';

const order = ['i_rwsem', 'invalidate_lock', 'folio', 'i_lock', 'i_pages', 'lru_lock', 'zone'];
const classes = ['InodeLock', 'InvalidateLock', 'FolioLock', 'InodeSpinLock', 'PagesLock', 'LruLock', 'ZoneLock'];

/** Tasks: where each stands, which locks it holds, and whom it waits for. */
export function tasksView(scene: Scene, without?: string): HTMLElement {
  const body = h('tbody');
  for (const [id, task] of Object.entries(scene.state.tasks ?? {})) {
    if (scene.story.tasks.length > 0 && task.name === 'boot' && !scene.story.tasks.includes('boot')) {
      continue;
    }
    const chain = [task.function, task.operation].filter((c): c is string => !!c);
    const doing = task.waitsFor ? h('span', { class: 'waits' }, `waits for ${task.waitsFor}${task.waitsOn ? `, held by ${task.waitsOn}` : ''}`)
      : task.runs === 'Done' ? h('span', { class: 'quiet' }, 'done')
      : task.point ? h('span', {}, 'before ', h('b', {}, task.point))
      : task.runs === 'Ready' ? h('span', {}, 'not started or woken')
      : chain.length > 0 ? h('span', {}, ...chain.flatMap((c, i) => i ? [' \u2192 ', name(c)] : [name(c)])) : h('span', { class: 'quiet' }, 'its own program');
    body.append(h(
      'tr', { 'data-task': id, ...(task.name === scene.step.task ? { class: 'current' } : {}) },
      h('th', { scope: 'row' }, task.name), h('td', {}, task.cpu), h('td', {}, doing),
      h('td', {}, h('ul', { class: 'locks' }, ...(task.locks ?? []).map((l) => h('li', { 'data-lock': l }, l)))),
    ));
  }
  const box = h('div', {}, h('div', { class: 'scroll' }, h(
    'table', { class: 'tasks' }, h('thead', {}, h('tr', {}, ...['task', 'CPU', 'where', 'holds the locks'].map((t) => h('th', { scope: 'col' }, t)))), body)));
  const waits = waitsView(scene.state);
  if (waits) {
    box.append(waits);
  }
  const held = Object.values(scene.state.tasks ?? {}).flatMap((t) => t.locks ?? []);
  box.append(h('ol', { class: 'lock-order', 'aria-label': 'the order in which a task may take locks' }, ...order.map((lock, i) => {
    const left = without === classes[i];
    const isHeld = held.some((l) => l.startsWith(lock) || (lock === 'zone' && l.startsWith('lock of zone')));
    return h('li', { class: `${isHeld ? 'held' : ''}${left ? ' left-out' : ''}` }, lock, left ? h('span', {}, ' left out: nobody takes it') : null);
  })));
  for (const [what, values] of [['Shared variables', scene.state.shared], ['Results', scene.state.results]] as const) {
    if (values && Object.keys(values).length > 0) {
      box.append(h('h3', {}, what), h('dl', { class: 'values' }, ...Object.entries(values).flatMap(([k, v]) => [h('dt', {}, k), h('dd', { 'data-value': k, class: scene.before && (scene.before.shared?.[k] ?? scene.before.results?.[k]) !== v ? 'new' : '' }, v)])));
    }
  }
  return box;
}
