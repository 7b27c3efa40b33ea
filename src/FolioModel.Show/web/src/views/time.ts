import { svg } from '../dom';
import type { Step } from '../types';
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

/** One lane for each task; each step has a shape of its own for what it does. */
export function timeView(scene: Scene): SVGSVGElement {
  const steps = scene.story.steps;
  const tasks = [...new Set(steps.map((s) => s.task))].filter((t) => t !== '');
  const lanes = Math.max(tasks.length, 1);
  const step = Math.max(7, Math.min(30, (1180 - labelWidth) / steps.length));
  const width = labelWidth + steps.length * step + 12;
  const height = lanes * lane + 16;
  const root = svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'time', role: 'presentation', width, height });
  const x = (n: number): number => labelWidth + (n + 0.5) * step;
  tasks.forEach((task, i) => {
    root.append(svg('text', { x: 4, y: i * lane + 20, class: 'lane-name' }, task.length > 16 ? `${task.slice(0, 15)}\u2026` : task));
    root.append(svg('path', { d: `M${labelWidth} ${i * lane + 16}H${width - 8}`, class: 'lane' }));
  });
  root.append(svg('rect', { x: x(scene.n) - step / 2, y: 1, width: step, height: height - 2, class: 'cursor', rx: 4 }));
  steps.forEach((s, n) => {
    const at = tasks.indexOf(s.task);
    const y = (at < 0 ? 0 : at) * lane + 16;
    const mark = shape(kindOf(s), x(n), y, Math.min(6.5, step / 2 - 0.5));
    mark.setAttribute('class', `tick ${kindOf(s)}${n > scene.n ? ' later' : ''}`);
    const hit = svg('rect', { x: x(n) - step / 2, y: y - lane / 2, width: step, height: lane, class: 'hit', 'data-go': n, click: () => scene.go(n) }, svg('title', {}, `step ${n}: ${s.function}`));
    root.append(mark, hit);
    const previous = steps[n - 1];
    if (previous && previous.task !== s.task && previous.task !== '' && s.task !== '') {
      const from = tasks.indexOf(previous.task) * lane + 16;
      root.append(svg('path', { d: `M${x(n - 1)} ${from}L${x(n)} ${y}`, class: 'switch' }));
    }
  });
  return root;
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
