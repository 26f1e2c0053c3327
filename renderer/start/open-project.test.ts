import { beforeEach, expect, it, vi } from 'vitest';
import { goTo, useScreen } from '../app/screen.ts';
import { enter } from './open-project.ts';

// What is asked of a browser while the files are loaded.
vi.hoisted(() => vi.stubGlobal('window', {}));

beforeEach(() => goTo('start'));

it('[START9] a project that was opened shows its flow', async () => {
  expect(await enter(async () => undefined)).toBe(true);
  expect(useScreen.getState().screen).toBe('flow');
});

it('[START9] whoever has gone to another screen while it opened stays there', async () => {
  expect(await enter(async () => goTo('settings'))).toBe(true);
  expect(useScreen.getState().screen).toBe('settings');
});
