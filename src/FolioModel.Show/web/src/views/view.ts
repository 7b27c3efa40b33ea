import type { History, Story } from '../story';
import type { State, Step } from '../types';

/** What a view gets to draw. */
export interface Scene {
  story: Story;
  history: History;
  n: number;
  step: Step;
  state: State;
  before: State | undefined;
  selected: string | null;
  go(n: number): void;
  select(key: string): void;
}

/** Where a step's folio stands, as the table and the sentence under the time line say it. */
export function change(step: Step): string {
  if (step.delta && step.holder && !step.parts) {
    return `${step.delta > 0 ? '+' : ''}${step.delta} ${step.holder}`;
  }
  const moves = step.moves ?? [];
  const lost = moves.filter(([, d]) => d < 0).map(([k, d]) => `${k} ${-d}`);
  const got = moves.filter(([, d]) => d > 0).map(([k, d]) => `${k} ${d}`);
  return !step.event || moves.length === 0 ? ''
    : lost.length > 0 && got.length > 0 ? `${lost.join(' + ')} \u2192 ${got.join(' + ')}`
    : moves.map(([k, d]) => `${k} ${d > 0 ? '+' : ''}${d}`).join(', ');
}
