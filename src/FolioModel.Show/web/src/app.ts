import { h, name, plural } from './dom';
import { savePng, saveSvg } from './export';
import { helpDialog } from './help';
import { icon } from './icons';
import { LessonText } from './lesson';
import { stepPicture } from './picture';
import { questionOf, questionView } from './predict';
import { GraphStates } from './state';
import { History, pathOf, storyOf, storyOfPath, sumOf, taskOf, tokenOf, type Story } from './story';
import type { Trace } from './types';
import { chainView } from './views/chain';
import { countView } from './views/count';
import { graphView } from './views/graph';
import { lruView } from './views/lru';
import { memoryView } from './views/memory';
import { processesView } from './views/processes';
import { compareView, schedulerView, type Scheduling } from './views/scheduler';
import { StepTable } from './views/table';
import { tasksView } from './views/tasks';
import { TimeLine } from './views/time';
import { treeView } from './views/tree';
import { twinView } from './views/twin';
import { change, type Scene } from './views/view';

interface Card { id: string; title: string; hint: string; wide?: boolean; draw(scene: Scene): Element | null; picture?(scene: Scene): SVGSVGElement }

/** The page: keeps where the reader is, draws all views of that step, and turns keys, links and messages into steps. */
export class App {
  private story: Story;
  private history: History;
  private n = 0;
  private selected: string | null = null;
  private which = 0;
  private path: string[] = [];
  private nodes: number[] = [0];
  private readonly states: GraphStates[];
  private timer = 0;
  private predicts = false;
  private singleKeys = true;
  private presented: string | null = null;
  private asked = new Set<number>();
  private readonly bodies = new Map<string, HTMLElement>();
  private readonly caption = h('p', { id: 'caption', role: 'status', 'aria-live': 'polite' });
  private readonly time = h('div', { id: 'time', class: 'scroll' });
  private readonly race = h('div', { id: 'race' });
  private readonly ask = h('div', { id: 'ask' });
  private readonly range = h('input', { type: 'range', min: 0, value: 0, 'aria-label': 'step' });
  private readonly position = h('output', { id: 'position' });
  private readonly help = helpDialog();
  private readonly line = new TimeLine();
  private readonly table = new StepTable();
  private readonly embedded = new URLSearchParams(location.search).has('embed');
  private readonly cards: Card[];
  private lesson: LessonText | null = null;
  private playButton!: HTMLButtonElement;
  private predictButton!: HTMLButtonElement;

  constructor(private readonly root: HTMLElement, private readonly trace: Trace, private readonly collected = '') {
    this.states = (trace.graphs ?? []).map((g) => new GraphStates(g));
    this.story = trace.graphs?.length ? storyOfPath(trace.head, trace.graphs[0]!, this.states[0]!, []).story : storyOf(trace);
    this.history = new History(this.story);
    const graphs = trace.graphs ?? [];
    this.cards = [
      { id: 'count', title: 'The count is the sum of its holders', hint: 'who took each reference, and who will drop it', wide: true, draw: countView, picture: (s) => stepPicture(s, `${this.trace.head.name}, step ${s.n} of ${s.story.steps.length - 1}`, this.caption.textContent ?? '') },
      { id: 'graph', title: 'Who holds what', hint: 'solid: a reference; dashed: points to it and holds nothing', draw: graphView },
      ...(graphs.length > 1 ? [{ id: 'compare', title: 'Right and wrong side by side', hint: 'the same schedule through both', wide: true, draw: () => compareView(this.scheduling()) }] : []),
      { id: 'tree', title: 'The page cache\u2019s tree (XArray)', hint: 'a large entry is one wide cell; pips are marks', draw: (s) => Object.keys(s.state.files ?? {}).length ? treeView(s) : null },
      { id: 'lru', title: 'LRU lists and per-CPU batches', hint: 'a batch slot holds a reference, a list does not', draw: lruView },
      ...(trace.twin ? [{ id: 'twin', title: 'Two LRUs, the same accesses', hint: 'page numbers of the file, newest first; reclaim takes from the end', wide: true, draw: (s: Scene) => twinView(trace, s.n) }] : []),
      { id: 'memory', title: 'Memory', hint: 'folios, free blocks of the buddy lists with their order, blocks kept by CPUs', draw: memoryView },
      { id: 'tasks', title: 'Tasks and locks', hint: 'where each task stands, what it holds and waits for', draw: (s) => tasksView(s, graphs[this.which]?.without) },
      { id: 'processes', title: 'Page tables, pins and swap', hint: 'each present entry holds one reference', draw: (s) => s.history.hasProcesses ? processesView(s) : null },
      { id: 'chain', title: 'Which function called which', hint: 'links lead to Linux 6.12 on another site', draw: chainView },
      { id: 'table', title: 'All steps as text', hint: 'the same as the drawings, to read, search and print', wide: true, draw: () => null },
    ];
  }

