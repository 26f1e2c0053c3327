import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import DatabaseFile from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openProject } from './open-project.ts';
import { captionNamed, keyNamed } from './temporary-content.ts';
import { temporaries } from './temporary-project.ts';

const { temporaryProject } = temporaries(onTestFinished);

/** Starts a fixture as a process of its own; ended with the test at the latest. */
function start(
  fixture: string,
  ...args: readonly string[]
): ChildProcess & { readonly stdout: NodeJS.ReadableStream } {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'fixtures', fixture), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Kills the writer once it has reported so many times that `isTime` says so; gives the last number that it reported. */
async function writeAndKill(
  project: string,
  isTime: (reports: number) => boolean,
  padding = 0,
): Promise<number> {
  const child = start('group-writer.ts', project, String(padding));
  let reported = 0;
  let seen = 0;
  let killed: Promise<void> | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    reported = Number(line);
    seen += 1;
    if (isTime(seen)) killed ??= kill(child);
  }
  await killed;
  return reported;
}

describe('a process that is killed while it writes', () => {
  it.each([1, 7, 40])(
    '[RUN5] [STORE4] has lost nothing that was reported as committed (%i reports)',
    async (lines) => {
      const made = temporaryProject();
      await made.close();
      const reported = await writeAndKill(made.path, (seen) => seen >= lines);
      expect(reported).toBeGreaterThanOrEqual(3 * lines);

      const store = openProject(made.path);
      onTestFinished(() => store.close());
      const captions = store.captions.count();
      const names = Array.from({ length: captions }, (_, i) => `image ${i + 1}`);
      const texts = store
        .findResults(names.map(keyNamed))
        .flatMap((verdict) => (verdict?.kind === 'kept' && verdict.caption ? [verdict.caption] : []));
      const run = store.runs.latest();
      const [node] = run?.nodes ?? [];

      expect(captions).toBeGreaterThanOrEqual(reported);
      // The rounds on disk are the first so many, each whole but perhaps for the last.
      expect(texts.length).toBe(captions);
      expect(store.captionFacets(texts, 0).map(({ text }) => text)).toEqual(
        names.map((name) => captionNamed(name, 1 as never).caption.text),
      );
      expect(store.spend().settledUsd + store.spend().reservedUsd).toBeGreaterThanOrEqual(captions * 0.5);
      // [RUN10] The run knows that it was cut off, and its counts are those of its captions.
      expect([run?.state, node?.in, node?.kept, node?.state]).toEqual([
        'interrupted',
        captions,
        captions,
        'stopped',
      ]);
      expect(store.runs.list()[0]?.captions).toBe(captions);
      expect(existsSync(`${made.path}.working`)).toBe(false);
    },
  );

  it.each([0, 1, 4, 40])(
    '[RUN5] [STORE20] has lost nothing while its log was folded (%i reports after that began)',
    async (lines) => {
      const made = temporaryProject();
      await made.close();
      const before = statSync(made.path).size;
      let began: number | undefined;
      const isTime = (seen: number) => {
        // Nothing but folding writes to the file itself.
        if (statSync(made.path).size > before) began ??= seen;
        return began !== undefined && seen >= began + lines;
      };
      // 25 pages a caption: a hundred reports make a long log.
      const reported = await writeAndKill(made.path, isTime, 100_000);

      const store = openProject(made.path);
      expect(store.captions.count()).toBeGreaterThanOrEqual(reported);
      await store.close();
      const file = new DatabaseFile(made.path, { readonly: true });
      onTestFinished(() => void file.close());
      expect(file.pragma('integrity_check', { simple: true })).toBe('ok');
      expect(file.prepare('select min(length(text)) from captions').pluck().get()).toBeGreaterThan(100_000);
    },
  );

  it('[STORE3] has left the project to the next one, and one file once that is closed', async () => {
    const made = temporaryProject();
    await made.close();
    const child = start('lock-holder.ts', made.path);
    const [said] = await once(createInterface({ input: child.stdout }), 'line');
    expect(said).toBe('owner');

    const second = openProject(made.path);
    expect(second.readOnlyReason).toBe('locked');
    expect(second.notice).toBe(
      `Another process (${child.pid}) on this computer has this project open: here it can only be read.`,
    );
    await second.close();

    await kill(child);
    expect(existsSync(`${made.path}.lock`)).toBe(true);
    const next = openProject(made.path);
    expect(next.readOnly).toBe(false);
    await next.close();
    expect(readdirSync(dirname(made.path))).toEqual(['test.ekp']);
  });

  it('[STORE3] has left a lock that a power cut tore, and the next one opens all the same', async () => {
    const made = temporaryProject();
    await made.close();
    writeFileSync(`${made.path}.lock`, 'SQLite format 3\0 and then nothing that makes sense'.repeat(90));
    const next = openProject(made.path);
    expect(next.readOnly).toBe(false);
    await next.close();
  });
});
