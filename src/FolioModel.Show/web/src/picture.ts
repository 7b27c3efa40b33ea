import { svg } from './dom';
import { sumOf } from './story';
import { shownFolios } from './views/count';
import { graphView } from './views/graph';
import { letterOf } from './views/kinds';
import type { Scene } from './views/view';

const width = 760;
const lineHeight = 18;
const margin = 16;

/** A step as one picture for slides: its sentence, each folio's count as a sum of holders, and who holds what. */
export function stepPicture(scene: Scene, title: string, sentence: string): SVGSVGElement {
  const root = svg('svg', { class: 'picture', role: 'img' });
  let y = margin + 12;
  const line = (text: string, kind = ''): void => {
    root.append(svg('text', { x: margin, y, class: kind }, text));
    y += lineHeight;
  };
  line(title, 'strong');
  wrapped(sentence, 104).forEach((text) => line(text));
  for (const key of shownFolios(scene)) {
    const folio = scene.state.folios[key];
    y += 6;
    line(`folio ${scene.history.label(scene.n, Number(key))} = ${folio ? `${folio.count}: ${sumOf(folio)}` : 'freed'}`, 'strong');
    let x = margin;
    for (const holder of folio?.holders ?? []) {
      const text = `${letterOf(holder.kind)}  ${holder.kind} ${holder.count}`;
      const wide = 20 + text.length * 7;
      if (x + wide > width - margin) {
        x = margin;
        y += 34;
      }
      root.append(svg('g', { class: 'entry', 'data-holder': holder.kind },
        svg('rect', { x, y: y - 12, width: wide, height: 28, rx: 5, 'stroke-dasharray': holder.class === 'temporary' ? '5 3' : holder.class === 'spurious' ? '1 3' : 'none' }),
        svg('text', { x: x + 9, y: y + 6 }, text)));
      x += wide + 8;
    }
    y += folio?.holders.length ? 40 : 0;
  }
  const graph = graphView(scene);
  const box = graph.viewBox.baseVal;
  for (const [name, value] of [['x', margin], ['y', y], ['width', box.width], ['height', box.height]] as const) {
    graph.setAttribute(name, String(value));
  }
  root.append(graph);
  root.setAttribute('viewBox', `0 0 ${width} ${y + box.height + margin}`);
  return root;
}

function wrapped(text: string, most: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(/\s+/)) {
    const last = lines.length - 1;
    if (lines[last] !== '' && lines[last]!.length + word.length >= most) {
      lines.push(word);
    } else {
      lines[last] = lines[last] === '' ? word : `${lines[last]} ${word}`;
    }
  }
  return lines;
}
