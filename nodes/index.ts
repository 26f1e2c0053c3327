import type { NodeType } from '../core/define-node.ts';
import { local } from './captioners/local.ts';
import { dataset } from './datasets/dataset.ts';
import { length } from './filters/length.ts';
import { text } from './prompts/text.ts';
import { folder } from './sources/folder.ts';

/** Every node type of this version, in the order of the palette. */
export const NODE_TYPES: readonly NodeType[] = [folder, text, local, length, dataset];
