import { create } from 'zustand';
import type { Point } from '../../core/flow.ts';
import type { PortType } from '../../core/port.ts';

/** One entry of a list that the keyboard asks from. */
export interface Choice {
  readonly id: string;
  readonly title: string;
  readonly hint?: string;
  /** The port whose shape stands before it. */
  readonly port?: PortType;
  readonly act: () => void;
}

/** Entries under a heading. */
export interface ChoiceGroup {
  readonly title: string;
  readonly choices: readonly Choice[];
}

/** What is asked, and where the list stands: pixels in the window. */
export interface ChoiceRequest {
  readonly title: string;
  readonly at: Point;
  readonly groups: readonly ChoiceGroup[];
}

export const useChoices = create<{ readonly request: ChoiceRequest | undefined }>(() => ({
  request: undefined,
}));

/** Shows a list, even of one entry. */
export function openList(request: ChoiceRequest): void {
  useChoices.setState({ request });
}

/** Asks which one of several is meant; the only one is taken at once. False where there is none. */
export function ask(request: ChoiceRequest): boolean {
  const all = request.groups.flatMap(({ choices }) => choices);
  const [only, second] = all;
  if (!only) return false;
  if (second) openList(request);
  else only.act();
  return true;
}
