import { type Endpoint, type Flow, findNode } from '../../core/flow.ts';
import { wiresInto } from '../../core/flow-graph.ts';
import { REJECTED_PORT } from '../flow/wire-fit.ts';

/**
 * The outputs of working nodes whose samples come out at `end`: its own, and at a bypassed node those that its wires lead back to.
 * None where the node is muted, or where a bypassed one would reject.
 */
export function fedFrom(flow: Flow, end: Endpoint): readonly Endpoint[] {
  const found = new Map<string, Endpoint>();
  const seen = new Set<string>();
  const open = [end];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const key = `${next.node}.${next.port}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const mode = findNode(flow, next.node)?.mode;
    if (mode === 'active') found.set(key, next);
    if (mode === 'bypassed' && next.port !== REJECTED_PORT)
      open.push(...wiresInto(flow, next.node).map(({ from }) => from));
  }
  return [...found.values()];
}
