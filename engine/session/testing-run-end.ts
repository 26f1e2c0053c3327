import type { EngineClient } from '../../core/contract/index.ts';
import type { RunProgress } from '../../core/run.ts';

/** How a run of this engine ended, with all of its nodes. Throws when the engine closes before. */
export async function runEnd(
  client: Pick<EngineClient, 'project'>,
  id: RunProgress['id'],
): Promise<RunProgress> {
  const abort = new AbortController();
  try {
    for await (const event of await client.project.watch(undefined, { signal: abort.signal }))
      if (event.kind === 'run' && event.run?.id === id && event.run.endedAt !== undefined) return event.run;
  } finally {
    abort.abort();
  }
  throw new Error(`run ${id} did not end`);
}
