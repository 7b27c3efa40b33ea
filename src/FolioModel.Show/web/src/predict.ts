import { h } from './dom';
import type { Story } from './story';
import type { Step } from './types';
import { sumOf } from './story';

export interface Question { text: string; kind: 'count' | 'holder' | 'free'; answer: string; options: string[] }

/** What a reader is asked before a step is shown: its count, or whose reference changes. Steps that change no count ask nothing. */
export function questionOf(story: Story, n: number): Question | null {
  const step = story.steps[n];
  if (!step) {
    return null;
  }
  const own = story.head.questions?.find((q) => q.step === n);
  if (own) {
    return { text: own.question, kind: 'free', answer: sentence(story, step), options: [] };
  }
  if (step.pfn === undefined || !step.delta || !step.event || !step.folio && !step.parts) {
    return null;
  }
  const folio = story.states[n]!.folios[`0x${step.pfn.toString(16)}`];
  const name = `folio ${step.folio ?? `at 0x${step.pfn.toString(16)}`}`;
  if (step.holder && n % 2 === 1) {
    const options = Object.keys(story.head.holders);
    return { text: `Next: ${step.function} in ${step.task}. ${step.delta > 0 ? 'Who takes a reference to' : 'Whose reference is dropped from'} ${name}?`, kind: 'holder', answer: step.holder, options };
  }
  return { text: `Next: ${step.function} in ${step.task}. What is the count of ${name} afterwards?`, kind: 'count', answer: String(folio?.count ?? 0), options: [] };
}

function sentence(story: Story, step: Step): string {
  const folio = step.pfn === undefined ? undefined : story.states[step.n]!.folios[`0x${step.pfn.toString(16)}`];
  return `${step.note}${folio ? ` (${folio.count} = ${sumOf(folio)})` : ''}`;
}

/** The question with its answer field; the answer is told once a guess is made or given up. */
export function questionView(question: Question, done: (right: boolean | null) => void): HTMLElement {
  const verdict = h('p', { class: 'verdict', role: 'status' });
  const next = h('button', { class: 'primary', hidden: true, click: () => done(right) }, 'go on');
  let right: boolean | null = null;
  const input = question.kind === 'holder'
    ? h('select', { 'aria-label': question.text }, h('option', { value: '' }, 'choose'), ...question.options.map((o) => h('option', { value: o }, o)))
    : h('input', { type: question.kind === 'count' ? 'number' : 'text', 'aria-label': question.text, min: 0 });
  const tell = (given: string | null): void => {
    right = given === null ? null : question.kind === 'free' ? null : given === question.answer;
    verdict.className = `verdict ${right === null ? '' : right ? 'right' : 'wrong'}`;
    verdict.textContent = right === true ? `Yes: ${question.answer}.` : right === false ? `No. The model says ${question.answer}.` : `The model says: ${question.answer}.`;
    check.hidden = skip.hidden = true;
    next.hidden = false;
    next.focus();
  };
  const check = h('button', { class: 'primary', type: 'submit' }, 'check');
  const skip = h('button', { type: 'button', click: () => tell(null) }, 'show me');
  const form = h('form', { class: 'question', submit: (e) => { e.preventDefault(); if (!next.hidden) { done(right); } else if (input.value !== '') { tell(input.value); } } }, h('p', { class: 'ask' }, question.text), input, check, skip, verdict, next);
  queueMicrotask(() => input.focus());
  return form;
}
