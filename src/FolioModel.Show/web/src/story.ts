import { GraphStates, statesOf } from './state';
import type { Folio, Graph, GraphStep, Head, Holder, State, Step, Trace } from './types';
import { hex } from './dom';

/** A line of steps with the state after each: what every view draws. */
export interface Story {
  head: Head;
  tasks: string[];
  steps: Step[];
  states: State[];
}

export function storyOf(trace: Trace): Story {
  return { head: trace.head, tasks: [...new Set(trace.steps.map((s) => s.task))], steps: trace.steps, states: statesOf(trace) };
}

/** The steps of one path through a graph; step 0 is the state before the first move. */
export function storyOfPath(head: Head, graph: Graph, states: GraphStates, path: string[]): { story: Story; nodes: number[] } {
  const start: Step = { n: 0, task: '', cpu: 0, caller: '', function: '(start)', note: 'the state before any task has taken a step' };
  const story: Story = { head, tasks: graph.tasks, steps: [start], states: [states.at(0)] };
  const nodes = [0];
  for (const move of path) {
    const taken = graph.states[nodes[nodes.length - 1]!]!.steps.find((s) => s.move === move);
    if (!taken || taken.to === undefined) {
      break;
    }
    nodes.push(taken.to);
    story.steps.push(stepOf(graph, taken, story.steps.length));
    story.states.push(states.at(taken.to));
  }
  return { story, nodes };
}

function stepOf(graph: Graph, taken: GraphStep, n: number): Step {
  const task = graph.tasks[taskOf(taken.move)] ?? taken.move;
  const events = taken.events ?? [];
  const main = events.find((e) => e.delta !== 0) ?? events[0];
  const wrong = graph.states[taken.to!]!.wrong;
  const step: Step = {
    n, task, cpu: taskOf(taken.move), caller: task, function: taken.from, move: taken.move, parts: events,
    note: (events.map((e) => e.text).join(', ') || 'nothing that others see') + (taken.then ? `; ${taken.then}` : ''),
  };
  if (main) {
    step.pfn = main.pfn;
    step.delta = events.filter((e) => e.pfn === main.pfn).reduce((sum, e) => sum + (e.event === 'PageRefMod' ? e.delta : 0), 0);
    step.event = main.event;
    if (main.holder) {
      step.holder = main.holder;
    }
  }
  if (wrong) {
    step.wrong = wrong;
  }
  return step;
}

export const taskOf = (move: string): number => move.charCodeAt(0) - 97;

/** A path in the way of replay tokens: a3b is a, a, a, b. */
export function tokenOf(path: string[]): string {
  let text = '';
  for (let i = 0; i < path.length;) {
    let length = 1;
    while (path[i + length] === path[i]) {
      length++;
    }
    text += path[i] + (length > 1 ? String(length) : '');
    i += length;
  }
  return text;
}

export function pathOf(token: string): string[] {
  return [...token.matchAll(/([a-h]!?)(\d*)/g)].flatMap((m) => Array<string>(Math.min(Number(m[2] || 1), 10_000)).fill(m[1]!));
}

export const sumOf = (folio: Folio | undefined): string => !folio ? 'freed'
  : folio.holders.length === 0 ? 'nobody'
  : (folio.frozen || (folio.count === 0) ? 'frozen: ' : '') + folio.holders.map((h) => `${h.kind} ${h.count}`).join(' + ');

/** Who took the references of each kind, and who will drop them. */
export class History {
  private readonly changes = new Map<string, { n: number; delta: number }[]>();
  private readonly letters: Map<number, string>[] = [];

  /** The folios that steps of the story are about. */
  readonly named: Set<string>;

  /** Whether any state has page tables or swap slots. */
  readonly hasProcesses: boolean;

