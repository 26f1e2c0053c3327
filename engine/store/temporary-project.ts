import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError, type ErrorCode } from '../../core/errors.ts';
import { type CreateOptions, createProject } from './open-project.ts';
import type { ProjectStore } from './project-store.ts';

/*
 * For tests: real projects in real folders that are gone afterwards.
 */

export interface Temporaries {
  /** A new folder that is removed when the test is over. */
  readonly temporaryFolder: () => string;
  /** A new project in a folder of its own, closed when the test is over. */
  readonly temporaryProject: (options?: Partial<CreateOptions>) => ProjectStore;
}

/** Given the test runner's `onTestFinished`. */
export function temporaries(onTestFinished: (cleanUp: () => void | Promise<void>) => void): Temporaries {
  function temporaryFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'ekphrasis-store-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }

  function temporaryProject(options: Partial<CreateOptions> = {}): ProjectStore {
    const store = createProject(join(temporaryFolder(), 'test.ekp'), { name: 'Test', ...options });
    // The test may have closed it already, or filled its disk: either is the test's own affair.
    onTestFinished(() => store.close().catch(() => undefined));
    return store;
  }

  return { temporaryFolder, temporaryProject };
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
