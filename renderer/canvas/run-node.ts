import type { NodeProgress } from '../../core/run.ts';
import { useProject } from '../rpc/project-state.ts';

/** A node's part of the present or last run; undefined where it had none. */
export function useNodeProgress(id: string): NodeProgress | undefined {
  return useProject((state) => state.run?.nodes.find((node) => node.id === id));
}
