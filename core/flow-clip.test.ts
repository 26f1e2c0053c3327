import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FlowClip, LONGEST_CLIP, readClip } from './flow-clip.ts';
import { nodeOf } from './testing-flow.ts';

const wire = (from: string, to: string) => ({
  from: { node: from, port: 'kept' },
  to: { node: to, port: 'caption' },
});
const CLIP: FlowClip = {
  nodes: [
    nodeOf('a', 'filters.length', { minimum: 3 }),
    nodeOf('b', 'unknown.thing', { wisdom: [1, { x: null }] }),
  ],
  wires: [wire('a', 'b')],
  outside: [wire('b', 'stayed')],
  notes: [{ id: 'note', position: { x: 0, y: 0 }, width: 200, text: '```\n{ }' }],
  frames: [{ id: 'frame', position: { x: 0, y: 0 }, width: 200, height: 100, title: 'F', colour: 'blue' }],
};
const TEXT = JSON.stringify({ ekphrasis: 'flow', format: 1, ...CLIP }, null, 2);
/** Words that hold no braces or fences of their own. */
const words = fc.string({ maxLength: 60 }).filter((text) => !/[{}`]/.test(text));

describe('readClip()', () => {
  it('[EDIT5] reads what was copied by itself, in a code fence, and with words around it', () => {
    const plain = JSON.stringify({ ekphrasis: 'flow', ...CLIP, notes: [] });
    fc.assert(
      fc.property(words, words, fc.constantFrom('', 'json', 'JSON ', 'ts'), (before, after, language) => {
        const clip = { ...CLIP, notes: [] };
        expect(readClip(`${before}\n${plain}\n${after}`)).toStrictEqual({ clip });
        expect(readClip(`${before}\n\`\`\`${language}\n${plain}\n\`\`\`\n${after}`)).toStrictEqual({ clip });
      }),
    );
    expect(readClip(TEXT)).toStrictEqual({ clip: CLIP });
  });

  it('[EDIT5] reads the second fence where the first holds something else', () => {
    const other = '```js\nconst a = { nodes: 1 };\n```';
    expect(
      readClip(`Try this:\n${other}\nor\n\`\`\`json\n${JSON.stringify({ nodes: CLIP.nodes })}\n\`\`\``),
    ).toMatchObject({
      clip: { nodes: [{ id: 'a' }, { id: 'b' }] },
    });
  });

  it('[EDIT5] a flow that somebody wrote by hand gets its defaults', () => {
    expect(readClip('{"nodes": [{"id": "one", "type": "filters.length"}]}')).toStrictEqual({
      clip: { nodes: [nodeOf('one', 'filters.length')], wires: [], outside: [], notes: [], frames: [] },
    });
  });

  it('[EDIT5] says what is wrong with one that cannot be taken', () => {
    expect(readClip('{"nodes": [{"id": "Über", "type": "a.b"}]}')).toEqual({
      problem: 'nodes.0.id: must be a short lower-case word.',
    });
    const twice = [nodeOf('a', 'a.b'), nodeOf('a', 'a.b')];
    expect(readClip(JSON.stringify({ nodes: twice }))).toEqual({ problem: 'nodes.1.id: "a" stands twice.' });
    const deep = `{"nodes": [{"id": "a", "type": "a.b", "params": {"x": ${'['.repeat(5000)}${']'.repeat(5000)}}}]}`;
    expect(readClip(deep)).toMatchObject({ problem: expect.stringContaining('nodes.0.params') });
  });

  it('[EDIT5] leaves texts about other things alone, however they look', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => readClip(text) === undefined));
    for (const text of [
      '{"nodes": "a shopping list"}',
      '{"nodes": [], "wires": []}',
      '{"nodes": [{"id": 1, "type": "KSampler"}]}',
      '{"nodes": [null]}',
      '```'.repeat(10_000),
      '{'.repeat(50_000),
      TEXT.padEnd(LONGEST_CLIP + 1),
    ])
      expect(readClip(text)).toBeUndefined();
  });
});
