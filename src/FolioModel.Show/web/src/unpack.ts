import type { Graph, GraphState, GraphStep, State, Step, Trace } from './types';

type Row = Record<string, unknown>;
type Column = { numbers: (number | null)[] } | { values: unknown[] } | { table: unknown[]; at: number[] };
type Columns = Record<string, Column>;
interface Patches { counts: number[]; folios: Columns; rest: Columns }

/** A trace by columns, as a page keeps a long one. docs/reference/folio-trace.md describes it. */
export interface Packed {
  format: string; head: Trace['head']; count: number; steps: Columns; patches: Patches; twin?: Trace['twin'];
  graphs?: (Omit<Graph, 'states'> & { count: number; states: Columns; patches: Patches; steps: Columns })[];
}

/** Rows of columns: 0 stands for a member that a row does not have, null among numbers. */
function rowsOf(columns: Columns, count: number): Row[] {
  const rows: Row[] = Array.from({ length: count }, () => ({}));
  for (const [name, column] of Object.entries(columns)) {
    rows.forEach((row, i) => {
      if ('numbers' in column) {
        if (column.numbers[i] !== null) {
          row[name] = column.numbers[i];
        }
      } else {
        const value = 'table' in column ? (column.at[i] === 0 ? 0 : column.table[column.at[i]! - 1]) : column.values[i];
        if (value !== 0) {
          row[name] = value;
        }
      }
    });
  }
  return rows;
}

/** The patches: of the folios, the row that has nothing but its frame is of one that is gone. */
function patchesOf(packed: Patches): Row[] {
  const rest = rowsOf(packed.rest, packed.counts.length);
  const rows = rowsOf(packed.folios, packed.counts.reduce((sum, c) => sum + Math.max(c, 0), 0));
  let next = 0;
  return rest.map((others, i) => {
    const count = packed.counts[i]!;
    if (count < 0) {
      return others;
    }
    const folios: Row = {};
    for (const { of, ...changes } of rows.slice(next, next += count)) {
      folios[of as string] = Object.keys(changes).length === 0 ? null : changes;
    }
    return { folios, ...others };
  });
}

function graphOf(packed: NonNullable<Packed['graphs']>[number]): Graph {
  const states = rowsOf(packed.states, packed.count);
  const patches = patchesOf(packed.patches);
  const steps = rowsOf(packed.steps, states.reduce((sum, s) => sum + (s.moves as number), 0));
  let next = 0;
  return {
    ...packed,
    states: states.map((state, i) => {
      const own = steps.slice(next, next += state.moves as number) as unknown as GraphStep[];
      own.forEach((s) => { if (s.to !== undefined) { s.to += i; } });
      return { ...state, patch: patches[i]!, steps: own } as unknown as GraphState;
    }),
  };
}

export function unpacked(packed: Packed): Trace {
  const patches = patchesOf(packed.patches);
  const steps = rowsOf(packed.steps, packed.count).map((step, n) => ({ n, ...step, ...(n === 0 ? { state: patches[0] as unknown as State } : { patch: patches[n] }) }) as unknown as Step);
  const trace: Trace = { format: packed.format, head: packed.head, steps };
  if (packed.graphs) {
    trace.graphs = packed.graphs.map(graphOf);
  }
  if (packed.twin) {
    trace.twin = packed.twin;
  }
  return trace;
}
