import { h, name } from '../dom';
import type { Scene } from './view';

const isFunction = (text: string): boolean => /^[a-z_][a-z0-9_]*$/i.test(text);

function link(text: string): HTMLElement {
  if (!isFunction(text)) {
    return name(text);
  }
  return h('a', { href: `https://elixir.bootlin.com/linux/v6.12/A/ident/${text}`, target: '_blank', rel: 'noreferrer', title: `${text}() in Linux 6.12, on another site` }, name(text));
}

/** Which function called which, and the program's own text. */
export function chainView(scene: Scene): HTMLElement {
  const step = scene.step;
  const calls = [step.caller, step.operation, step.function].filter((c, i, all): c is string => !!c && all.indexOf(c) === i);
  const list = h('ol', { class: 'chain' });
  for (const call of calls) {
    list.append(h('li', {}, link(call)));
  }
  const box = h('div', {}, h('p', {}, `${step.task || 'No task'}${step.task ? `, CPU ${step.cpu}` : ''}`), list);
  const events = step.parts ?? [];
  if (events.length > 0) {
    box.append(h('ul', { class: 'events' }, ...events.map((e) => h('li', {}, e.text))));
  }
  const source = scene.story.head.source;
  if (source) {
    box.append(h('pre', { class: 'source' }, ...source.map((line, i) => h('span', { class: 'line' }, `${String(i + 1).padStart(3)}  ${line}\n`))));
  }
  if (step.cause !== undefined) {
    box.append(h('p', {}, 'What is dropped here was taken in ', h('button', { class: 'jump', click: () => scene.go(step.cause!) }, `step ${step.cause}`), '.'));
  }
  return box;
}
