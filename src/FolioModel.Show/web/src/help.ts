import { h } from './dom';

export const keys: [string, string][] = [
  ['\u2190 \u2192', 'one step back, one step on'], ['Shift + \u2190 \u2192', 'previous or next change of the selected folio'], ['Home, End', 'first and last step'],
  ['[ ]', 'previous or next change of task'], ['Space', 'play and stop'], ['1 to 9', 'go to a view'], ['/', 'search a function, a folio or a holder'],
  ['c', 'go to the cause: where the dropped reference was taken'], ['e', 'go to the effect: where the taken reference is dropped'], ['t', 'go to the table'],
  ['d', 'dark or light'], ['p', 'predict first: on or off'], ['y', 'copy a link to this step'], ['a to h', 'in a race: let that task take a step'], ['u', 'in a race: undo'],
  ['m', 'presenter mode: large type, one view at a time, which 1 to 9 choose'], ['k', 'switch single keys off or on'], ['?', 'this list'],
];

export function helpDialog(): HTMLDialogElement {
  const dialog = h('dialog', { class: 'help', 'aria-label': 'Keys and signs' });
  dialog.append(
    h('h2', {}, 'Keys'), h('dl', {}, ...keys.flatMap(([key, text]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, text)])),
    h('h2', {}, 'Signs'),
    h('ul', { class: 'signs' },
      h('li', {}, h('span', { class: 'square expected' }, 'C'), ' expected: the folio\u2019s own state accounts for it (plain)'),
      h('li', {}, h('span', { class: 'square temporary' }, 'a'), ' temporary: a task holds it and will drop it (striped)'),
      h('li', {}, h('span', { class: 'square spurious' }, 'B'), ' spurious: nobody waits for it, but it is in the way (dotted)'),
      h('li', {}, 'In the time line a triangle up takes references, a triangle down drops some, a diamond hands over, a square freezes, a circle is a lock.'),
      h('li', {}, 'In the graph a solid arrow is a reference; a dashed one points to the folio and holds nothing.')),
    h('form', { method: 'dialog' }, h('button', { class: 'primary' }, 'close')));
  return dialog;
}
