import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import type { Flow } from '../flow.ts';
import { flowSchema } from '../flow-schema.ts';
import type { ImageHash } from '../ids.ts';
import type { Json } from '../json.ts';
import type { RunProgress, RunState } from '../run.ts';
import type { PinnedSample } from '../sample-path.ts';
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
  /** Up to four images whose thumbnails can be had without opening it. */
  readonly pictures: readonly ImageHash[];
  /** How its last run stands or ended; absent where none was seen. */
  readonly run?: RunState;
  /** A folder that its images come from is not where it was. */
  readonly imagesMoved: boolean;
  readonly found: boolean;
}

/** Groups of the template gallery; `own` are the user's. */
export const TEMPLATE_CATEGORIES = ['caption', 'compare', 'clean', 'train', 'own'] as const;
export type TemplateCategory = (typeof TEMPLATE_CATEGORIES)[number];

/** A parameter that is asked for when a template is used. */
export interface TemplateAsk {
  readonly node: string;
  readonly param: string;
  /** The node's type, whose description has the parameter's label and form. */
  readonly type: string;
  /** The node's own title, or else its type's. */
  readonly title: string;
  /** As the template has it; absent where that is the type's default. */
  readonly value?: Json;
}

/** A flow to begin with. */
export interface TemplateInfo {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  /** What it leaves behind, in a few words. */
  readonly gives: string;
  readonly category: TemplateCategory;
  /** `offline`, `endpoint`, … */
  readonly needs: readonly string[];
  /** Saved by the user, who may remove it again. */
  readonly own: boolean;
  /** Parameters that are asked for when it is used, besides its folder and captioners. */
  readonly asks: readonly TemplateAsk[];
  /** Nodes that take a captioner, in the order of the flow. `chosen` names the one that is set already. */
  readonly captioners: readonly {
    readonly node: string;
    /** The node's own title, or else its type's. */
    readonly title: string;
    readonly chosen?: string;
  }[];
  /** Node types and wires for the miniature. */
  readonly nodes: readonly {
    readonly id: string;
    readonly type: string;
    readonly x: number;
    readonly y: number;
  }[];
  readonly wires: readonly (readonly [string, string])[];
}

/** A project that is not made yet. */
export interface ProjectDraft {
  readonly name: string;
  readonly flow: Flow;
}

/**
 * What changed in the project; clients ask again for what they show. `run` carries the latest state; of one that is `partial` only the nodes
 * that have changed since the run that this watcher was told of last, see `withRunChange`.
 */
export type ProjectEvent =
  | { readonly kind: 'project'; readonly info: ProjectInfo | null }
  | { readonly kind: 'flow'; readonly revision: number }
  | { readonly kind: 'run'; readonly run: RunProgress | null; readonly partial?: true }
  | { readonly kind: 'captions'; readonly sequence: number }
  | { readonly kind: 'pin'; readonly pin: PinnedSample | null }
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
  /** What a project of a folder's pictures or of a template would begin with. Nothing is made. */
  draft: base
    .input(z.object({ folder: path.optional(), template: shortText.optional() }))
    .output(trusted<ProjectDraft>()),
  /** Creates it in the projects folder under this name or the next free one, of a draft or of a stranger's flow. */
  createNamed: base
    .input(z.object({ name: shortText.min(1), flow: flowSchema }))
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
  /** Takes a project from the list of recent ones; its file stays. */
  forget: base.input(z.object({ path })).output(trusted<readonly RecentProject[]>()),
  /** Those of the app, then the user's own; of these, files that are no templates are left out. */
  templates: base.output(trusted<readonly TemplateInfo[]>()),
  /** Keeps the present flow as a template of the user's, for all projects. */
  saveTemplate: base
    .input(z.object({ title: z.string().trim().min(1).max(60), summary: z.string().trim().max(200) }))
    .output(trusted<TemplateInfo>()),
  /** Only the user's own can go. */
  removeTemplate: base.input(z.object({ id: shortText })).output(z.void()),
  log: base.output(trusted<readonly LogLine[]>()),
  /** Starts with the present state of project, flow and run, then what changes; safe to re-open after a lost connection. */
  watch: base.output(eventIterator(trusted<ProjectEvent>())),
};
