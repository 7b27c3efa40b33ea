import { h, name } from '../dom';
import { sumOf, type Story } from '../story';
import { change, type Scene } from './view';

/** All steps as text: what folio explain prints, for print, search and screen readers. Written once for a story: a step marks its row. */
export class StepTable {
  private story: Story | null = null;
  private rows: HTMLElement[] = [];
  private current: HTMLElement | null = null;

  show(scene: Scene, box: HTMLElement): void {
    if (this.story !== scene.story) {
      this.story = scene.story;
      this.rows = [];
      box.replaceChildren(h('div', { class: 'scroll' }, this.write(scene)));
    }
    this.current?.removeAttribute('aria-current');
    this.current = this.rows[scene.n]!;
    this.current.setAttribute('aria-current', 'step');
  }

  private write(scene: Scene): HTMLElement {
    const steps = scene.story.steps;
    const tasks = new Set(steps.map((s) => s.task)).size > 1;
    const folios = new Set(steps.map((s) => s.folio)).size > 1;
    const titles = ['#', tasks ? 'task' : '', folios ? 'folio' : '', steps.some((s) => s.move) ? 'passes' : 'kernel function', 'count', 'who holds it', 'what happened'];
    const body = h('tbody');
    for (const step of steps) {
      const folio = step.pfn === undefined ? undefined : scene.story.states[step.n]!.folios[`0x${step.pfn.toString(16)}`];
      const happened = change(step);
      const kind = (step.delta ?? 0) > 0 ? 'up' : (step.delta ?? 0) < 0 ? 'down' : 'give';
      const row = h(
        'tr', { 'data-step': step.n },
        h('td', {}, h('button', { class: 'jump', click: () => scene.go(step.n), 'aria-label': `${step.n}: go to this step` }, step.n)),
        tasks && h('td', {}, step.task), folios && h('td', {}, step.folio ?? '\u2013'),
        h('td', {}, name(step.function)),
        h('td', { class: 'number' }, step.pfn === undefined ? (step.parts || step.move === undefined && step.function === '(start)' ? '' : 0) : folio?.count ?? 0),
        h('td', {}, step.pfn === undefined ? (step.parts || step.function === '(start)' ? '' : 'nobody') : folio ? sumOf(folio) : 'nobody'),
        h('td', {}, happened ? h('b', { class: kind }, `${happened}: `) : null, step.note, step.wrong ? h('b', { class: 'down' }, ` ${step.wrong}`) : null));
      this.rows.push(row);
      body.append(row);
    }
    return h('table', { class: 'steps' }, h('thead', {}, h('tr', {}, ...titles.filter(Boolean).map((t) => h('th', { scope: 'col' }, t)))), body);
  }
}
