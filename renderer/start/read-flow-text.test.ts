import { expect, it } from 'vitest';
import { readFlowText } from './read-flow-text.ts';

const file = (text: string, size = text.length) => ({ size, text: async () => text });
const refused = { message: expect.stringMatching(/\.$/), remedy: expect.stringMatching(/\.$/) };

it.each([
  ['a flow', '{"nodes":[]}', { flow: { nodes: [] } }],
  ['a template', '{"title":"x","flow":{"nodes":[1]}}', { flow: { nodes: [1] } }],
  ['a dataset', '[{"id":"a"}]', refused],
  ['no JSON', '{', refused],
  ['nothing', '', refused],
  ['null', 'null', refused],
])('[START5] %s', async (_, text, expected) => {
  expect(await readFlowText(file(text))).toEqual(expected);
});

it('[START5] a huge file is not read at all', async () => {
  const huge = { size: 2 ** 30, text: () => Promise.reject(new Error('was read')) };
  expect(await readFlowText(huge)).toEqual(refused);
});
