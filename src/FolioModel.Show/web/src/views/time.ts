import { svg } from '../dom';
import type { Step } from '../types';
import type { Story } from '../story';
import type { Scene } from './view';

const lane = 26;
const labelWidth = 118;

type Kind = 'take' | 'drop' | 'give' | 'freeze' | 'lock' | 'other' | 'wrong';

export function kindOf(step: Step): Kind {
  return step.wrong ? 'wrong'
    : step.event === 'PageRefFreeze' || step.event === 'PageRefUnfreeze' ? 'freeze'
    : (step.delta ?? 0) > 0 ? 'take' : (step.delta ?? 0) < 0 ? 'drop'
    : step.event === 'PageRefHandOver' ? 'give'
    : step.event === 'FolioLock' || step.event === 'FolioUnlock' ? 'lock' : 'other';
}

/** One lane for each task; each step has a shape of its own for what it does. Drawn once for a story: a step moves the cursor. */
export class TimeLine {
  private story: Story | null = null;
  private x: (n: number) => number = () => 0;
  private step = 0;
  private readonly cursor = svg('rect', { y: 1, class: 'cursor', rx: 4 });
  private readonly veil = svg('rect', { y: 0, class: 'veil' });

  show(scene: Scene, box: HTMLElement): void {
    if (this.story !== scene.story) {
      this.story = scene.story;
      box.replaceChildren(this.draw(scene));
    }
    const at = this.x(scene.n) - this.step / 2;
    this.cursor.setAttribute('x', String(at));
    this.veil.setAttribute('x', String(at + this.step));
    if (at < box.scrollLeft + labelWidth || at > box.scrollLeft + box.clientWidth - 40) {
      box.scrollLeft = at - box.clientWidth / 2;
    }
  }

  private draw(scene: Scene): SVGSVGElement {
    const steps = scene.story.steps;
    const tasks = [...new Set(steps.map((s) => s.task))].filter((t) => t !== '');
    const step = this.step = Math.max(7, Math.min(30, (1180 - labelWidth) / steps.length));
    const width = labelWidth + steps.length * step + 12;
    const height = Math.max(tasks.length, 1) * lane + 16;
    const x = this.x = (n) => labelWidth + (n + 0.5) * step;
    const root = svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'time', role: 'presentation', width, height });
    tasks.forEach((task, i) => {
      root.append(svg('text', { x: 4, y: i * lane + 20, class: 'lane-name' }, task.length > 16 ? `${task.slice(0, 15)}\u2026` : task));
      root.append(svg('path', { d: `M${labelWidth} ${i * lane + 16}H${width - 8}`, class: 'lane' }));
    });
    steps.forEach((s, n) => {
      const y = Math.max(tasks.indexOf(s.task), 0) * lane + 16;
      const mark = shape(kindOf(s), x(n), y, Math.min(6.5, step / 2 - 0.5));
      mark.setAttribute('class', `tick ${kindOf(s)}`);
      root.append(mark, svg('rect', { x: x(n) - step / 2, y: y - lane / 2, width: step, height: lane, class: 'hit', 'data-go': n, click: () => scene.go(n) }, svg('title', {}, `step ${n}: ${s.function}`)));
      const previous = steps[n - 1];
      if (previous && previous.task !== s.task && previous.task !== '' && s.task !== '') {
        root.append(svg('path', { d: `M${x(n - 1)} ${tasks.indexOf(previous.task) * lane + 16}L${x(n)} ${y}`, class: 'switch' }));
      }
    });
    this.cursor.setAttribute('width', String(step));
    this.cursor.setAttribute('height', String(height - 2));
    this.veil.setAttribute('width', String(width));
    this.veil.setAttribute('height', String(height));
    root.append(this.veil, this.cursor);
    return root;
  }
}

function shape(kind: Kind, x: number, y: number, r: number): SVGElement {
  switch (kind) {
    case 'take': return svg('path', { d: `M${x} ${y - r}l${r} ${2 * r}h${-2 * r}z` });
    case 'drop': return svg('path', { d: `M${x} ${y + r}l${r} ${-2 * r}h${-2 * r}z` });
    case 'give': return svg('path', { d: `M${x - r} ${y}l${r} ${-r} ${r} ${r} ${-r} ${r}z` });
    case 'freeze': return svg('path', { d: `M${x - r} ${y - r}h${2 * r}v${2 * r}h${-2 * r}z` });
    case 'lock': return svg('circle', { cx: x, cy: y, r: r * 0.75 });
    case 'wrong': return svg('path', { d: `M${x - r} ${y - r}L${x + r} ${y + r}M${x + r} ${y - r}L${x - r} ${y + r}` });
    default: return svg('circle', { cx: x, cy: y, r: r * 0.4 });
  }
}
