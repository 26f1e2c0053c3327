import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { CodedError, type ErrorCode } from '../../core/errors.ts';
import { type CreateOptions, createProject } from './open-project.ts';
import type { ProjectStore } from './project-store.ts';

/*
 * For tests: real projects in real folders that are gone afterwards.
 */

/** A new folder that is removed when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ekphrasis-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A new project in a folder of its own, closed when the test is over. */
export function temporaryProject(options: Partial<CreateOptions> = {}): ProjectStore {
  const store = createProject(join(temporaryFolder(), 'test.ekp'), { name: 'Test', ...options });
  onTestFinished(() => store.close().catch(() => undefined));
  return store;
}

/** Code of the error that the work throws; `none` when it does not. */
export function codeOf(work: () => unknown): ErrorCode | 'none' {
  try {
    work();
    return 'none';
  } catch (thrown) {
    if (thrown instanceof CodedError) return thrown.code;
    throw thrown;
  }
}