  start(): void {
    this.build();
    this.theme(localStorageGet('folio-theme'));
    this.predicts = new URLSearchParams(location.search).get('answers') !== '1' && localStorageGet('folio-predict') === 'on';
    this.present(new URLSearchParams(location.search).has('present') ? 'count' : null);
    this.follow();
    window.addEventListener('hashchange', () => this.follow());
    window.addEventListener('keydown', (e) => this.key(e));
    window.addEventListener('message', (e) => this.message(e));
    window.addEventListener('beforeprint', () => this.handout());
  }

  private build(): void {
    const head = this.trace.head;
    document.body.classList.toggle('embed', this.embedded);
    const button = (face: string | SVGElement, action: () => void, label: string, extra: object = {}): HTMLButtonElement => h('button', { click: action, 'aria-label': label, title: label, ...extra }, face);
    this.playButton = button(icon('play'), () => this.play(), 'play', { id: 'play' });
    this.predictButton = button('predict', () => this.togglePredict(), 'predict: ask before each change', { id: 'predict', 'aria-pressed': 'false' });
    this.range.addEventListener('input', () => this.go(Number(this.range.value)));
    this.root.append(
      h('header', {},
        h('div', { class: 'title' },
          h('p', { class: 'kind' }, head.kind === 'exhibit' ? 'a race' : head.kind, ' ', name(head.name, 'span'), head.options ? ` ${head.options}` : '', ', kernel ', head.profile),
          h('h1', {}, head.question || head.name)),
        h('div', { class: 'tools' },
          this.collected ? h('a', { href: '#', id: 'all' }, 'all') : null,
          this.predictButton,
          button('link', () => this.copyLink(), 'copy a link to this step', { id: 'copy' }),
          button('present', () => this.present(this.presented ? null : 'count'), 'present: large type, one view at a time', { id: 'present', 'aria-pressed': 'false' }),
          button(icon('theme'), () => this.theme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'), 'light or dark', { id: 'theme' }),
          button('?', () => this.help.showModal(), 'keys and signs', { id: 'help' }))),
      h('main', { class: this.trace.head.sections ? 'with-lesson' : '' },
        this.lessonBox(),
        this.race,
        h('section', { class: 'timebox', 'aria-label': 'time' },
          h('div', { class: 'controls' },
            button(icon('first'), () => this.go(0), 'first step', { id: 'first' }),
            button(icon('back'), () => this.go(this.n - 1), 'one step back', { id: 'back' }),
            this.playButton,
            button(icon('next'), () => this.forward(), 'one step on', { id: 'next' }),
            button(icon('last'), () => this.go(this.story.steps.length - 1), 'last step', { id: 'last' }),
            this.range, this.position),
          this.time, this.caption, this.ask),
        h('div', { class: 'cards' }, ...this.cards.map((card) => this.cardBox(card)))),
      head.answer === '' && head.remarks.length === 0 ? '' : h('section', { class: 'answer', 'aria-label': 'the answer' }, h('h2', {}, head.kind === 'exhibit' ? 'What it shows' : 'Answer'),
        h('details', { open: true }, h('summary', {}, 'show or hide'), h('p', {}, head.answer), h('ul', {}, ...head.remarks.map((r) => h('li', {}, r)), head.result ? h('li', {}, `Result: ${head.result}`) : null))),
      h('footer', {}, h('p', {}, 'Drawn from folio-trace/1 by FolioModel. No request leaves this page.')),
      h('div', { id: 'handout', 'aria-hidden': 'true' }),
      this.help);
  }

  private lessonBox(): HTMLElement | null {
    if (!this.trace.head.sections?.length || this.embedded) {
      return null;
    }
    this.lesson = new LessonText(this.story, (n) => this.go(n));
    return this.lesson.view();
  }

  private cardBox(card: Card): HTMLElement {
    const body = h('div', { class: 'body' });
    this.bodies.set(card.id, body);
    const file = (): string => `${this.trace.head.name}-${card.id}-${this.n}`;
    // A view that is no drawing by itself is drawn for the file; it must be in the page to have the page's style.
    const withDrawing = (save: (file: string, drawing: SVGSVGElement) => void): void => {
      const made = card.picture?.(this.scene());
      if (made) {
        const place = h('div', { class: 'sr', 'aria-hidden': 'true' }, made);
        body.append(place);
        save(file(), made);
        place.remove();
      } else {
        const shown = body.querySelector('svg');
        if (shown) {
          save(file(), shown);
        }
      }
    };
    const number = this.cards.indexOf(card) + 1;
    return h('section', { class: `card${card.wide ? ' wide' : ''}`, id: `view-${card.id}`, 'aria-labelledby': `title-${card.id}`, tabindex: '-1' },
      h('div', { class: 'card-head' },
        h('h2', { id: `title-${card.id}` }, h('span', { class: 'view-number', 'aria-hidden': 'true' }, number), card.title), h('p', { class: 'quiet' }, card.hint),
        h('div', { class: 'save', hidden: card.id === 'table' },
          h('button', { click: () => withDrawing(saveSvg), 'aria-label': `save ${card.title} as SVG`, 'data-save': 'svg' }, 'SVG'),
          h('button', { click: () => withDrawing(savePng), 'aria-label': `save ${card.title} as PNG`, 'data-save': 'png' }, 'PNG'))),
      body);
  }

  /** Shows a step: every view is drawn from its state. */
  go(n: number, keepsHash = false): void {
    this.n = Math.max(0, Math.min(this.story.steps.length - 1, n));
    this.ask.replaceChildren();
    const scene = this.scene();
    document.getElementById('view-table')!.hidden = this.embedded && !this.isEmbedded('table');
    for (const card of this.cards) {
      if (card.id === 'table') {
        this.table.show(scene, this.bodies.get(card.id)!);
        continue;
      }
      const drawn = card.draw(scene);
      const box = this.bodies.get(card.id)!;
      box.parentElement!.hidden = drawn === null || (this.embedded && !this.isEmbedded(card.id));
      const scrolled = [...box.querySelectorAll('.scroll')].map((s) => s.scrollLeft);
      box.replaceChildren(...(drawn ? [drawn] : []));
      box.querySelectorAll('.scroll').forEach((s, i) => { s.scrollLeft = scrolled[i] ?? 0; });
      box.parentElement!.querySelectorAll<HTMLElement>('.save').forEach((s) => { s.hidden = !card.picture && !box.querySelector('svg'); });
    }
    this.line.show(scene, this.time);
    this.range.max = String(this.story.steps.length - 1);
    this.range.value = String(this.n);
    this.range.setAttribute('aria-valuetext', `step ${this.n} of ${this.story.steps.length - 1}`);
    this.position.textContent = `${this.n} / ${this.story.steps.length - 1}`;
    this.caption.replaceChildren(...this.sentence());
    if (this.trace.graphs?.length) {
      this.race.replaceChildren(schedulerView(this.scheduling()));
    }
    this.lesson?.mark(this.n);
    this.highlight();
    if (!keepsHash) {
      history.replaceState(null, '', this.link());
    }
    window.parent.postMessage({ folio: 'step', step: this.n, steps: this.story.steps.length, link: this.link() }, '*');
  }

  /** Large type and one view at a time, for a projector; null for the usual page. */
  private present(view: string | null): void {
    this.presented = view;
    document.body.classList.toggle('present', view !== null);
    document.getElementById('present')?.setAttribute('aria-pressed', String(view !== null));
    for (const card of this.cards) {
      document.getElementById(`view-${card.id}`)!.classList.toggle('presented', card.id === view);
    }
  }

  private isEmbedded(id: string): boolean {
    const views = new URLSearchParams(location.search).get('view')?.split(',') ?? ['count'];
    return views.includes(id);
  }

  private scene(): Scene {
    return {
      story: this.story, history: this.history, n: this.n, step: this.story.steps[this.n]!, state: this.story.states[this.n]!, before: this.story.states[this.n - 1], selected: this.selected,
      go: (n) => this.go(n), select: (key) => { this.selected = this.selected === key ? null : key; this.go(this.n); },
    };
  }

  private sentence(): (Node | string)[] {
    const step = this.story.steps[this.n]!;
    const folio = step.pfn === undefined ? undefined : this.story.states[this.n]!.folios[`0x${step.pfn.toString(16)}`];
    const happened = change(step);
    const parts: (Node | string)[] = [h('b', {}, `Step ${this.n}. `)];
    if (step.task) {
      parts.push(`${step.task}: `);
    }
    parts.push(name(step.function), ': ', happened ? h('b', {}, `${happened}. `) : '', step.note, '.');
    if (step.pfn !== undefined) {
      parts.push(` Folio ${this.history.label(this.n, step.pfn)}: ${folio ? `${folio.count} = ${sumOf(folio)}` : 'freed'}.`);
    }
    if (step.wrong) {
      parts.push(h('b', { class: 'down' }, ` Wrong: ${step.wrong}`));
    }
    return parts;
  }

  private highlight(): void {
    document.querySelectorAll('.selected').forEach((e) => e.classList.remove('selected'));
    if (this.selected !== null) {
      document.querySelectorAll(`[data-pfn="${Number(this.selected)}"]`).forEach((e) => e.classList.add('selected'));
    }
  }

  /** One step on: in a race along the way taken before; with predictions on, a question comes first. */
  forward(): void {
    if (this.n + 1 >= this.story.steps.length) {
      this.stop();
      return;
    }
    const question = this.predicts && !this.asked.has(this.n + 1) ? questionOf(this.story, this.n + 1) : null;
    if (!question) {
      this.go(this.n + 1);
      return;
    }
    this.stop();
    const asked = this.n + 1;
    this.ask.replaceChildren(questionView(question, () => {
      this.asked.add(asked);
      this.go(asked);
      document.getElementById('next')?.focus();
    }));
  }

  private play(): void {
    if (this.timer) {
      this.stop();
    } else {
      this.playButton.replaceChildren(icon('stop'));
      this.playButton.setAttribute('aria-label', 'stop');
      this.timer = window.setInterval(() => this.forward(), 1200);
    }
  }

  private stop(): void {
    window.clearInterval(this.timer);
    this.timer = 0;
    this.playButton.replaceChildren(icon('play'));
    this.playButton.setAttribute('aria-label', 'play');
  }

  private togglePredict(): void {
    this.predicts = !this.predicts;
    this.asked = new Set();
    localStorageSet('folio-predict', this.predicts ? 'on' : 'off');
    this.predictButton.setAttribute('aria-pressed', String(this.predicts));
    this.ask.replaceChildren();
  }

  private theme(theme: string | null): void {
    if (theme) {
      document.documentElement.dataset.theme = theme;
      localStorageSet('folio-theme', theme);
    }
  }

  // The way through a graph.

  private scheduling(): Scheduling {
    return {
      graphs: this.trace.graphs ?? [], which: this.which, node: this.nodes[this.n] ?? 0, path: this.path.slice(0, this.n),
      stateAt: (which, node) => this.states[which]!.at(node),
      take: (move) => this.take(move), undo: () => this.walk(this.path.slice(0, Math.max(0, this.n - 1))), restart: () => this.walk([]),
      story: () => this.walk(this.trace.graphs![this.which]!.story, 0), use: (which) => { this.which = which; this.walk(this.path.slice(0, this.n)); },
    };
  }

  private take(move: string): void {
    this.walk([...this.path.slice(0, this.n), move]);
  }

  private walk(path: string[], at?: number): void {
    const focus = document.activeElement?.getAttribute('data-move');
    const { story, nodes } = storyOfPath(this.trace.head, this.trace.graphs![this.which]!, this.states[this.which]!, path);
    this.story = story;
    this.nodes = nodes;
    this.path = path.slice(0, nodes.length - 1);
    this.history = new History(story);
    this.go(at ?? story.steps.length - 1);
    if (focus) {
      (document.querySelector<HTMLElement>(`[data-move="${focus}"]:not([disabled])`) ?? document.querySelector<HTMLElement>('[data-move]:not([disabled])'))?.focus();
    }
  }

  // Links, keys and messages.

  private link(): string {
    const parts = [`s=${this.n}`];
    if (this.trace.graphs?.length) {
      parts.unshift(`g=${this.which}`, `p=${tokenOf(this.path)}`);
    }
    if (this.selected !== null) {
      parts.push(`sel=${this.selected}`);
    }
    return `#${this.collected ? `${this.collected}/` : ''}${parts.join('&')}`;
  }

  private follow(): void {
    const hash = new URLSearchParams(location.hash.replace(/^#([^/=&]+\/)?/, ''));
    const n = Number(hash.get('s') ?? 0) || 0;
    if (this.trace.graphs?.length) {
      this.which = Math.min(Math.max(0, Number(hash.get('g') ?? 0) || 0), this.trace.graphs.length - 1);
      const path = pathOf(hash.get('p') ?? '');
      const { story, nodes } = storyOfPath(this.trace.head, this.trace.graphs[this.which]!, this.states[this.which]!, path);
      this.story = story;
      this.nodes = nodes;
      this.path = path.slice(0, nodes.length - 1);
      this.history = new History(story);
    }
    const selected = hash.get('sel');
    this.selected = selected?.startsWith('f:') ? this.history.frameOf(n, selected.slice(2)) : selected;
    this.predictButton.setAttribute('aria-pressed', String(this.predicts));
    this.go(n, true);
    const view = hash.get('view');
    if (view) {
      document.getElementById(`view-${view}`)?.scrollIntoView();
    }
  }

  private copyLink(): void {
    const text = new URL(this.link(), location.href).href;
    void navigator.clipboard?.writeText(text).catch(() => undefined);
    history.replaceState(null, '', this.link());
    this.caption.append(' Link copied.');
  }

  private message(event: MessageEvent): void {
    const data = event.data as { goto?: number; play?: boolean; next?: boolean } | null;
    if (data && typeof data === 'object') {
      if (typeof data.goto === 'number') {
        this.go(data.goto);
      } else if (data.next) {
        this.forward();
      } else if (typeof data.play === 'boolean' && data.play !== (this.timer !== 0)) {
        this.play();
      }
    }
  }

  private key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) && target !== this.range;
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || this.help.open) {
      return;
    }
    if (this.commonKey(event, target) || (this.singleKeys && this.letterKey(event.key)) || (event.key === 'k' && this.toggleKeys())) {
      event.preventDefault();
    }
  }

