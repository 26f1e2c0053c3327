import { expect, it } from 'vitest';
import type { SystemInfo } from '../../core/contract/system.ts';
import type { RunProgress } from '../../core/run.ts';
import { flowOf } from '../../core/testing-flow.ts';
import { diagnosticsText } from './diagnostics.ts';

const SYSTEM: SystemInfo = {
  version: '0.1.0',
  host: 'web',
  platform: 'linux',
  cores: 2,
  memoryBytes: 8 * 2 ** 30,
  projectsFolder: '/home/SECRET',
};
const WINDOW = { width: 1440, height: 900, scale: 2 };
const SECRET = 'SECRET';

it('[START7] diagnostics have versions, counts and codes, and nothing that a person wrote or named', () => {
  const flow = flowOf({
    images: ['sources.folder', { folder: `/home/${SECRET}` }],
    prompt: ['prompts.text', { text: SECRET }],
  });
  const error = { code: 'FILE_NOT_FOUND', message: SECRET, remedy: SECRET };
  const text = diagnosticsText({
    system: SYSTEM,
    browser: 'Chrome/140',
    window: WINDOW,
    project: {
      images: 3,
      captions: 2,
      readOnly: false,
      flow: {
        ...flow,
        nodes: flow.nodes.map((node) => ({ ...node, title: SECRET, notes: SECRET })),
        notes: [{ id: 'n', position: { x: 0, y: 0 }, width: 200, text: SECRET }],
      },
      problems: [{ code: 'FOLDER_NOT_FOUND', severity: 'error', message: SECRET, remedy: SECRET }],
      run: {
        id: 4,
        state: 'failed',
        reason: error,
        nodes: [
          {
            type: 'sources.folder',
            state: 'error',
            in: 3,
            kept: 2,
            rejected: 0,
            failed: 1,
            pending: 0,
            error,
            note: SECRET,
          },
        ],
      } as unknown as RunProgress,
    },
  });
  expect(text).not.toContain(SECRET);
  expect(text.split('\n')).toEqual([
    'Ekphrasis 0.1.0, web, linux',
    '2 cores, 8.0 GB, GPU: none found',
    'Chrome/140, window 1440 × 900 at 2',
    'Project: 3 images, 2 captions',
    'Flow: 2 nodes, 0 wires',
    '  1 × sources.folder@1',
    '  1 × prompts.text@1',
    'Problems: FOLDER_NOT_FOUND',
    'Run 4: failed, FILE_NOT_FOUND',
    '  sources.folder: error, in 3, kept 2, rejected 0, failed 1, pending 0, FILE_NOT_FOUND',
  ]);
});

it('without a project they say so', () => {
  expect(diagnosticsText({ system: SYSTEM, browser: 'x', window: WINDOW })).toMatch(/No project is open$/);
});
