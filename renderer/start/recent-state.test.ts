import { expect, it } from 'vitest';
import type { RecentProject } from '../../core/contract/project.ts';
import type { RunProgress } from '../../core/run.ts';
import { markOf } from './recent-state.ts';

const PROJECT: RecentProject = {
  path: '/a.ekp',
  name: 'a',
  openedAt: 1,
  images: 10,
  captions: 4,
  pictures: [],
  imagesMoved: false,
  found: true,
};
const RUNNING = {
  id: 1,
  state: 'running',
  nodes: [{ type: 'captioners.x', kept: 3, rejected: 0, failed: 0, in: 3, expected: 10 }],
} as unknown as RunProgress;

it('[START1] the worst is said first, and one thing only', () => {
  expect(markOf({ ...PROJECT, found: false, imagesMoved: true }, RUNNING)).toEqual({ kind: 'not-found' });
  expect(markOf({ ...PROJECT, imagesMoved: true }, RUNNING)).toEqual({
    kind: 'run',
    state: 'running',
    share: 0.3,
  });
  expect(markOf({ ...PROJECT, imagesMoved: true, run: 'done' }, null)).toEqual({ kind: 'images-moved' });
  expect(markOf({ ...PROJECT, run: 'interrupted' }, undefined)).toEqual({
    kind: 'run',
    state: 'interrupted',
  });
  expect(markOf(PROJECT, null)).toBeUndefined();
});
