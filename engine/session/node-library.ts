import type { NodeType } from '../../core/define-node.ts';
import { describeNode } from '../../core/describe-node.ts';
import { NODE_TYPES } from '../../nodes/index.ts';
import type { NodeLibrary } from '../run/index.ts';

/** Node types by name, as code and as data, in the order of the palette. */
export function createNodeLibrary(types: readonly NodeType[] = NODE_TYPES): NodeLibrary {
  return {
    types: new Map(types.map((type) => [type.type, type])),
    catalog: new Map(types.map((type) => [type.type, describeNode(type)])),
  };
}
