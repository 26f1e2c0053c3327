import { formatCount, formatOf } from '../format.ts';
import { lowerFirst } from './lower-first.ts';

/** Texts of the flow's history: undo list, saved state, versions, changes since a run. */
export const HISTORY_TEXTS = {
  fields: {
    type: 'Type',
    version: 'Version of the type',
    title: 'Name',
    mode: 'Mode',
    notes: 'Notes',
    width: 'Width',
    collapsed: 'Collapsed',
  } as Readonly<Record<string, string>>,

  list: {
    open: 'History',
    title: 'History of the flow',
    hint: 'Press a step to go there. Nothing is lost until the next edit.',
    now: 'Now',
    undone: 'Undone',
    jump: (label: string, when: string) => `Go to ${lowerFirst(label)}, ${when}`,
    steps: (count: number) => formatOf(count, 'step', 'steps'),
    run: (id: number) => `#${id}`,
    runs: (ids: readonly number[]) =>
      ids.length === 1 ? `Used by run #${ids[0]}` : `Used by runs ${ids.map((id) => `#${id}`).join(', ')}`,
    versions: 'All versions',
    loading: 'Reading the history',
  },

  versions: {
    title: 'Versions of the flow',
    which: 'Which versions',
    all: 'All',
    named: 'Named',
    withRuns: 'Runs',
    noneNamed: 'A version that is given a name stands here, and is kept for good',
    noneRun: 'Versions that runs have used stand here',
    present: 'Present flow',
    undone: 'Undone',
    revision: (revision: number) => `Revision ${formatCount(revision)}`,
    ofRun: (id: number) => `Flow of run #${id}`,
    runsShort: (ids: readonly number[]) =>
      ids.length > 2
        ? `runs #${ids[0]}–#${ids.at(-1)}`
        : `${ids.length === 1 ? 'run' : 'runs'} ${ids.map((id) => `#${id}`).join(', ')}`,
    usedBy: (ids: readonly number[]) =>
      ids.length === 1 ? `used by run #${ids[0]}` : `used by ${formatOf(ids.length, 'run', 'runs')}`,
    name: 'Name of this version',
    namePlaceholder: 'Give this version a name',
    nameHint: 'A version with a name is kept for good',
    restore: 'Restore this version',
    restored: (title: string) => `The flow is that of “${title}” again`,
    isPresent: 'This is the present flow',
    side: 'Which flow is drawn',
    thenSide: 'Then',
    nowSide: 'Now',
    changed: 'Changed since',
    changedHint: 'from this version to the present flow',
    marks: { added: 'Added since', removed: 'Removed since', changed: 'Changed since' },
    notes: (count: number) => formatOf(count, 'note changed', 'notes changed'),
    frames: (count: number) => formatOf(count, 'frame changed', 'frames changed'),
  },

  changes: {
    name: 'Changes since the run',
    changed: (count: number) => `Changed since this run: ${formatOf(count, 'node', 'nodes')}`,
    show: 'Show changes',
    run: 'Run changes',
    afterwards: 'When this run is done',
    stopFirst: 'Stop this run and run them now',
    scheduled: 'The changes run when this run is done',
    forget: 'Do not run them',
  },

  fault: {
    title: (what: string) => `${what} cannot be shown`,
    text: 'The flow keeps it as it is. Everything else works on.',
    retry: 'Try again',
    copy: 'Copy details',
    copied: 'Details copied',
    notCopied: 'The details cannot be copied here',
    raw: 'Settings as they are stored',
    parts: {
      card: 'This node',
      note: 'This note',
      frame: 'This frame',
      form: 'This form',
    },
  },

  saved: {
    saved: 'Saved',
    saving: 'Saving',
    readOnly: 'Read-only',
    notSaved: 'Not saved',
    away: 'Not connected',
    savedHint: 'Every change is stored at once',
    title: (count: number) => `${formatOf(count, 'change is', 'changes are')} not saved yet`,
    awayText:
      'The engine does not answer. Changes are kept in this window, and are saved in their order once it answers again.',
    awayRemedy: 'Leave this window open. Undo takes back what is not saved yet.',
    tryAgain: 'Try again',
    needsConnection: 'The history can be used again once the engine answers',
  },

  unsent: {
    again: (saved: number, lost: number) =>
      [
        ...(saved > 0
          ? [
              `${formatOf(saved, 'change', 'changes')} that could not be saved before ${saved === 1 ? 'is' : 'are'} saved now.`,
            ]
          : []),
        ...(lost > 0
          ? [
              `${formatOf(lost, 'change', 'changes')} no longer ${lost === 1 ? 'fits' : 'fit'} the flow and ${lost === 1 ? 'was' : 'were'} dropped.`,
            ]
          : []),
      ].join(' '),
    kept: (count: number, project: string) =>
      `${formatOf(count, 'change', 'changes')} of “${project}” could not be saved. ${count === 1 ? 'It is' : 'They are'} made again when the project is opened in this window.`,
    lost: (count: number) =>
      `${formatOf(count, 'change', 'changes')} could not be saved and ${count === 1 ? 'is' : 'are'} lost: this window has no room to keep them.`,
  },

  overwritten: (label: string, node: string, more: number) =>
    `“${label}” of ${node} was changed in another window${more > 0 ? `, and ${formatCount(more)} more` : ''}.`,
  overwrittenRemedy: 'The later change holds. Undo brings yours back.',
} as const;
