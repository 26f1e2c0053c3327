import { setTimeout as pause } from 'node:timers/promises';
import type { ImageHash } from '../../core/ids.ts';
import type { RunState } from '../../core/run.ts';
import type { ProjectEvents } from './project-events.ts';
import type { ProjectSession } from './project-session.ts';
import { MOST_PICTURES, type RecentPicture, type RecentProjects } from './recent-projects.ts';

/** What closing waits for at most, milliseconds. */
const LAST_NOTE_MS = 1500;

/**
 * Keeps the list of recent projects true while a project is open: its counts, how its run stands, and a few of its pictures, which change
 * with runs. What cannot be read now is noted the next time; nothing waits for it but the end.
 */
export function noteRecent(
  session: ProjectSession,
  events: ProjectEvents,
  recent: RecentProjects,
): { end(): Promise<void> } {
  const abort = new AbortController();
  let noted: RunState | undefined;
  const watched = follow();

  async function follow(): Promise<void> {
    await note().catch(() => undefined);
    for await (const event of events.watch([], abort.signal))
      if (event.kind === 'run' && event.run !== null && event.run.state !== noted)
        await note().catch(() => undefined);
  }

  async function note(): Promise<void> {
    noted = session.runs.current()?.state;
    await recent.remember(await session.info(), noted);
    if (noted === 'running') return;
    const pictures = await picturesOf(session);
    if (pictures.length > 0) await recent.keepPictures(session.store.path, pictures);
  }

  return {
    /** Before the session closes: notes the end of a run that nobody has looked at since. */
    async end() {
      abort.abort();
      const last = watched.then(() => (session.runs.current()?.state === noted ? undefined : note()));
      // Pictures on a drive that does not answer hold nobody up.
      await Promise.race([last.catch(() => undefined), pause(LAST_NOTE_MS, undefined, { ref: false })]);
    },
  };
}

/** Thumbnails of images that lie evenly over the project, so that a sorted folder does not show four neighbours. */
async function picturesOf(session: ProjectSession): Promise<readonly RecentPicture[]> {
  const { images } = session.store;
  const count = images.count();
  const shown = Math.min(count, MOST_PICTURES);
  const hashes = Array.from(
    { length: shown },
    (_, index) => images.walk(Math.floor((index * count) / shown), 1)[0]?.hash,
  );
  const found: RecentPicture[] = [];
  for (const hash of new Set(hashes)) {
    const bytes = hash && (await thumbnailOf(session, hash));
    if (bytes) found.push({ hash, bytes });
  }
  return found;
}

function thumbnailOf(session: ProjectSession, image: ImageHash): Promise<Uint8Array | undefined> {
  // An original that has gone has no thumbnail unless the cache has it.
  return session.parts.images.thumbnail(image).catch(() => undefined);
}
