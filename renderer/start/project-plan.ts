import type { CaptionerRef } from '../../core/captioner.ts';
import type { TemplateAsk, TemplateInfo } from '../../core/contract/project.ts';
import type { Flow } from '../../core/flow.ts';
import { applyEdits, type FlowEdit } from '../../core/flow-edit.ts';
import type { NodeCatalog } from '../../core/node-descriptor.ts';
import { captionerEdits, captionerNodes } from '../captioners/captioner-edits.ts';
import { takesFolder } from './filter-templates.ts';

/** A captioner that a new project needs. Without a template it is the flow's first. */
export interface CaptionerSlot {
  /** Id of the node; `''` is the first node that takes a captioner. */
  readonly node: string;
  readonly title: string;
  /** Name of the captioner that the template has already. */
  readonly chosen?: string;
}

/** What has been said so far about a project that is to be made. `C` is a choice of a captioner in whatever form. */
export interface ProjectPlan<C> {
  readonly template: TemplateInfo | undefined;
  /** Folder that is known to hold images. */
  readonly folder: string | undefined;
  readonly captioners: Readonly<Record<string, C>>;
  /** By `askId`. */
  readonly answers: Readonly<Record<string, string>>;
}

/** What is still open before everything is there for a run. */
export type OpenQuestion =
  | { readonly kind: 'images' }
  | { readonly kind: 'captioner' | 'answer'; readonly id: string };

/** Identity of an asked parameter. */
export function askId({ node, param }: Pick<TemplateAsk, 'node' | 'param'>): string {
  return `${node}.${param}`;
}

/** Without a template the engine chooses one that has a single captioner. */
export function slotsOf(template: TemplateInfo | undefined): readonly CaptionerSlot[] {
  return template === undefined ? [{ node: '', title: '' }] : template.captioners;
}

/** Whether a project of this plan takes a folder of images. */
export function wantsFolder(template: TemplateInfo | undefined): boolean {
  return template === undefined || takesFolder(template);
}

/** What has to be chosen before the flow could run; files that are asked for count, words do not. */
export function openQuestions(plan: ProjectPlan<unknown>, catalog: NodeCatalog): readonly OpenQuestion[] {
  const { template, folder, captioners, answers } = plan;
  const open: OpenQuestion[] = [];
  if (wantsFolder(template) && folder === undefined) open.push({ kind: 'images' });
  for (const { node, chosen } of slotsOf(template))
    if (captioners[node] === undefined && chosen === undefined) open.push({ kind: 'captioner', id: node });
  for (const ask of template?.asks ?? []) {
    const widget = catalog.get(ask.type)?.params[ask.param]?.widget;
    const isPath = widget === 'folder' || widget === 'file' || widget === 'save-file';
    // A folder may be left empty: it then means the place of the file.
    if (isPath && widget !== 'folder' && (answers[askId(ask)] ?? ask.value ?? '') === '')
      open.push({ kind: 'answer', id: askId(ask) });
  }
  return open;
}

/** The flow of a draft with what was said about it. */
export function plannedFlow(plan: ProjectPlan<CaptionerRef>, draft: Flow, catalog: NodeCatalog): Flow {
  const answers: FlowEdit[] = (plan.template?.asks ?? []).flatMap((ask) => {
    const answer = plan.answers[askId(ask)];
    const isThere = draft.nodes.some(({ id }) => id === ask.node);
    if (answer === undefined || answer === ask.value || !isThere) return [];
    return [{ kind: 'set-params', id: ask.node, params: { [ask.param]: answer } }];
  });
  let flow = applyEdits(draft, answers);
  for (const [slot, ref] of Object.entries(plan.captioners)) {
    const node = slot || captionerNodes(draft, catalog)[0]?.id;
    // One after the other: a node whose type changes gets a new id, which the next must not take again.
    if (node !== undefined) flow = applyEdits(flow, captionerEdits(flow, catalog, node, ref));
  }
  return flow;
}
