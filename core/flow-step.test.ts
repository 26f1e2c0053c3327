import fc from 'fast-check';
import { expect, it } from 'vitest';
import { EMPTY_FLOW, type Flow } from './flow.ts';
import { applyStep, stepBetween } from './flow-step.ts';
import { flowStepSchema } from './flow-step-schema.ts';
import { nodeOf } from './testing-flow.ts';

const ids = fc.constantFrom('a', 'b', 'c', 'd', 'e');
const place = fc.record({ x: fc.integer({ min: -100, max: 100 }), y: fc.integer({ min: -100, max: 100 }) });
/** A parameter of this name is dropped wherever a flow is read, as it would change what an object is. */
const params = fc.object({ maxDepth: 2 }).filter((value) => !JSON.stringify(value).includes('__proto__'));
const node = fc
  .tuple(ids, place, fc.constantFrom('', 'Title'), fc.option(fc.constant(240), { nil: undefined }), params)
  .map(([id, position, title, width, values]) => ({
    ...nodeOf(id, 'filters.length', JSON.parse(JSON.stringify(values))),
    position,
    title,
    ...(width !== undefined && { width }),
  }));
const end = fc.record({ node: ids, port: fc.constantFrom('kept', 'caption') });
const flows: fc.Arbitrary<Flow> = fc.record({
  format: fc.constant(1),
  nodes: fc.uniqueArray(node, { selector: ({ id }) => id }),
  wires: fc.array(fc.record({ from: end, to: end }), { maxLength: 6 }),
  notes: fc.array(fc.record({ id: ids, position: place, width: fc.constant(220), text: fc.string() }), {
    maxLength: 4,
  }),
  frames: fc.array(
    fc.record({
      id: ids,
      position: place,
      width: fc.constant(220),
      height: fc.constant(100),
      title: fc.string(),
    }),
    { maxLength: 4 },
  ),
  usedIds: fc.dictionary(ids, fc.integer({ min: 1, max: 9 })),
});

it('[HIST7] a step leads from the one flow to the other, also by way of text and the schema', () => {
  fc.assert(
    fc.property(flows, flows, (before, after) => {
      const step = stepBetween(before, after);
      fc.pre(step !== undefined);
      const stored = flowStepSchema.parse(JSON.parse(JSON.stringify(step)));
      expect(JSON.parse(JSON.stringify(applyStep(before, stored)))).toEqual(
        JSON.parse(JSON.stringify(after)),
      );
    }),
  );
});

it('[HIST7] a step keeps what it does not touch, so that nothing else is drawn anew', () => {
  const before: Flow = {
    ...EMPTY_FLOW,
    nodes: [nodeOf('a', 'filters.length'), nodeOf('b', 'filters.length')],
  };
  const after = { ...before, nodes: before.nodes.map((it) => (it.id === 'b' ? { ...it, title: 'B' } : it)) };
  const step = stepBetween(before, after);
  if (!step) throw new Error('These flows have distinct parts.');
  const made = applyStep(before, step);
  expect(made.nodes[0]).toBe(before.nodes[0]);
  expect(made.nodes[1]?.title).toBe('B');
});

it('[HIST7] there is no step between flows whose parts cannot be told apart', () => {
  const note = { id: 'note', position: { x: 0, y: 0 }, width: 100, text: '' };
  expect(
    stepBetween(EMPTY_FLOW, { ...EMPTY_FLOW, notes: [note, { ...note, text: 'twice' }] }),
  ).toBeUndefined();
});

it('[HIST12] a step out of a stranger’s project is refused where it has not the form of one', () => {
  for (const foreign of [{}, { difference: null }, { difference: { added: 'many' } }])
    expect(flowStepSchema.safeParse(foreign).success).toBe(false);
});
