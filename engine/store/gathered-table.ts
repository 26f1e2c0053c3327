import type { Database } from 'better-sqlite3';
import type { CaptionId, NodeId, SampleId } from '../../core/ids.ts';
import type { JsonObject } from '../../core/json.ts';
import {
  type CaptionFacet,
  type ExistingCaption,
  type ImageFacet,
  locationOf,
  type Sample,
} from '../../core/sample.ts';
import type { GroupCommit } from './group-commit.ts';
import type { ImageIds } from './image-ids.ts';
import type { Interned } from './interned-names.ts';
import { parseColumn } from './json-column.ts';
import type { ResultKey } from './result-key.ts';

/** What a collector took from a stretch. */
export interface GatheredStretch {
  readonly identity: ResultKey;
  /** Digest of each member, 16 bytes. */
  readonly digests: Uint8Array;
  readonly members: readonly Sample[];
  /** Ordinal that the members' places are counted from. */
  readonly first: number;
}

/**
 * What a collector has taken from the stretches of its sources. It stays from run to run: an unchanged stretch is known by its identity and
 * need not be taken again, and a changed one replaces what was there.
 */
export interface GatheredTable {
  identity(node: NodeId, home: number): ResultKey | undefined;
  save(node: NodeId, home: number, stretch: GatheredStretch): void;
  digests(node: NodeId, home: number): Uint8Array;
  /** In the order in which they were saved; places are counted from `first`. */
  members(node: NodeId, home: number, first: number): Sample[];
  /** Forgets the stretches of a collector that its sources no longer have. */
  keepOnly(node: NodeId, homes: ReadonlySet<number>): void;
}

/** Rows of prompts, captions and images stand for them; 0 for what is not there. */
type PackedMember = readonly [
  id: SampleId,
  root: SampleId | 0,
  place: number,
  image: number,
  location: readonly [root: string, path: string] | 0,
  prompt: number,
  caption: number,
  existing: readonly ExistingCaption[] | 0,
  evidence: JsonObject | 0,
  metadata: JsonObject | 0,
];

interface Facts {
  readonly images: ImageIds;
  readonly captions: { exactOf(ids: readonly number[]): ReadonlyMap<number, CaptionFacet> };
}

export function gatheredTable(
  database: Database,
  commits: GroupCommit,
  interned: Interned,
  { images, captions }: Facts,
): GatheredTable {
  const getIdentity = database
    .prepare<[number, number], Buffer>('select identity from gathered where node = ? and home = ?')
    .pluck();
  const getDigests = database
    .prepare<[number, number], Buffer>('select digests from gathered where node = ? and home = ?')
    .pluck();
  const getMembers = database
    .prepare<[number, number], string>('select members from gathered where node = ? and home = ?')
    .pluck();
  const put = database.prepare<[number, number, Buffer, Uint8Array, string]>(
    'insert or replace into gathered values (?, ?, ?, ?, ?)',
  );
  const homesOf = database.prepare<[number], number>('select home from gathered where node = ?').pluck();
  const drop = database.prepare<[number, number]>('delete from gathered where node = ? and home = ?');

  function packed({ id, root, ordinal, facets }: Sample, first: number): PackedMember {
    const { image, location, prompt, caption, existing, evidence, metadata } = facets;
    return [
      id,
      root === id ? 0 : root,
      ordinal - first,
      image ? images.ensure(image) : 0,
      location ? [location.root, location.path] : 0,
      prompt === undefined ? 0 : interned.prompt(prompt),
      caption?.id ?? 0,
      orNothing(existing),
      orNothing(evidence),
      orNothing(metadata),
    ];
  }

  function unpacked(
    [id, root, place, image, location, prompt, caption, existing, evidence, metadata]: PackedMember,
    first: number,
    facts: { images: ReadonlyMap<number, ImageFacet>; captions: ReadonlyMap<number, CaptionFacet> },
  ): Sample {
    const promptFacet = prompt === 0 ? undefined : interned.promptOf(prompt);
    const captionFacet = facts.captions.get(caption as CaptionId);
    return {
      id,
      root: root === 0 ? id : root,
      ordinal: first + place,
      facets: {
        // What a collector does not read is not kept; it is not given it either.
        image: facts.images.get(image) as ImageFacet,
        location: location === 0 ? locationOf('', '') : locationOf(...location),
        existing: existing === 0 ? [] : existing,
        evidence: evidence === 0 ? {} : evidence,
        metadata: metadata === 0 ? {} : metadata,
        ...(promptFacet !== undefined && { prompt: promptFacet }),
        ...(captionFacet !== undefined && { caption: captionFacet }),
      },
    };
  }

  return {
    identity: (node, home) =>
      getIdentity.get(interned.knownNode(node), home)?.toString('hex') as ResultKey | undefined,
    save: (node, home, { identity, digests, members, first }) =>
      commits.write(() => {
        const text = JSON.stringify(members.map((sample) => packed(sample, first)));
        put.run(interned.node(node), home, Buffer.from(identity, 'hex'), digests, text);
      }),
    digests: (node, home) => getDigests.get(interned.knownNode(node), home) ?? new Uint8Array(),
    members(node, home, first) {
      const rows = parseColumn<PackedMember[]>(getMembers.get(interned.knownNode(node), home) ?? '[]');
      const facts = {
        images: images.facets(rows.map((row) => row[3])),
        captions: captions.exactOf(rows.map((row) => row[6]).filter((id) => id > 0)),
      };
      return rows.map((row) => unpacked(row, first, facts));
    },
    keepOnly: (node, homes) => {
      const number = interned.knownNode(node);
      const gone = homesOf.all(number).filter((home) => !homes.has(home));
      if (gone.length > 0) commits.write(() => gone.forEach((home) => void drop.run(number, home)));
    },
  };
}

/** What was not read, or has nothing in it; both come back as nothing. */
function orNothing<T extends object>(value: T | undefined): T | 0 {
  return value === undefined || Object.keys(value).length === 0 ? 0 : value;
}
