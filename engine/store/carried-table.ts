import type { Database } from 'better-sqlite3';
import type { CaptionId, ImageHash, NodeId } from '../../core/ids.ts';
import type { LocationFacet } from '../../core/sample.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Interned } from './interned-names.ts';

type Place = Pick<LocationFacet, 'root' | 'path'>;

/** Pictures whose bytes have changed on disk, and which captions of their former bytes they are to keep. */
export interface CarriedTable {
  /** Pictures that have changed since their former bytes were captioned, and about which nobody has decided. */
  changed(limit: number): { readonly count: number; readonly examples: readonly Place[] };
  /** All of these keep their captions from the next run on; gives how many pictures they are. On disk when this returns. */
  keepAll(): number;
  /** The same for pictures that a run found changed: `image` is what they were. Those without captions are left out. */
  keep(pictures: readonly { readonly place: Place; readonly image: ImageHash }[]): number;
  /** None of these keep them: they are captioned anew. On disk when this returns. */
  leaveAll(): number;
  at(node: NodeId): ReadonlyMap<string, CaptionId>;
  drop(node: NodeId, place: Place): void;
}

/** One word for a place; no file system has such characters in its names. */
export function placeName({ root, path }: Place): string {
  return `${root}\0${path}`;
}

export function carriedTable(database: Database, commits: GroupCommit, interned: Interned): CarriedTable {
  const CHANGED = `from locations l join roots r on r.id = l.root where l.former is not null and l.image is not null
    and exists (select 1 from captions c where c.image = l.former and c.parent is null and c.node is not null)`;
  const count = database.prepare<[], { count: number }>(`select count(*) as count ${CHANGED}`);
  const list = database.prepare<[number], Place>(`select r.name as root, l.path ${CHANGED} limit ?`);
  const markAll = database.prepare(`insert or replace into carried (node, root, path, caption)
    select c.node, r.name, l.path, max(c.id) from locations l join roots r on r.id = l.root
    join captions c on c.image = l.former and c.parent is null and c.node is not null
    where l.former is not null and l.image is not null group by c.node, l.root, l.path`);
  const mark = database.prepare<[{ root: string; path: string; image: Buffer }]>(`
    insert or replace into carried (node, root, path, caption)
    select c.node, :root, :path, max(c.id) from images i join captions c on c.image = i.id
    where i.hash = :image and c.parent is null and c.node is not null group by c.node`);
  const decide = database.prepare('update locations set former = null where former is not null');
  const select = database.prepare<[number], Place & { caption: CaptionId }>(
    'select root, path, caption from carried where node = ?',
  );
  const remove = database.prepare<[number, string, string]>(
    'delete from carried where node = ? and root = ? and path = ?',
  );

  const decided = (act: () => void) =>
    commits.act(() => {
      const pictures = count.get()?.count ?? 0;
      act();
      decide.run();
      return pictures;
    });

  return {
    changed: (limit) => ({ count: count.get()?.count ?? 0, examples: list.all(limit) }),
    keepAll: () => decided(() => void markAll.run()),
    keep: (pictures) =>
      commits.act(
        () =>
          pictures.filter(
            ({ place: { root, path }, image }) =>
              mark.run({ root, path, image: Buffer.from(image, 'hex') }).changes > 0,
          ).length,
      ),
    leaveAll: () => decided(() => undefined),
    at: (node) =>
      new Map(
        select.all(interned.knownNode(node)).map(({ caption, ...place }) => [placeName(place), caption]),
      ),
    drop: (node, { root, path }) =>
      commits.write(() => {
        remove.run(interned.node(node), root, path);
      }),
  };
}
