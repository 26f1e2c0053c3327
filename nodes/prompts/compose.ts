import { z } from 'zod';
import { defineNode, type ParamProblem } from '../../core/define-node.ts';
import type { PromptFacet } from '../../core/sample.ts';
import { keep } from '../../core/verdict.ts';
import { param } from '../param.ts';
import { remember } from '../remember.ts';
import { DEFAULT_PROMPTS } from './default-prompts.ts';
import { compilePathPattern, type PathTest } from './path-pattern.ts';
import { facetsIn, type PromptFacets, promptValues } from './prompt-values.ts';
import { drawQuestion, questionsParam } from './questions.ts';
import { parseTemplate, renderTemplate, type TemplatePart } from './template.ts';

const templateText = z.string().max(50_000);

const params = z.object({
  base: param(templateText.default(DEFAULT_PROMPTS.base), {
    label: 'Base',
    help: 'Sent with every image, first.',
    widget: 'prompt',
  }),
  rules: param(
    z
      .array(z.object({ pattern: z.string().max(500), part: z.string().max(64) }))
      .max(500)
      .default(DEFAULT_PROMPTS.rules),
    {
      label: 'Source rules',
      help: 'The first pattern that fits the image’s path chooses the part.',
      widget: 'rules',
      card: true,
    },
  ),
  everythingElse: param(z.string().max(64).default(DEFAULT_PROMPTS.everythingElse), {
    label: 'Everything else',
    help: 'The part for images that no rule fits; empty sends the base alone.',
  }),
  parts: param(
    z
      .array(z.object({ id: z.string().min(1).max(64), title: z.string().max(200), text: templateText }))
      .max(200)
      .default(DEFAULT_PROMPTS.parts),
    { label: 'Source parts', help: 'What is added for the images of one source.' },
  ),
  aesthetic: param(z.boolean().default(false), {
    label: 'Aesthetic part',
    help: 'Adds how the picture works as a picture: framing, light, palette, mood.',
    card: true,
  }),
  aestheticText: param(templateText.default(DEFAULT_PROMPTS.aesthetic), {
    label: 'Aesthetics',
    help: 'Sent last, where the aesthetic part is on.',
    widget: 'prompt',
  }),
  questions: questionsParam,
});

export type ComposeParams = z.output<typeof params>;

/** One prompt for each kind of source: base, the part of the image's source, aesthetics. */
export const compose = defineNode.each({
  type: 'prompts.compose',
  version: 1,
  title: 'Prompt by source',
  summary: 'Builds each image’s prompt from a base, a part chosen by its path, and aesthetics.',
  icon: 'message-square-text',
  synonyms: ['instruction', 'template', 'rules', 'landmark', 'celebrity', 'artwork', 'aesthetic'],
  inputs: { image: { type: 'image' } },
  outputs: { prompted: { type: 'prompted-image', label: 'prompted image' } },
  params,
  reads: [],
  mayRead: ['image', 'location', 'evidence', 'metadata'],
  readsFor: (params) => {
    const { pieces } = prepare(params);
    const facets = new Set([...pieces.values()].flatMap((parts) => [...facetsIn(parts)]));
    if (params.rules.length > 0) facets.add('location');
    return [...facets];
  },
  check: (params) => [...prepare(params).problems],
  run: (sample, params, { seed }) => keep({ prompt: composePrompt(params, sample, seed) }),
});

/** Text fields of the parameters by the name that problems and hints give them: `base`, `aestheticText`, `parts.<id>`. */
export function textFields(params: ComposeParams): ReadonlyMap<string, string> {
  return new Map([
    ['base', params.base],
    ...params.parts.map((part) => [`parts.${part.id}`, part.text] as const),
    ['aestheticText', params.aestheticText],
  ]);
}

/** The part that a path gets: by the first rule that fits, whose place is given, else `everythingElse`; then `rule` is -1. */
export function chooseRule(
  params: ComposeParams,
  path: string,
): { readonly part: string; readonly rule: number } {
  const found = prepare(params).rules.find(({ fits }) => fits(path));
  return found ? { part: found.part, rule: found.place } : { part: params.everythingElse, rule: -1 };
}

/** The prompt of one sample, as it is sent. Pure; the preview uses it, too. */
export function composePrompt(params: ComposeParams, facets: PromptFacets, seed: number): PromptFacet {
  const { pieces } = prepare(params);
  const { part } = chooseRule(params, facets.location?.path ?? '');
  const values = promptValues(facets);
  const names = ['base', `parts.${part}`, ...(params.aesthetic ? ['aestheticText'] : [])];
  const text = names
    .map((name) => renderTemplate(pieces.get(name) ?? [], values).trim())
    .filter(Boolean)
    .join('\n\n');
  return {
    text,
    question: drawQuestion(params.questions, seed),
    part: pieces.has(`parts.${part}`) ? part : '',
  };
}

interface Prepared {
  readonly pieces: ReadonlyMap<string, readonly TemplatePart[]>;
  /** Without rules whose pattern does not work; `place` is that among all. */
  readonly rules: readonly { readonly fits: PathTest; readonly part: string; readonly place: number }[];
  readonly problems: readonly ParamProblem[];
}

const prepare = remember((params: ComposeParams): Prepared => {
  const problems: ParamProblem[] = [];
  const pieces = new Map<string, readonly TemplatePart[]>();
  for (const [name, text] of textFields(params)) {
    if (name === 'aestheticText' && !params.aesthetic) continue;
    const template = parseTemplate(text);
    if ('parts' in template) pieces.set(name, template.parts);
    else problems.push({ param: name.split('.')[0] ?? name, ...faultOf(name, template.fault.message) });
  }
  const rules = params.rules.flatMap(({ pattern, part }, place) => {
    const compiled = compilePathPattern(pattern);
    if ('fits' in compiled) return [{ fits: compiled.fits, part, place }];
    const message = `The pattern "${pattern}" does not work. ${compiled.fault}`;
    problems.push({ param: 'rules', message, remedy: 'Correct the pattern.' });
    return [];
  });
  problems.push(...unknownParts(params), ...emptyPrompt(params));
  return { pieces, rules, problems };
});

function faultOf(name: string, message: string): Pick<ParamProblem, 'message' | 'remedy'> {
  const part = name.startsWith('parts.') ? `In "${name.slice('parts.'.length)}": ` : '';
  return { message: part + message, remedy: 'Correct the prompt.' };
}

function unknownParts({ parts, rules, everythingElse }: ComposeParams): ParamProblem[] {
  const ids = parts.map(({ id }) => id);
  const known = new Set(ids);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  const problem = (param: string, message: string, remedy: string): ParamProblem => ({
    param,
    message,
    remedy,
  });
  return [
    ...(twice === undefined
      ? []
      : [problem('parts', `Two parts are called "${twice}".`, 'Give one of them another name.')]),
    ...rules
      .filter(({ part }) => part !== '' && !known.has(part))
      .map(({ pattern, part }) =>
        problem(
          'rules',
          `"${pattern}" asks for the part "${part}", which is not there.`,
          'Choose another part.',
        ),
      ),
    ...(everythingElse === '' || known.has(everythingElse)
      ? []
      : [problem('everythingElse', `There is no part "${everythingElse}".`, 'Choose another part.')]),
  ];
}

function emptyPrompt({ base, parts }: ComposeParams): ParamProblem[] {
  if (base.trim() !== '' || parts.some(({ text }) => text.trim() !== '')) return [];
  const message = 'The prompt is empty.';
  return [{ param: 'base', message, remedy: 'Write what captioners are to do.', severity: 'warning' }];
}
