import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../core/json.ts';
import type { NodeCatalog, NodeDescriptor, ParamSchema } from '../../core/node-descriptor.ts';
import type { TriedColumnState } from '../../core/side-by-side.ts';
import { columnName, fullName, type Names, settableParams } from './column-names.ts';

const descriptor = (
  type: string,
  params: Readonly<Record<string, ParamSchema>>,
): [string, NodeDescriptor] => {
  const defaults = Object.fromEntries(
    Object.entries(params).map(([name, schema]) => [name, schema.default ?? '']),
  );
  return [type, { type, params, defaults } as unknown as NodeDescriptor];
};
const catalog: NodeCatalog = new Map([
  descriptor('c.remote', {
    where: { type: 'string', widget: 'endpoint', default: '' },
    model: { type: 'string', default: '' },
    temperature: { type: 'number', label: 'Temperature', default: 0.2 },
    system: { type: 'string', label: 'System text', maxLength: 9999, default: '' },
    parallel: { type: 'integer', affectsResult: false, default: 0 },
  }),
  descriptor('c.here', { weights: { type: 'string', widget: 'local-model', default: '' } }),
  descriptor('p.words', { words: { type: 'string', widget: 'prompt', default: 'Describe it.' } }),
]);
const names: Names = {
  catalog,
  presets: [{ id: 'plain', title: 'Plain', summary: 's', node: { type: 'p.words', version: 1, params: {} } }],
  models: [{ id: 'tiny', title: 'Tiny model' } as Names['models'][number]],
  endpoints: [{ name: 'lab', model: 'usual-model' } as Names['endpoints'][number]],
};
const column = (params: JsonObject, model: string, prompt?: JsonObject): TriedColumnState => ({
  id: 'c0',
  captioner: { type: 'c.remote', version: 1, params },
  ...(prompt && { prompt: { type: 'p.words', version: 1, params: prompt } }),
  captionerRef: { kind: 'endpoint', endpoint: 'lab', model },
  state: 'idle',
  missing: 0,
  cells: {},
});

describe('columnName()', () => {
  it('names the model, where it is asked, the prompt, and settings that differ', () => {
    const name = columnName(column({ temperature: 0.7, system: 'Be exact.', parallel: 4 }, 'm-1', {}), names);
    expect(name).toEqual({
      title: 'm-1',
      place: 'lab',
      prompt: 'Plain',
      settings: ['Temperature 0.7', 'System text set'],
    });
    expect(fullName(name)).toBe('m-1 (lab) · Plain · Temperature 0.7 · System text set');
  });

  it('an endpoint’s usual model is named, too; a local one by its title', () => {
    expect(columnName(column({}, ''), names)).toMatchObject({ title: 'usual-model', prompt: 'No prompt' });
    const local = {
      ...column({}, ''),
      captionerRef: { kind: 'local', model: 'tiny', precision: 'auto' } as const,
    };
    expect(columnName(local, names).title).toBe('Tiny model');
    expect(columnName(local, names)).not.toHaveProperty('place');
  });

  it('a prompt that is offered is known by what it says, an own one by how it begins', () => {
    expect(columnName(column({}, 'm', { words: 'Describe it.' }), names).prompt).toBe('Plain');
    const own = columnName(column({}, 'm', { words: `Say\n\nwhat ${'this '.repeat(30)}is.` }), names).prompt;
    expect(own).toMatch(/^“Say what this this.*…”$/);
    expect(own.length).toBeLessThan(45);
  });
});

it('only what can change a caption, and does not name the captioner, can be set', () => {
  expect(settableParams('c.remote', catalog).map(([name]) => name)).toEqual(['temperature', 'system']);
  expect(settableParams('c.unheard-of', catalog)).toEqual([]);
});
