import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import type { ParamSchema } from '../../../core/node-descriptor.ts';
import { checkParam, sameJson } from './check-param.ts';
import {
  controlFor,
  formSections,
  isChanged,
  paramEdits,
  promptParts,
  sharedParams,
  sharedValue,
} from './form-model.ts';

const min: ParamSchema = { type: 'integer', minimum: 0, maximum: 4000, default: 40, label: 'At least' };
const unit: ParamSchema = {
  type: 'string',
  enum: ['characters', 'words'],
  default: 'words',
  options: { characters: 'Characters' },
};

describe('controlFor()', () => {
  it('follows the hint, else type and size', () => {
    const controls: [ParamSchema, string][] = [
      [{ type: 'boolean' }, 'switch'],
      [min, 'number'],
      [{ type: 'number', widget: 'slider' }, 'slider'],
      [{ type: 'string', maxLength: 200 }, 'text'],
      [{ type: 'string', maxLength: 20_000 }, 'textarea'],
      [{ type: 'string', widget: 'prompt' }, 'prompt'],
      [{ type: 'array', items: { type: 'string' } }, 'lines'],
      [{ type: 'array', items: { type: 'object' } }, 'none'],
      [unit, 'segmented'],
      [{ type: 'string', enum: ['a', 'b', 'c'] }, 'select'],
      [{ type: 'string', enum: ['a', 'b', 'c'], widget: 'segmented' }, 'segmented'],
      [{ enum: ['Before the whole question', 'After the whole question'], widget: 'segmented' }, 'select'],
    ];
    expect(controls.map(([schema]) => controlFor(schema))).toEqual(controls.map(([, control]) => control));
  });
});

describe('formSections()', () => {
  it('puts parameters without a section first and keeps the order', () => {
    const sections = formSections({
      params: {
        seed: { type: 'integer', section: 'Sampling' },
        min,
        unit,
        top: { type: 'number', section: 'Sampling' },
      },
    });
    expect(sections.map(({ title, fields }) => [title, fields.map(({ name }) => name)])).toEqual([
      ['', ['min', 'unit']],
      ['Sampling', ['seed', 'top']],
    ]);
  });
});

describe('checkParam()', () => {
  const faults = (schema: ParamSchema, values: readonly (string | number | boolean)[]) =>
    values.map((value) => checkParam(schema, value));
  it('says what is wrong with a number', () => {
    expect(faults(min, [0, 4000, -1, 4001, 1.5, 'abc', ''])).toEqual([
      undefined,
      undefined,
      'At least 0',
      'At most 4,000',
      'Enter a whole number',
      'Enter a number',
      'Enter a number',
    ]);
  });
  it('bears that decimal steps are not exact', () => {
    const temperature: ParamSchema = { type: 'number', minimum: 0, maximum: 2, multipleOf: 0.01 };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200 }), (hundredths) => {
        expect(checkParam(temperature, hundredths / 100)).toBeUndefined();
      }),
    );
    expect(checkParam(temperature, 0.005)).toBe('A multiple of 0.01');
  });
  it('says what is wrong with text and choices', () => {
    expect(faults({ type: 'string', minLength: 1, maxLength: 3 }, ['', 'abcd', '🖼️a', 5])).toEqual([
      'Enter a value',
      'At most 3 characters',
      undefined,
      'Enter a value',
    ]);
    expect(faults(unit, ['words', 'lines'])).toEqual([undefined, 'Choose one of the list']);
    expect(checkParam({ type: 'string', pattern: '^[a-z]+$' }, 'A')).toBe(
      'This is not in the form that is asked for',
    );
  });
  it('looks into lists and their objects', () => {
    const rules: ParamSchema = {
      type: 'array',
      items: { type: 'object', properties: { pattern: { type: 'string', minLength: 1 } } },
    };
    expect(checkParam(rules, [{ pattern: 'a/**' }])).toBeUndefined();
    expect(checkParam(rules, [{ pattern: 'a/**' }, { pattern: '' }])).toBe('Enter a value');
  });
});

describe('values', () => {
  it('takes a default out of the flow instead of storing it', () => {
    expect(paramEdits(['a', 'b'], 'min', min, 40)).toEqual([
      { kind: 'set-params', id: 'a', params: {}, reset: ['min'] },
      { kind: 'set-params', id: 'b', params: {}, reset: ['min'] },
    ]);
    expect(paramEdits(['a'], 'min', min, 41)).toEqual([{ kind: 'set-params', id: 'a', params: { min: 41 } }]);
  });
  it('knows what was changed', () => {
    const set: JsonObject[] = [{}, { min: 40 }, { min: 41 }];
    expect(set.map((params) => isChanged({ params }, 'min', min))).toEqual([false, false, true]);
  });
  it('says mixed where several nodes differ', () => {
    expect(sharedValue([{ params: {} }, { params: { min: 40 } }], 'min', min)).toEqual({
      value: 40,
      mixed: false,
    });
    expect(sharedValue([{ params: {} }, { params: { min: 9 } }], 'min', min).mixed).toBe(true);
  });
  it('shares only parameters with the same schema', () => {
    expect(
      Object.keys(sharedParams([{ params: { min, unit } }, { params: { min, unit: min } }]).params),
    ).toEqual(['min']);
  });
  it('compares JSON without looking at the order of keys', () => {
    expect(sameJson({ a: [1, { b: null }], c: '' }, { c: '', a: [1, { b: null }] })).toBe(true);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => sameJson(value as never, structuredClone(value) as never)),
    );
    expect(sameJson([1], { 0: 1 })).toBe(false);
  });
});

describe('promptParts()', () => {
  it('recognises rules with parts by their shape', () => {
    const text: ParamSchema = { type: 'string' };
    const list = (...names: string[]): ParamSchema => ({
      type: 'array',
      items: { type: 'object', properties: Object.fromEntries(names.map((name) => [name, text])) },
    });
    const params = {
      rules: { ...list('pattern', 'part'), widget: 'rules' as const },
      parts: list('id', 'title', 'text'),
      everythingElse: text,
    };
    expect(promptParts({ params })).toMatchObject({ rules: { name: 'rules' }, parts: { name: 'parts' } });
    expect(promptParts({ params: { rules: params.rules } })).toBeUndefined();
  });
});
