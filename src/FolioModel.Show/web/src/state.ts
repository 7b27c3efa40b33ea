import type { Graph, State, Trace } from './types';

type Json = { [name: string]: unknown };

/** Applies a merge patch (RFC 7396) without changing what it starts from: what is not patched is shared. */
export function patched<T>(target: T, patch: object): T {
  const result: Json = { ...(target as Json) };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) {
      delete result[name];
    } else if (typeof value === 'object' && !Array.isArray(value)) {
      const old = result[name];
      result[name] = patched(typeof old === 'object' && old !== null && !Array.isArray(old) ? old : {}, value as object);
    } else {
      result[name] = value;
    }
  }
  return result as T;
}

/** The state after each step. Neighbours share what is equal in them. */
export function statesOf(trace: Trace): State[] {
  const states: State[] = [];
  for (const step of trace.steps) {
    states.push(step.state ?? patched(states[states.length - 1]!, step.patch ?? {}));
  }
  return states;
}

/** The states of a graph, made when they are asked for. */
export class GraphStates {
  private readonly known = new Map<number, State>();

  constructor(private readonly graph: Graph) {}

  at(number: number): State {
    let state = this.known.get(number);
    if (!state) {
      const node = this.graph.states[number]!;
      state = patched(node.parent < 0 ? ({} as State) : this.at(node.parent), node.patch);
      this.known.set(number, state);
    }
    return state;
  }
}
