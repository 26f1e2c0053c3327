import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../core/flow-edit.ts';
import type { NodeDescriptor, ParamSchema } from '../../core/node-descriptor.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { parseSetting } from './parse-setting.ts';

const params: Record<string, ParamSchema> = {
  folder: { type: 'string', widget: 'folder' },
  title: { type: 'string' },
  minimum: { type: 'integer' },
  recursive: { type: 'boolean' },
  include: { type: 'array', items: { type: 'string' } },
  rules: { type: 'array', items: { type: 'object' } },
  limit: { anyOf: [{ type: 'string' }, { type: 'number' }] },
  mode: { type: 'string', enum: ['keep', 'replace'] },
};
const descriptor = { type: 'sources.x', params } as unknown as NodeDescriptor;
const catalog = new Map([['sources.x', descriptor]]);
const flow = flowOf({ images: ['sources.x'] });
const other = {
  type: 'sources.y',
  version: 3,
  params: { title: params.title, folder: {} },
} as unknown as NodeDescriptor;
const value = (setting: string) => {
  const edit = parseSetting(setting, flow, catalog, '/home/me');
  return edit.kind === 'set-params' ? Object.values(edit.params)[0] : undefined;
};
const code = (setting: string) => {
  try {
    parseSetting(setting, flow, catalog, '/home/me');
    return 'no error';
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('parseSetting', () => {
  it.each([
    ['images.folder=pictures', '/home/me/pictures'],
    ['images.folder=/data', '/data'],
    ['images.folder=', ''],
    ['images.title=a=b c', 'a=b c'],
    ['images.title=two\nlines', 'two\nlines'],
    ['images.minimum=12', 12],
    ['images.recursive=false', false],
    ['images.recursive=Yes', true],
    ['images.include=*.png, *.jpg', ['*.png', '*.jpg']],
    ['images.include=["a,b"]', ['a,b']],
    ['images.rules=[{"a":1}]', [{ a: 1 }]],
    ['images.limit=4', 4],
    ['images.limit=four', 'four'],
    ['images.mode=keep', 'keep'],
  ])('[CLI4] reads %s by the schema of its parameter', (setting, expected) => {
    expect(value(setting)).toEqual(expected);
  });

  it.each([
    ['images.folder', 'USAGE'],
    ['folder=x', 'USAGE'],
    ['nobody.folder=x', 'FLOW_EDIT'],
    ['images.nothing=x', 'PARAMETER_INVALID'],
    ['images.type=nothing', 'NODE_UNKNOWN'],
    ['images.minimum=many', 'PARAMETER_INVALID'],
    ['images.minimum=', 'PARAMETER_INVALID'],
    ['images.recursive=perhaps', 'PARAMETER_INVALID'],
    ['images.rules=[', 'PARAMETER_INVALID'],
  ])('[CLI4] refuses %s', (setting, expected) => {
    expect(code(setting)).toBe(expected);
  });

  it('[CLI4] puts a node of another type in the place of one, with what both know', () => {
    const before = {
      ...flow,
      nodes: flow.nodes.map((node) => ({ ...node, params: { title: 't', minimum: 3, folder: '/x' } })),
    };
    const edit = parseSetting(
      'images.type=sources.y',
      before,
      new Map([...catalog, ['sources.y', other]]),
      '/',
    );
    expect(applyEdits(before, [edit]).nodes).toEqual([
      { ...flow.nodes[0], type: 'sources.y', version: 3, params: { title: 't' } },
    ]);
  });
});
