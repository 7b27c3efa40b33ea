// The document folio-trace/1 as the page reads it. docs/reference/folio-trace.md describes each member.

export interface Holder { kind: string; class: HolderClass; count: number; detail?: string; task?: string; site?: string }
export type HolderClass = 'expected' | 'temporary' | 'spurious';

export interface Folio {
  life?: number; order?: number; count: number; expected?: number; flags?: string[]; holders: Holder[];
  lamps?: Record<string, string[]>; file?: number; index?: number; mapped?: number; pins?: number; lockedBy?: string; frozen?: boolean;
}

export type Lists = Record<string, number[]>;

export interface Zone {
  first: number; pages: number; free: number; perCpu: number; min: number; low: number; high: number; blocks: Lists; cpus: Record<string, Lists>;
}

export type Slot = [string, (number | string | { marks: string })?, { marks: string }?];

export interface FileState {
  name: string; size: number; pages: number; chunkShift: number;
  entries: Record<string, { order: number; folio?: number; value?: string; marks?: string }>;
  nodes: Record<string, Record<string, Slot>>;
}

export interface List { pages: number; folios: number[] }

export interface Task {
  name: string; cpu: number; function?: string; operation?: string; point?: string; runs?: string; waitsFor?: string; waitsOn?: string; locks?: string[];
}

export interface Process { areas: string[]; entries: Record<string, [number, string]> }

export interface State {
  folios: Record<string, Folio>; zones?: Record<string, Zone>; files?: Record<string, FileState>;
  lru?: { lists: Record<string, List>; batches: Record<string, Record<string, number[]>>; generations: Record<string, List> };
  tasks?: Record<string, Task>; processes?: Record<string, Process>;
  swap?: Record<string, { pages: number; slots: Record<string, [number, number]> }>;
  counters?: Record<string, number>; shared?: Record<string, string>; results?: Record<string, string>;
}

export interface Step {
  n: number; task: string; cpu: number; caller: string; operation?: string; function: string; event?: string; folio?: string; pfn?: number;
  count?: number; delta?: number; holder?: string; moves?: [string, number][]; cause?: number; line?: number; note: string;
  state?: State; patch?: object; wrong?: string; move?: string; parts?: GraphEvent[];
}

export interface GraphEvent { text: string; event: string; pfn: number; delta: number; holder?: string; function: string }
export interface GraphStep { move: string; to?: number; from: string; then?: string; events?: GraphEvent[] }
export interface GraphState { parent: number; patch: object; wrong?: string; end?: boolean; steps: GraphStep[] }
export interface Graph { program: string; summary: string; tasks: string[]; story: string[]; states: GraphState[]; without?: string; cut?: boolean }

export interface Head {
  name: string; kind: string; question: string; answer: string; remarks: string[]; result: string; profile: string; options: string;
  machine: { pages: number; cpus: number }; holders: Record<string, { class: HolderClass; purpose: string; row?: string }>;
  source?: string[]; sections?: { step: number; text: string }[]; questions?: { step: number; question: string }[];
}

export interface TwinSide { hits: number; misses: number; cached: number; lists: Lists }
export interface Twin { names: string[]; rows: { step: number; line: string; sides: TwinSide[] }[] }

export interface Trace { format: string; head: Head; steps: Step[]; graphs?: Graph[]; twin?: Twin }
export interface Index { format: string; pages: { name: string; text: string; kind: string; data?: string }[]; documents?: { href: string; text: string }[] }