  constructor(readonly story: Story) {
    this.named = new Set(story.steps.filter((s) => s.pfn !== undefined && (s.folio || s.parts)).map((s) => hex(s.pfn!)));
    this.hasProcesses = story.states.some((s) => Object.keys(s.processes ?? {}).length > 0 || Object.values(s.swap ?? {}).some((w) => Object.keys(w.slots).length > 0));
    let before: State = { folios: {} };
    const names = new Map<number, string>();
    let next = 0;
    story.states.forEach((state, n) => {
      for (const key of new Set([...Object.keys(before.folios), ...Object.keys(state.folios)])) {
        this.compare(n, key, before.folios[key], state.folios[key]);
      }
      const step = story.steps[n]!;
      if (step.folio && step.pfn !== undefined) {
        names.set(step.pfn, step.folio);
      } else if (story.tasks.length > 0 && step.move !== undefined || n === 0) {
        for (const key of Object.keys(state.folios)) {
          const pfn = Number(key);
          if (!names.has(pfn) && story.steps.every((s) => !s.folio)) {
            names.set(pfn, String.fromCharCode(65 + next++ % 26));
          }
        }
      }
      this.letters.push(new Map(names));
      before = state;
    });
  }

  private compare(n: number, key: string, old: Folio | undefined, now: Folio | undefined): void {
    if (old === now) {
      return;
    }
    const amounts = new Map<string, number>();
    const add = (holders: Holder[] | undefined, sign: number): void => (holders ?? []).forEach((h) => amounts.set(h.kind, (amounts.get(h.kind) ?? 0) + sign * h.count));
    add(old?.holders, -1);
    add(now?.holders, 1);
    for (const [kind, delta] of amounts) {
      if (delta !== 0) {
        const at = `${key} ${kind}`;
        const list = this.changes.get(at) ?? [];
        list.push({ n, delta });
        this.changes.set(at, list);
      }
    }
  }

  /** The steps in which the present references of a kind were taken, oldest first; -1 for before the first step. */
  taken(n: number, key: string, kind: string): number[] {
    const held: { n: number; count: number }[] = [];
    for (const change of this.changes.get(`${key} ${kind}`) ?? []) {
      if (change.n > n) {
        break;
      }
      if (change.delta > 0) {
        const first = change.n === 0 && !(this.story.steps[0]!.moves ?? []).some(([k, d]) => k === kind && d > 0 && this.story.steps[0]!.event);
        held.push({ n: first ? -1 : change.n, count: change.delta });
      } else {
        for (let left = -change.delta; left > 0 && held.length > 0;) {
          const top = held[held.length - 1]!;
          const gone = Math.min(top.count, left);
          top.count -= gone;
          left -= gone;
          if (top.count === 0) {
            held.pop();
          }
        }
      }
    }
    return held.map((h) => h.n);
  }

  /** The step in which references of a kind will be dropped next, or null for never. */
  dropped(n: number, key: string, kind: string): number | null {
    return (this.changes.get(`${key} ${kind}`) ?? []).find((c) => c.n > n && c.delta < 0)?.n ?? null;
  }

  /** The next step in which the holders of a folio change, in a direction. */
  nextChange(n: number, key: string, direction: 1 | -1): number | null {
    const steps = [...this.changes].filter(([at]) => at.startsWith(`${key} `)).flatMap(([, list]) => list.map((c) => c.n));
    const beyond = steps.filter((s) => direction > 0 ? s > n : s < n);
    return beyond.length === 0 ? null : direction > 0 ? Math.min(...beyond) : Math.max(...beyond);
  }

  /** The frame of a folio with a letter, or null. */
  frameOf(n: number, letter: string): string | null {
    const found = [...this.letters[n] ?? []].find(([, l]) => l === letter);
    return found ? hex(found[0]) : null;
  }

  /** The letter of a folio, or its frame. */
  label(n: number, pfn: number): string {
    return this.letters[n]?.get(pfn) ?? hex(pfn);
  }

  /** The folio that covers a frame, with its letter and the page in it. */
  frame(n: number, pfn: number): string {
    for (const [key, folio] of Object.entries(this.story.states[n]!.folios)) {
      const first = Number(key);
      if (pfn >= first && pfn < first + (1 << (folio.order ?? 0))) {
        return this.label(n, first) + (pfn > first ? `+${pfn - first}` : '');
      }
    }
    return hex(pfn);
  }
}
