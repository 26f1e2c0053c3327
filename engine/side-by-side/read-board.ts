import type { CaptionProvenance } from '../../core/contract/image.ts';
import type { ErrorRecord } from '../../core/errors.ts';
import type { ImageHash, SampleId } from '../../core/ids.ts';
import type { Sample } from '../../core/sample.ts';
import type { TriedBoard, TriedCell, TriedColumn, TriedColumnState } from '../../core/side-by-side.ts';
import type { CaptionerService } from '../captioners/captioner-service.ts';
import type { NodeLibrary } from '../run/index.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { Board } from './board.ts';
import { fullParams, PICTURES } from './board-flow.ts';
import type { ColumnRuns } from './column-runs.ts';
import { judgeCaption } from './judge-caption.ts';
import { prompted, requestOf, sampleOf } from './tried-prompt.ts';

/** What the board is read from. */
export interface BoardSources {
  readonly store: ProjectStore;
  readonly library: NodeLibrary;
  readonly captioners: Pick<CaptionerService, 'worstCase'>;
  readonly runs: ColumnRuns;
  /** Pictures that cannot be read any more. */
  readonly problems: ReadonlyMap<ImageHash, ErrorRecord>;
}

/** The board with all that is stored about its cells. Asks nobody and changes nothing. */
export async function readBoardState(board: Board, sources: BoardSources): Promise<TriedBoard> {
  const { store, problems } = sources;
  const rows = board.pictures.map(({ hash }, index) => {
    const picture = board.pictures[index];
    return {
      hash,
      sample: picture && sampleOf(store, picture),
      captions: store.captions.provenance(hash),
      problem: problems.get(hash),
    };
  });
  const columns = await Promise.all(board.columns.map((column) => readColumn(column, rows, sources)));
  const { settledUsd, reservedUsd } = store.budget.spend();
  return {
    pictures: board.pictures.map((picture) => {
      const problem = problems.get(picture.hash);
      return { ...picture, ...(problem && { problem }) };
    }),
    columns,
    stars: board.stars,
    spentUsd: Math.max(0, settledUsd - board.spentBeforeUsd),
    reservedUsd,
    ...(board.capUsd !== null && { capUsd: board.capUsd }),
  };
}

interface Row {
  readonly hash: ImageHash;
  readonly sample: Sample | undefined;
  readonly captions: readonly CaptionProvenance[];
  readonly problem: ErrorRecord | undefined;
}

async function readColumn(
  column: TriedColumn,
  rows: readonly Row[],
  { store: _, library, captioners, runs }: BoardSources,
): Promise<TriedColumnState> {
  const work = runs.work(column.id);
  const failures = failuresOf([...work.outcomes(column.id), ...work.outcomes(PICTURES)]);
  const type = library.types.get(column.captioner.type);
  const params = fullParams(library, column.captioner);
  const ref = type?.shape === 'batch' ? type.captioner(params) : undefined;
  const captionerRef = ref ?? { kind: 'local', model: '', precision: '' };
  const cells: [ImageHash, TriedCell][] = [];
  let missing = 0;
  let worstUsd: number | undefined = 0;
  for (const { hash, sample, captions, problem } of rows) {
    const asked = sample && prompted(library, column, sample);
    const prompt = asked?.facets.prompt?.text ?? '';
    const caption = captions.find((one) => one.node === column.id && (one.prompt ?? '') === prompt);
    if (caption) {
      cells.push([hash, doneCell(library, column, caption)]);
      continue;
    }
    cells.push([hash, openCell(sample?.id, problem, work.state, failures)]);
    if (problem !== undefined) continue;
    missing += 1;
    const request = asked && (await requestOf(library, column, asked));
    const worst = request && (await captioners.worstCase?.(captionerRef, request, asked.facets.image));
    worstUsd = worst === undefined || worstUsd === undefined ? undefined : worstUsd + worst;
  }
  return {
    ...column,
    captionerRef,
    state: work.state,
    missing,
    cells: Object.fromEntries(cells) as TriedColumnState['cells'],
    ...(work.reason && { reason: work.reason }),
    ...(worstUsd !== undefined && { worstUsd }),
  };
}

function doneCell(library: NodeLibrary, column: TriedColumn, caption: CaptionProvenance): TriedCell {
  const { id, text, model, finishReason, prompt = '' } = caption;
  const { promptTokens, completionTokens, costUsd, latencyMs } = caption;
  return {
    state: 'done',
    caption: {
      id,
      text,
      model,
      finishReason,
      prompt,
      flags: judgeCaption(library, column.captioner, { id, text, model, finishReason }),
      ...(promptTokens !== undefined && { promptTokens }),
      ...(completionTokens !== undefined && { completionTokens }),
      ...(costUsd !== undefined && { costUsd }),
      ...(latencyMs !== undefined && { latencyMs }),
    },
  };
}

function openCell(
  sample: SampleId | undefined,
  problem: ErrorRecord | undefined,
  state: TriedColumnState['state'],
  failures: ReadonlyMap<SampleId, ErrorRecord>,
): TriedCell {
  const error = problem ?? (sample && failures.get(sample));
  if (error) return { state: 'failed', error };
  if (state === 'idle') return { state: 'empty' };
  return { state: state === 'running' ? 'running' : 'waiting' };
}

function failuresOf(
  outcomes: ReturnType<ReturnType<ColumnRuns['work']>['outcomes']>,
): ReadonlyMap<SampleId, ErrorRecord> {
  return new Map(outcomes.flatMap(({ sample, error }) => (error ? [[sample.id, error] as const] : [])));
}
