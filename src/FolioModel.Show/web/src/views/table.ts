import { h, name } from '../dom';
import { sumOf } from '../story';
import { change, type Scene } from './view';

/** All steps as text: what folio explain prints, for print, search and screen readers. */
export function tableView(scene: Scene): HTMLElement {
  const steps = scene.story.steps;
  const tasks = new Set(steps.map((s) => s.task)).size > 1;
  const folios = new Set(steps.map((s) => s.folio)).size > 1;
  const head = h('tr', {}, h('th', { scope: 'col' }, '#'));
  if (tasks) {
    head.append(h('th', { scope: 'col' }, 'task'));
  }
  if (folios) {
    head.append(h('th', { scope: 'col' }, 'folio'));
  }
  const isPath = steps.some((s) => s.move);
  for (const title of [isPath ? 'passes' : 'kernel function', 'count', 'who holds it', 'what happened']) {
    head.append(h('th', { scope: 'col' }, title));
  }
  const body = h('tbody');
  for (const step of steps) {
    const folio = step.pfn === undefined ? undefined : scene.story.states[step.n]!.folios[`0x${step.pfn.toString(16)}`];
    const row = h('tr', { 'data-step': step.n, ...(step.n === scene.n ? { 'aria-current': 'step' } : {}) });
    row.append(h('td', {}, h('button', { class: 'jump', click: () => scene.go(step.n), 'aria-label': `go to step ${step.n}` }, step.n)));
    if (tasks) {
      row.append(h('td', {}, step.task));
    }
    if (folios) {
      row.append(h('td', {}, step.folio ?? '\u2013'));
    }
    const happened = change(step);
    row.append(
      h('td', {}, name(step.function)),
      h('td', { class: 'number' }, step.pfn === undefined ? (step.parts ? '' : 0) : folio?.count ?? 0),
      h('td', {}, step.pfn === undefined ? (step.parts ? '' : 'nobody') : folio ? sumOf(folio) : 'nobody'),
      h('td', {}, happened ? h('b', { class: (step.delta ?? 0) > 0 ? 'up' : (step.delta ?? 0) < 0 ? 'down' : 'give' }, `${happened}: `) : null, step.note, step.wrong ? h('b', { class: 'down' }, ` ${step.wrong}`) : null),
    );
    body.append(row);
  }
  return h('div', { class: 'scroll' }, h('table', { class: 'steps' }, h('thead', {}, head), body));
}
