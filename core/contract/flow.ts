import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { Flow } from '../flow.ts';
import { LONGEST_CLIP, type ReadClip } from '../flow-clip.ts';
import { flowEditSchema } from '../flow-schema.ts';
import type { FlowStep } from '../flow-step.ts';
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

/** The present flow as what leads there from a revision that the client knows: a large flow is not sent with every edit. */
export interface FlowUpdate extends Omit<FlowState, 'flow'> {
  /** The revision that the step starts from. */
  readonly since: number;
  readonly step: FlowStep;
}

/** The whole flow where the client names no revision, or one that the engine does not know any more. */
export type FlowAnswer = FlowState | FlowUpdate;

/** One revision of the flow that can be looked at and gone back to. */
export interface HistoryEntry {
  readonly revision: number;
  /** What was done; '' where only a run or a name keeps the revision. */
  readonly label: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `past` can be undone to, `undone` done again; `kept` is out of the undo list, for a run used it or it has a name. */
  readonly place: 'past' | 'present' | 'undone' | 'kept';
  /** Runs that used this very flow, oldest first. */
  readonly runs: readonly number[];
  /** What a person calls it. */
  readonly name?: string;
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

/** A revision that the client knows; then the answer is a step from there. */
const since = z.int().min(0).optional();
const revision = z.int().min(1);
const known = z.object({ since }).default({});

/** The flow: its nodes, edits, history and checks. */
export const flowContract = {
  get: base.output(trusted<FlowState>()),
  /** What others did since. */
  update: base.input(z.object({ since: z.int().min(0) })).output(trusted<FlowAnswer>()),
  /** Edits of one intention; `merge` joins them with the entry before when it has the same word and is under 2 s old (typing, dragging). */
  edit: base
    .input(
      z.object({
        edits: z.array(flowEditSchema).min(1),
        label: shortText,
        merge: shortText.optional(),
        since,
      }),
    )
    .output(trusted<FlowAnswer>()),
  undo: base.input(known).output(trusted<FlowAnswer>()),
  redo: base.input(known).output(trusted<FlowAnswer>()),
  /** To any entry of the undo list; nothing is lost by it until the next edit. */
  jump: base.input(z.object({ revision, since })).output(trusted<FlowAnswer>()),
  /** Everything that can be gone back to, oldest first. */
  history: base.output(trusted<readonly HistoryEntry[]>()),
  /** A part of a flow out of a text from the clipboard or a file, checked as every edit is; null where the text is about something else. */
  readClip: base.input(z.object({ text: z.string().max(LONGEST_CLIP) })).output(trusted<ReadClip | null>()),
  /** The flow as it was at a revision. */
  revision: base.input(z.object({ revision })).output(trusted<Flow>()),
  /** Makes the flow of a revision the present one, as one edit that can be undone. */
  restore: base.input(z.object({ revision, since })).output(trusted<FlowAnswer>()),
  /** Names a revision, which is then kept for good; '' takes the name away. */
  nameRevision: base.input(z.object({ revision, name: shortText })).output(z.void()),
  /** The node types this engine has. */
  nodeTypes: base.output(trusted<readonly NodeDescriptor[]>()),
  /** Renders a prompt node on known images, without running anything. */
  previewPrompt: base
    .input(z.object({ node: shortText, images: z.array(z.string()).max(10).optional() }))
    .output(trusted<PromptPreview>()),
};