  private commonKey(event: KeyboardEvent, target: HTMLElement): boolean {
    const forward = event.key === 'ArrowRight';
    if (forward || event.key === 'ArrowLeft') {
      if (event.shiftKey) {
        const key = this.selected ?? (this.story.steps[this.n]!.pfn === undefined ? null : `0x${this.story.steps[this.n]!.pfn!.toString(16)}`);
        const next = key ? this.history.nextChange(this.n, key, forward ? 1 : -1) : null;
        if (next !== null) {
          this.go(next);
        }
      } else if (forward) {
        this.forward();
      } else {
        this.go(this.n - 1);
      }
    } else if (event.key === 'Home' || event.key === 'End') {
      this.go(event.key === 'Home' ? 0 : this.story.steps.length - 1);
    } else if (event.key === ' ' && !/^(BUTTON|A|SUMMARY)$/.test(target.tagName)) {
      this.play();
    } else {
      return false;
    }
    return true;
  }

  private letterKey(key: string): boolean {
    const graph = this.trace.graphs?.[this.which];
    const step = this.story.steps[this.n]!;
    if (graph && /^[a-h]$/.test(key) && taskOf(key) < graph.tasks.length) {
      const move = graph.states[this.nodes[this.n] ?? 0]!.steps.find((s) => s.move === key && s.to !== undefined);
      if (move) {
        this.take(key);
      }
      return true;
    }
    if (/^[1-9]$/.test(key)) {
      const card = this.cards[Number(key) - 1];
      if (this.presented && card) {
        this.present(card.id);
      }
      const shown = document.getElementById(`view-${card?.id}`);
      shown?.scrollIntoView({ block: 'start' });
      shown?.focus();
      return !!shown;
    }
    switch (key) {
      case '[': this.go(this.otherTask(-1)); return true;
      case ']': this.go(this.otherTask(1)); return true;
      case 'c': if (step.cause !== undefined) { this.go(step.cause); } return true;
      case 'e': { const next = step.pfn !== undefined && step.holder ? this.history.dropped(this.n, `0x${step.pfn.toString(16)}`, step.holder) : null; if (next !== null) { this.go(next); } return true; }
      case 't': document.getElementById('view-table')?.scrollIntoView(); document.getElementById('view-table')?.focus(); return true;
      case 'd': this.theme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'); return true;
      case 'm': this.present(this.presented ? null : 'count'); return true;
      case 'p': this.togglePredict(); return true;
      case 'y': this.copyLink(); return true;
      case 'u': if (graph) { this.walk(this.path.slice(0, Math.max(0, this.n - 1))); } return !!graph;
      case '?': this.help.showModal(); return true;
      case '/': this.search(); return true;
      default: return false;
    }
  }

