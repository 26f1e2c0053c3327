import { expect, it } from 'vitest';
import { licenceNotices, packagesOf } from './licence-notices.mjs';
import { root } from './paths.mjs';

it('every bundled package is named once with its licence text, nested and scoped ones too', () => {
  const places = packagesOf([
    'engine/index.ts',
    'node_modules/zod/v4/core/api.js',
    'node_modules/zod/index.js',
    'node_modules/@orpc/server/dist/index.mjs',
    'node_modules/a/node_modules/@b/c/index.js',
  ]);
  expect(places).toEqual([
    'node_modules/@orpc/server',
    'node_modules/a/node_modules/@b/c',
    'node_modules/zod',
  ]);
  const notices = licenceNotices(root, ['node_modules/@orpc/server', 'node_modules/zod']);
  expect(notices).toMatch(/^@orpc\/server 1\.[\d.]+, MIT\n\n[\s\S]+?\n\n-{80}\n\nzod 4\.[\d.]+, MIT\n\n/);
  expect(notices.match(/Permission is hereby granted/g)).toHaveLength(2);
});
