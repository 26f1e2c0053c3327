import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { Flow } from '../flow.ts';
import { LONGEST_CLIP, type ReadClip } from '../flow-clip.ts';
import { flowEditSchema } from '../flow-schema.ts';
import type { NodeDescriptor } from '../node-descriptor.ts';
import type { Problem } from '../problem.ts';
import type { PromptFix, PromptVariable } from '../prompt-variable.ts';
import { codedErrors, shortText, trusted } from './schema.ts';

/** The present flow with its problems, and whether it can be undone or done again. */
export interface FlowState {
  readonly flow: Flow;
  /** Grows with every change, undo and redo included. */
  readonly revision: number;
  readonly problems: readonly Problem[];
  /** Labels of what undo and redo would do; absent where there is nothing. */
  readonly undo?: string;
  readonly redo?: string;
}

/** One revision of the flow. */
export interface HistoryEntry {
  readonly revision: number;
  readonly label: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly current: boolean;
}

/** A prompt on one image. */
export interface RenderedPrompt {
  readonly path: string;
  readonly image: string;
  /** As sent. */
  readonly text: string;
  readonly question: string;
  readonly part: string;
  /** What its template can name, with what that holds here. */
  readonly variables: readonly PromptVariable[];
  /** Tokens that the picture itself takes, by the profile of the captioner's model; absent where no profile says. */
  readonly imageTokens?: number;
}

/** A prompt node tried on images of the project, without a run. */
export interface PromptPreview {
  readonly rendered: readonly RenderedPrompt[];
  readonly hints: readonly {
    readonly param: string;
    readonly line: number;
    readonly column: number;
    readonly length: number;
    readonly message: string;
    readonly fix?: PromptFix;
  }[];
  /** Samples by chosen part, the uncovered under ''. Counts are of the images known to the project. */
  readonly coverage: readonly { readonly part: string; readonly title: string; readonly count: number }[];
  /** By rule, in the order of the rules: images for which it is the first that fits. */
  readonly ruleCounts: readonly number[];
  /** What a template can name at least; for where no image is known yet. */
  readonly variables: readonly PromptVariable[];
  /** The hosted model that gets this prompt first, where one is chosen. */
  readonly model?: string;
}

const base = oc.errors(codedErrors);

/** The flow: its nodes, edits, history and checks. */
export const flowContract = {
  get: base.output(trusted<FlowState>()),
  /** Edits of one intention; `merge` joins them with the entry before when it has the same word and is under 2 s old (typing, dragging). */
  edit: base
    .input(z.object({ edits: z.array(flowEditSchema).min(1), label: shortText, merge: shortText.optional() }))
    .output(trusted<FlowState>()),
  undo: base.output(trusted<FlowState>()),
  redo: base.output(trusted<FlowState>()),
  history: base.output(trusted<readonly HistoryEntry[]>()),
  /** A part of a flow out of a text from the clipboard or a file, checked as every edit is; null where the text is about something else. */
  readClip: base.input(z.object({ text: z.string().max(LONGEST_CLIP) })).output(trusted<ReadClip | null>()),
  /** The node types this engine has. */
  nodeTypes: base.output(trusted<readonly NodeDescriptor[]>()),
  /** Renders a prompt node on known images, without running anything. */
  previewPrompt: base
    .input(z.object({ node: shortText, images: z.array(z.string()).max(10).optional() }))
    .output(trusted<PromptPreview>()),
};
