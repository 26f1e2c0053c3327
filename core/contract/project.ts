import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import type { RunProgress } from '../run.ts';
import { codedErrors, path, shortText, trusted } from './schema.ts';

/** The facts about the open project that stand in its top bar. */
export interface ProjectInfo {
  readonly path: string;
  readonly name: string;
  readonly readOnly: boolean;
  /** Why it is read-only, or what else is to be said about it. */
  readonly notice?: string;
  readonly isSample: boolean;
  readonly images: number;
  /** Heads: what a reader would call the captions. */
  readonly captions: number;
  readonly spendUsd: number;
  readonly capUsd?: number;
  /** Folders that images come from, by their name in the project. */
  readonly roots: readonly { readonly name: string; readonly path: string; readonly found: boolean }[];
}

/** A project that was opened lately; `found` is false where its file is gone. */
export interface RecentProject {
  readonly path: string;
  readonly name: string;
  readonly openedAt: number;
  readonly images: number;
  readonly captions: number;
  /** Up to four pictures, as image hashes with thumbnails in the project's cache. */
  readonly found: boolean;
}

/** A flow to begin with. */
export interface TemplateInfo {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** `offline`, `endpoint`, … */
  readonly needs: readonly string[];
  /** Node types and wires for the miniature. */
  readonly nodes: readonly {
    readonly id: string;
    readonly type: string;
    readonly x: number;
    readonly y: number;
  }[];
  readonly wires: readonly (readonly [string, string])[];
}

/** What changed in the project; clients ask again for what they show. `run` carries the latest state. */
export type ProjectEvent =
  | { readonly kind: 'project'; readonly info: ProjectInfo | null }
  | { readonly kind: 'flow'; readonly revision: number }
  | { readonly kind: 'run'; readonly run: RunProgress | null }
  | { readonly kind: 'captions'; readonly sequence: number }
  | { readonly kind: 'log'; readonly lines: readonly LogLine[] };

/** One line of the project’s log. `at` is in milliseconds since 1970. */
export interface LogLine {
  readonly at: number;
  readonly level: 'info' | 'warning' | 'error';
  readonly node?: string;
  readonly text: string;
}

const base = oc.errors(codedErrors);

/** Projects: opening, closing, naming, and the events of the open one. */
export const projectContract = {
  /** Null while no project is open (the start screen). */
  get: base.output(trusted<ProjectInfo | null>()),
  create: base
    .input(z.object({ path, template: shortText.optional(), images: path.optional() }))
    .output(trusted<ProjectInfo>()),
  /** Creates the project in the default projects folder when it must not ask for a path. */
  createFromFolder: base
    .input(z.object({ folder: path, template: shortText.optional() }))
    .output(trusted<ProjectInfo>()),
  open: base.input(z.object({ path })).output(trusted<ProjectInfo>()),
  openSample: base.output(trusted<ProjectInfo>()),
  close: base.output(z.void()),
  rename: base.input(z.object({ name: shortText })).output(trusted<ProjectInfo>()),
  /** Null takes the cap away. US dollars. */
  setCap: base
    .input(z.object({ capUsd: z.number().min(0).max(1e6).nullable() }))
    .output(trusted<ProjectInfo>()),
  recent: base.output(trusted<readonly RecentProject[]>()),
  templates: base.output(trusted<readonly TemplateInfo[]>()),
  log: base.output(trusted<readonly LogLine[]>()),
  /** Starts with the present state of project, flow and run, then what changes; safe to re-open after a lost connection. */
  watch: base.output(eventIterator(trusted<ProjectEvent>())),
};
