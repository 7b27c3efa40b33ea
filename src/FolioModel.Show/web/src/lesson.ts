import { h } from './dom';
import type { Story } from './story';

/** The text of a lesson beside its state: the paragraph that is read decides the step, and the step marks its paragraph. */
export class LessonText {
  private readonly paragraphs: { step: number; element: HTMLElement }[] = [];

  constructor(private readonly story: Story, private readonly go: (n: number) => void) {}

  view(): HTMLElement {
    const box = h('section', { id: 'lesson', 'aria-label': 'the lesson' });
    const sections = this.story.head.sections ?? [];
    sections.forEach((section, i) => {
      const next = sections[i + 1]?.step ?? this.story.steps.length;
      const step = Math.min(Math.max(section.step, next - 1), this.story.steps.length - 1);
      const asked = (this.story.head.questions ?? []).filter((q) => q.step >= section.step && q.step < Math.max(next, section.step + 1));
      const element = h('div', { class: 'paragraph', 'data-step': step },
        h('p', {}, section.text),
        ...asked.map((q) => h('details', { class: 'asked' }, h('summary', {}, q.question), h('p', {}, this.answer(q.step)))),
        h('button', { class: 'jump', click: () => this.go(section.step) }, `show from step ${section.step}`));
      this.paragraphs.push({ step: section.step, element });
      box.append(element);
    });
    const seen = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting && document.activeElement?.closest('#lesson') === null && matchMedia('(min-width: 1000px)').matches) {
          this.go(Number((entry.target as HTMLElement).dataset.step));
        }
      }
    }, { rootMargin: '-45% 0px -50% 0px' });
    this.paragraphs.slice(1).forEach((p) => seen.observe(p.element));
    return box;
  }

  mark(n: number): void {
    const current = [...this.paragraphs].reverse().find((p) => p.step <= n) ?? this.paragraphs[0];
    this.paragraphs.forEach((p) => p.element.classList.toggle('current', p === current));
  }

  private answer(step: number): string {
    const at = this.story.steps[step];
    const folio = at?.pfn === undefined ? undefined : this.story.states[step]!.folios[`0x${at.pfn.toString(16)}`];
    return at ? `Step ${step}, ${at.function}: ${at.note}.${folio ? ` The count is ${folio.count}: ${folio.holders.map((x) => `${x.kind} ${x.count}`).join(' + ')}.` : ''}` : '';
  }
}
