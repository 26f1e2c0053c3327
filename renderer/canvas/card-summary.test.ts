import { describe, expect, it } from 'vitest';
import type { FlowNode } from '../../core/flow.ts';
import type { NodeDescriptor } from '../../core/node-descriptor.ts';
import { summarise } from './card-summary.ts';

const descriptor = {
  params: {
    endpoint: { type: 'string', widget: 'endpoint', card: true },
    model: { type: 'string', widget: 'local-model', card: true },
    tokens: { type: 'integer', label: 'Tokens', default: 256, card: true },
  },
} as unknown as NodeDescriptor;
const textsOf = (params: FlowNode['params']) =>
  summarise({ params } as FlowNode, descriptor).map(({ text }) => text);

describe('summarise', () => {
  it('says the marked settings in the order of the form', () => {
    expect(textsOf({ endpoint: 'office', model: 'llava' })).toEqual(['office', 'llava', 'tokens 256']);
  });

  it('says a model that bears its endpoint’s name once', () => {
    expect(textsOf({ endpoint: 'student-1a2b', model: 'student-1a2b' })).toEqual([
      'student-1a2b',
      'tokens 256',
    ]);
  });
});
