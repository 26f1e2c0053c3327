import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { CaptionId, ImageHash } from '../ids.ts';
import type { JsonObject } from '../json.ts';
import type { FinishReason, ImageFacet } from '../sample.ts';
import { captionId, codedErrors, imageHash, trusted } from './schema.ts';

/** The latest accepted text of one chain of captions. */
export interface CaptionHead {
  readonly id: CaptionId;
  readonly text: string;
  /** Who wrote this text; `Person` for an edit. */
  readonly model: string;
  /** Who wrote the first text of its chain: the same where nobody edited. */
  readonly source: string;
  readonly node?: string;
  readonly edited: boolean;
  readonly finishReason: FinishReason;
}

/** What the gallery shows of an image. */
export interface ImageTile {
  readonly hash: ImageHash;
  readonly width: number;
  readonly height: number;
  readonly path: string;
  readonly captions: readonly CaptionHead[];
}

/** One page of a gallery query. */
export interface ImagePage {
  readonly total: number;
  readonly captions: number;
  readonly tiles: readonly ImageTile[];
}

/** One caption with everything it came from. */
export interface CaptionProvenance extends CaptionHead {
  readonly origin: 'generated' | 'existing' | 'edit';
  readonly prompt?: string;
  readonly question?: string;
  readonly sampling?: JsonObject;
  readonly seed?: number;
  readonly promptTokens?: number;
  readonly completionTokens?: number;
  readonly costUsd?: number;
  readonly latencyMs?: number;
  readonly attempts?: number;
  readonly run?: number;
  readonly createdAt: number;
  /** The caption it was edited from. */
  readonly parent?: CaptionId;
  /** Hex key of the result it is stored under. */
  readonly key?: string;
  /** Earlier texts of the same chain, newest first. */
  readonly history: readonly {
    readonly id: CaptionId;
    readonly text: string;
    readonly model: string;
    readonly origin: string;
    readonly createdAt: number;
  }[];
}

/** Everything that is known about one image. */
export interface ImageDetails extends ImageFacet {
  readonly locations: readonly { readonly root: string; readonly path: string; readonly found: boolean }[];
  /** EXIF as read from the file; hostile text. */
  readonly exif: JsonObject;
  readonly captions: readonly CaptionProvenance[];
}

const base = oc.errors(codedErrors);

/** Images and their captions. */
export const imageContract = {
  /** Images in the order they were found; `text` matches captions and paths, `filter` by caption state. */
  list: base
    .input(
      z.object({
        offset: z.int().min(0).default(0),
        limit: z.int().min(1).max(200).default(60),
        text: z.string().max(500).default(''),
        filter: z.enum(['all', 'captioned', 'uncaptioned', 'edited']).default('all'),
      }),
    )
    .output(trusted<ImagePage>()),
  get: base.input(z.object({ hash: imageHash })).output(trusted<ImageDetails>()),
  /** Stores a person's edit as a child caption and makes it the head [RUN16]. Empty text is refused. */
  editCaption: base
    .input(z.object({ id: captionId, text: z.string().min(1).max(100_000) }))
    .output(trusted<CaptionHead>()),
  /** Makes an earlier text of the chain the head again, as a new edit. */
  restoreCaption: base.input(z.object({ id: captionId })).output(trusted<CaptionHead>()),
  /** Raises the variation number of these captions' samples, so that the next run captions them again [RUN3]. */
  captionAgain: base
    .input(z.object({ ids: z.array(captionId).min(1).max(10_000) }))
    .output(z.object({ marked: z.int() })),
};
