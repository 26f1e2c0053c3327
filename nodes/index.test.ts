import { describe, expect, it } from 'vitest';
import { CATEGORIES } from '../core/define-node.ts';
import { describeNode } from '../core/describe-node.ts';
import { NODE_TYPES } from './index.ts';

it('[NODE1] every type has a name of its own', () => {
  const names = NODE_TYPES.map(({ type }) => type);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(NODE_TYPES.map((type) => ({ name: type.type, type })))('[NODE1] $name', ({ type }) => {
  const descriptor = describeNode(type);

  it('says in the app’s words what it is', () => {
    expect(type.title).toMatch(/^[A-Z][^.]{1,39}$/);
    expect(type.summary).toMatch(/^[A-Z].{10,100}\.$/);
    expect(type.icon).toMatch(/^[a-z][a-z0-9-]*$/);
    expect(CATEGORIES).toContain(descriptor.category);
    expect(type.type).toMatch(/^[a-z]+\.[a-z0-9-]+$/);
  });

  it('has a default and a label for every parameter, and defaults that pass its own schema', () => {
    for (const [name, param] of Object.entries(descriptor.params)) {
      expect(param.default, name).toBeDefined();
      expect(param.label, name).toMatch(/^[A-Z].*[^.]$/);
      for (const value of param.enum ?? []) expect(param.options ?? {}, name).toHaveProperty([String(value)]);
    }
    expect(type.params.parse({})).toEqual(type.params.parse(descriptor.defaults));
  });

  it('finds problems in its own defaults only where the user has to choose something', () => {
    const problems = type.check?.(type.params.parse({})) ?? [];
    for (const { param, message, remedy } of problems) {
      expect(descriptor.defaults[param]).toBe('');
      expect([message, remedy].join(' ')).toMatch(/^[A-Z].*\. [A-Z].*\.$/);
    }
  });

  it('can be sent: its description is JSON', () => {
    expect(JSON.parse(JSON.stringify(descriptor))).toEqual(descriptor);
  });
});
