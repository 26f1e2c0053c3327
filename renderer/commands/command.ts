import type { LucideIcon } from 'lucide-react';

/**
 * Where a command's keys count. `anywhere`: while typing, too, so that its keys need Ctrl or Alt. `outside-fields`: on every
 * screen, but not while typing. The others name the screen, or the part of it that must have the focus, and never count
 * while typing; but for `caption`, which is while typing beside an image.
 */
export type Scope =
  | 'anywhere'
  | 'outside-fields'
  | 'canvas'
  | 'light-table'
  | 'image'
  | 'caption'
  | 'start'
  | 'training';

/** In the order in which the sheet of keys lists them. */
export const CATEGORIES = [
  'general',
  'go',
  'run',
  'edit',
  'canvas',
  'nodes',
  'light-table',
  'image',
  'try',
  'training',
  'start',
] as const;
/** The heading under which a command stands in the sheet and in the settings. */
export type CommandCategory = (typeof CATEGORIES)[number];

/**
 * Does the command.
 *
 * @param from what had the focus when its keys were pressed; absent where it was chosen from a list or a menu
 * @returns false where there was nothing to do here and the key is not taken
 */
export type Act = (from?: Element) => unknown;

/** Something that a person can ask for, by keys, from the list of commands, or from a menu. */
export interface Command {
  /** `area.verb`; user's own keys are kept under it, so it is never renamed. */
  readonly id: `${string}.${string}`;
  readonly title: string;
  readonly icon: LucideIcon;
  readonly category: CommandCategory;
  readonly when: Scope;
  /** As `Ctrl+Shift+Z`; all of them work, the first is the one that is shown. */
  readonly keys?: readonly string[];
  /** Instead of `keys` on a Mac, where the system keeps some for itself. */
  readonly macKeys?: readonly string[];
  /** Keys that the system sends as an event of its own (copy, cut, paste): the dispatcher lets them pass, and they cannot be given away. */
  readonly native?: true;
  /** Held keys do it again and again. */
  readonly repeats?: true;
  /** False: not in the list of commands, e.g. an arrow key. */
  readonly listed?: false;
  /** Whether there is something to do it to; `from` as for `Act`. Absent: always. */
  readonly enabled?: (from?: Element) => boolean;
  /** Absent: the part of the interface that is on the screen provides it (`useCommandAction`), and without one it is not there. */
  readonly act?: Act;
}

/** Names the type of a list of commands. */
export function defineCommands(commands: readonly Command[]): readonly Command[] {
  return commands;
}

/** Whether two commands could be meant by the same key at the same time. */
export function scopesMeet(one: Scope, other: Scope): boolean {
  return one === other || WIDE.has(one) || WIDE.has(other);
}

const WIDE: ReadonlySet<Scope> = new Set(['anywhere', 'outside-fields']);
