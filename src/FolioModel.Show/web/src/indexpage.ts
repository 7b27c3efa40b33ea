import { h, name } from './dom';
import type { Index } from './types';

const titles: Record<string, string> = {
  lesson: 'Lessons', story: 'Stories', scenario: 'Scenarios: who holds each reference', exhibit: 'Races: you are the scheduler', belief: 'Wrong beliefs',
};

/** The page of links: to files beside it, or to what it holds itself. */
export function indexPage(index: Index): HTMLElement {
  const main = h('main', {}, h('h1', {}, 'Who holds the folio?'), h('p', { class: 'lead' }, 'Linux\u2019s page cache, step by step, from a checked model in which every reference has a named holder. ', index.pages.some((p) => p.data) ? 'Everything is in this one file, which works offline.' : 'Each page works offline.'));
  for (const [kind, title] of Object.entries(titles)) {
    const pages = index.pages.filter((p) => p.kind === kind);
    if (pages.length > 0) {
      main.append(h('h2', {}, title), h('ul', { class: 'index' }, ...pages.map((p) => h('li', {}, h('a', { href: p.data ? `#${p.name}/s=0` : `${p.name}.html` }, name(p.name, 'span')), h('span', {}, p.text)))));
    }
  }
  if (index.documents?.length) {
    main.append(h('h2', {}, 'Documents'), h('ul', { class: 'index' }, ...index.documents.map((d) => h('li', {}, h('a', { href: d.href }, d.text)))));
  }
  return main;
}
