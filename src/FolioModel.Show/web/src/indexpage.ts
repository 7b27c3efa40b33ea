import { h, name } from './dom';
import type { Index } from './types';

const titles: Record<string, string> = {
  lesson: 'Lessons', scenario: 'Scenarios: who holds each reference', exhibit: 'Races: you are the scheduler', belief: 'Wrong beliefs',
};

/** The page of links. */
export function indexPage(index: Index): HTMLElement {
  const main = h('main', {}, h('h1', {}, 'Who holds the folio?'), h('p', { class: 'lead' }, 'Linux\u2019s page cache, step by step, from a checked model in which every reference has a named holder. Each page works offline.'));
  for (const [kind, title] of Object.entries(titles)) {
    const pages = index.pages.filter((p) => p.kind === kind);
    if (pages.length > 0) {
      main.append(h('h2', {}, title), h('ul', { class: 'index' }, ...pages.map((p) => h('li', {}, h('a', { href: `${p.name}.html` }, name(p.name, 'span')), h('span', {}, p.text)))));
    }
  }
  return main;
}
