import { describe, expect, it } from 'vitest';
import type { FlowNode } from '../../core/flow.ts';
import { applyEdits } from '../../core/flow-edit.ts';
import type { NodeDescriptor, ParamSchema } from '../../core/node-descriptor.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { pasteSettingsEdits } from './paste-settings.ts';

const min: ParamSchema = { type: 'integer', default: 40, maximum: 99 };
const name: ParamSchema = { type: 'string', default: '' };
const type = (id: string, params: NodeDescriptor['params']) =>
  [id, { type: id, params } as unknown as NodeDescriptor] as const;
const catalog = new Map([
  type('filters.length', { min, name }),
  type('filters.loop', { min, name: { ...name, maxLength: 3 } }),
]);

describe('[FORM13] pasting settings', () => {
  const flow = flowOf({
    a: ['filters.length', { min: 9 }],
    b: ['filters.length', { name: 'b' }],
    c: ['filters.loop', { name: 'c' }],
  });
  const pasted = (copied: Parameters<typeof pasteSettingsEdits>[0], ids: readonly string[]) => {
    const nodes = flow.nodes.filter(({ id }) => ids.includes(id));
    return Object.fromEntries(
      applyEdits(flow, pasteSettingsEdits(copied, nodes, catalog)).nodes.map((node: FlowNode) => [
        node.id,
        node.params,
      ]),
    );
  };
  const copied = { type: 'filters.length', params: { min: 9 } };

  it('gives a node of the same type all of them, defaults too', () => {
    expect(pasted(copied, ['b'])).toEqual({ a: { min: 9 }, b: { min: 9 }, c: { name: 'c' } });
  });
  it('gives a node of another type those that both have', () => {
    expect(pasted(copied, ['b', 'c']).c).toEqual({ name: 'c', min: 9 });
  });
  it('changes nothing where nothing differs, and takes no value that is not valid', () => {
    expect(pasteSettingsEdits(copied, flow.nodes.slice(0, 1), catalog)).toEqual([]);
    expect(pasted({ type: 'filters.length', params: { min: 100 } }, ['a']).a).toEqual({ min: 9 });
  });
});
