import type { PromptFacet } from '../../core/sample.ts';
import { type ComposeParams, chooseRule, compose, composePrompt, textFields } from './compose.ts';
import { LONG_PROMPT, lintText, type PromptHint } from './lint.ts';
import { IMAGE_VARIABLES, type PromptFacets } from './prompt-values.ts';
import { renderPromptText, type TextParams, text } from './text.ts';

/** How many images a part gets; `part` is '' and `covered` false for those that no rule fits. */
export interface Coverage {
  readonly part: string;
  readonly title: string;
  readonly count: number;
}

/** What can be told about a prompt node without running it. `params` are as the node's schema gives them. */
export interface PromptPreviewer<P> {
  render(params: P, facets: PromptFacets, seed: number): PromptFacet;
  lint(params: P): readonly PromptHint[];
  /** Streams over the paths of the images that are known. */
  coverage(params: P, paths: Iterable<string>): readonly Coverage[];
}

const composePreviewer: PromptPreviewer<ComposeParams> = {
  render: composePrompt,
  lint(params) {
    const fields = textFields(params);
    const hints = [...fields].flatMap(([param, value]) => lintText(param, value));
    const longest = Math.max(0, ...params.parts.map((part) => part.text.length));
    const whole = params.base.length + longest + (params.aesthetic ? params.aestheticText.length : 0);
    if (whole <= LONG_PROMPT || hints.some(({ message }) => message.startsWith('Over '))) return hints;
    const message = `With its longest part the prompt has over ${LONG_PROMPT.toLocaleString('en')} characters, on every image`;
    return [{ param: 'base', line: 1, column: 1, length: 1, message }, ...hints];
  },
  coverage(params, paths) {
    const counts = new Map<string, number>(params.parts.map(({ id }) => [id, 0]));
    let uncovered = 0;
    for (const path of paths) {
      const { part, covered } = chooseRule(params, path);
      if (covered) counts.set(part, (counts.get(part) ?? 0) + 1);
      else uncovered += 1;
    }
    const titles = new Map(params.parts.map(({ id, title }) => [id, title]));
    return [
      ...[...counts].map(([part, count]) => ({ part, title: titles.get(part) ?? part, count })),
      { part: '', title: 'Everything else', count: uncovered },
    ];
  },
};

const textPreviewer: PromptPreviewer<TextParams> = {
  render: renderPromptText,
  lint: (params) => lintText('text', params.text),
  coverage(_params, paths) {
    let count = 0;
    for (const _ of paths) count += 1;
    return [{ part: '', title: 'All images', count }];
  },
};

/** A previewer whose parameters pass the node's own schema first. */
export type UncheckedPreviewer = PromptPreviewer<unknown>;

/** Node types that write prompts, by name, with what the preview asks them. Parameters may have gaps: defaults fill them. Throws a ZodError on others. */
export const PROMPT_PREVIEWS: ReadonlyMap<string, UncheckedPreviewer> = new Map([
  [compose.type, checked(composePreviewer, (params) => compose.params.parse(params) as ComposeParams)],
  [text.type, checked(textPreviewer, (params) => text.params.parse(params) as TextParams)],
]);

function checked<P>(previewer: PromptPreviewer<P>, parse: (params: unknown) => P): UncheckedPreviewer {
  return {
    render: (params, facets, seed) => previewer.render(parse(params), facets, seed),
    lint: (params) => previewer.lint(parse(params)),
    coverage: (params, paths) => previewer.coverage(parse(params), paths),
  };
}

/** Names that a template can use for these samples: the fixed ones, then what their evidence and metadata hold, at most 200. */
export function variablesOf(samples: Iterable<PromptFacets>): readonly string[] {
  const names = new Set(Object.keys(IMAGE_VARIABLES));
  for (const { evidence, metadata } of samples) {
    collectNames('evidence', evidence, names);
    collectNames('metadata', metadata, names);
  }
  return [...names].slice(0, 200);
}

function collectNames(prefix: string, value: unknown, names: Set<string>, depth = 0): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (depth > 0 && value !== undefined) names.add(prefix);
    return;
  }
  if (depth >= 4) return;
  // a name with other characters could not be written between braces
  for (const [name, inner] of Object.entries(value))
    if (/^[\w-]{1,60}$/.test(name)) collectNames(`${prefix}.${name}`, inner, names, depth + 1);
}
