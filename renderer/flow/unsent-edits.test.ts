import { expect, it } from 'vitest';
import { readUnsent } from './unsent-edits.ts';

it('[HIST9] reads back what was kept, and takes nothing else for it', () => {
  const edit = { id: 1, label: 'Move', edits: [{ kind: 'remove-nodes', ids: ['a'] }] };
  const kept = { project: '/a.ekp', edits: [edit] };
  expect(readUnsent(JSON.stringify(kept))).toEqual(kept);
  for (const foreign of [
    null,
    '',
    'nonsense',
    '{}',
    '{"project":1,"edits":[]}',
    '{"project":"/a","edits":[{}]}',
  ])
    expect(readUnsent(foreign)).toBeUndefined();
});
