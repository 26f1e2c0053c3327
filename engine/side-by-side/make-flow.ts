import { join } from 'node:path';
import type { MadeFlow } from '../../core/contract/side-by-side.ts';
import { UserError } from '../../core/errors.ts';
import { EMPTY_FLOW, findNode } from '../../core/flow.ts';
import { applyEdits } from '../../core/flow-edit.ts';
import type { EngineSession } from '../session/engine-session.ts';
import type { ProjectSession } from '../session/project-session.ts';
import { carryReplies } from './carry-replies.ts';
import type { SideBySide } from './side-by-side.ts';
import { type WinnerImages, winnerFlow } from './winner-flow.ts';

/** Which images the flow is to caption; `tried` are those of the board. */
export type ImagesOfFlow = WinnerImages | { readonly kind: 'tried' };

/** Name of a project, and of the folder within its own, where the board's pictures are used. */
const TRIED = 'Tried images';

/**
 * Makes a flow that asks just what a column has asked: in a new project of the projects folder, or as one edit of the open one. The replies
 * come along. Throws NOT_FOUND, PROJECT_NOT_FOUND, PROJECT_READ_ONLY.
 */
export async function makeFlow(
  engine: EngineSession,
  board: SideBySide,
  wanted: { readonly column: string; readonly into: 'new' | 'open'; readonly images: ImagesOfFlow },
): Promise<MadeFlow> {
  const winner = await board.winner(wanted.column);
  const { project, nodes, captioner } =
    wanted.into === 'open'
      ? await intoOpen(engine, board, winner.column, wanted.images)
      : await intoNew(engine, board, winner.column, wanted.images);
  const replies = await carryReplies(winner.store, project.store, captioner, winner.replies);
  project.changed();
  return { project: await project.info(), nodes, replies };
}

type Winner = Awaited<ReturnType<SideBySide['winner']>>['column'];

interface Made {
  readonly project: ProjectSession;
  readonly nodes: readonly string[];
  readonly captioner: string;
}

async function intoOpen(
  engine: EngineSession,
  board: SideBySide,
  column: Winner,
  images: ImagesOfFlow,
): Promise<Made> {
  const project = engine.requireProject();
  project.requireWritable();
  const before = project.store.flow.flow();
  if (images.kind === 'source' && !findNode(before, images.node))
    throw new UserError('NOT_FOUND', 'This source is no longer in the flow.', {
      remedy: 'Choose another one.',
    });
  const source = images.kind === 'tried' ? await copied(board, project.store.path) : images;
  const { edits, nodes, captioner } = winnerFlow(engine.library, column, source, before);
  await project.edit(edits, 'Use the tried captioner');
  return { project, nodes, captioner };
}

async function intoNew(
  engine: EngineSession,
  board: SideBySide,
  column: Winner,
  images: ImagesOfFlow,
): Promise<Made> {
  if (images.kind === 'source')
    throw new UserError('USAGE', 'A new project has no source yet.', {
      remedy: 'Choose a folder of images.',
    });
  const name =
    images.kind === 'folder' ? (images.folder.split(/[\\/]/).filter(Boolean).at(-1) ?? TRIED) : TRIED;
  const path = await engine.freeProjectPath(name);
  const source = images.kind === 'tried' ? await copied(board, path) : images;
  const { edits, nodes, captioner } = winnerFlow(engine.library, column, source);
  const project = await engine.create({ path, flow: applyEdits(EMPTY_FLOW, edits) });
  return { project, nodes, captioner };
}

/** The board's pictures beside a project, so that it does not hang on what a person may take off the board. */
async function copied(board: SideBySide, project: string): Promise<WinnerImages> {
  const folder = join(`${project.replace(/\.ekp$/i, '')}.files`, TRIED.toLowerCase());
  await board.pictures.copyTo(folder);
  return { kind: 'folder', folder };
}