  private otherTask(direction: 1 | -1): number {
    const steps = this.story.steps;
    let at = this.n;
    while (steps[at + direction] && steps[at + direction]!.task === steps[this.n]!.task) {
      at += direction;
    }
    return at + direction;
  }

  private toggleKeys(): boolean {
    this.singleKeys = !this.singleKeys;
    this.caption.append(` Single keys are ${this.singleKeys ? 'on' : 'off'}; k switches them.`);
    return true;
  }

  /** The next step that mentions a word. */
  private search(): void {
    const input = h('input', { type: 'search', 'aria-label': 'search a function, a folio or a holder', placeholder: 'function, folio, holder' });
    const find = (): void => {
      const word = input.value.toLowerCase();
      const order = [...this.story.steps.slice(this.n + 1), ...this.story.steps.slice(0, this.n + 1)];
      const found = word ? order.find((s) => [s.function, s.caller, s.task, s.holder, s.note, s.folio ? `folio ${s.folio}` : ''].some((t) => t?.toLowerCase().includes(word))) : undefined;
      if (found) {
        this.go(found.n);
      } else {
        this.ask.append(h('p', { role: 'status' }, `No step mentions \u201c${input.value}\u201d.`));
      }
    };
    this.ask.replaceChildren(h('form', { class: 'question', submit: (e) => { e.preventDefault(); find(); } }, input, h('button', { class: 'primary' }, 'find')));
    input.focus();
  }

  /** For print: every step with its sum, and a line to write on where the count is asked for. */
  private handout(): void {
    const blanks = this.predicts;
    const box = document.getElementById('handout')!;
    box.replaceChildren(...this.story.steps.map((step, n) => {
      const folio = step.pfn === undefined ? undefined : this.story.states[n]!.folios[`0x${step.pfn.toString(16)}`];
      return h('div', { class: 'sheet' }, h('b', {}, `${n}. ${step.function}`), ` ${step.task}`, h('p', {}, step.note), h('p', { class: 'sum' }, step.pfn === undefined ? '' : blanks && step.delta ? 'count ______ = ____________________' : `${folio?.count ?? 0} = ${sumOf(folio)}`));
    }), h('p', {}, plural(this.story.steps.length, 'step')));
  }
}

function localStorageGet(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function localStorageSet(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // A page from a file may not keep anything: the choice then lasts as long as the page.
  }
}
