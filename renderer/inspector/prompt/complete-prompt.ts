import type { PromptVariable } from '../../../core/prompt-variable.ts';
import { openSections, writtenTag } from './prompt-tags.ts';

/** Something that can stand where the cursor is. */
export interface PromptChoice {
  readonly label: string;
  /** What it holds on the present image; '' where it holds nothing. */
  readonly holds: string;
  /** What takes the place of the name, and where the cursor then stands in it. */
  readonly insert: string;
  readonly cursor: number;
}

export interface PromptCompletion {
  /** Where the name begins that a choice takes the place of. */
  readonly from: number;
  /** Where what is replaced ends: after the rest of the name and its braces, where they are there already. */
  readonly to: number;
  readonly choices: readonly PromptChoice[];
}

/** What can stand at a place of a prompt; undefined outside of tags. Pure. */
export function completePrompt(
  text: string,
  cursor: number,
  variables: readonly PromptVariable[],
): PromptCompletion | undefined {
  const tag = writtenTag(text, cursor);
  if (!tag) return undefined;
  const rest = /^([\w.-]*\s*\}\}\}?)?/.exec(text.slice(cursor))?.[0] ?? '';
  const end = tag.braces;
  const sections = openSections(text, tag.from);
  const range = { from: tag.from, to: cursor + rest.length };
  if (tag.kind === 'close')
    return { ...range, choices: sections.map((name) => choice(name, '', name + end)) };
  if (tag.kind === 'variable')
    return {
      ...range,
      choices: [
        ...fieldsOf(sections, variables, end),
        ...variables
          .filter(({ kind }) => kind !== 'group')
          .map(({ name, text: holds }) => choice(name, holds, name + end)),
      ],
    };
  // A section that is closed further on already gets no second end.
  const closed = (name: string) => text.slice(range.to).includes(`{{/${name}}}`);
  return {
    ...range,
    choices: variables.map(({ name, text: holds }) =>
      closed(name)
        ? choice(name, holds, name + end)
        : { ...choice(name, holds, `${name}${end}{{/${name}}}`), cursor: name.length + end.length },
    ),
  };
}

/** Names of the items of the lists that are gone through here, and the item itself. */
function fieldsOf(
  sections: readonly string[],
  variables: readonly PromptVariable[],
  end: string,
): readonly PromptChoice[] {
  const lists = sections.flatMap((name) => variables.filter((each) => each.name === name));
  return lists.flatMap(({ name, kind, fields = [] }) => [
    ...fields.map((field) => choice(field, name, field + end)),
    ...(kind === 'list' && fields.length === 0 ? [choice('.', name, `.${end}`)] : []),
  ]);
}

function choice(label: string, holds: string, insert: string): PromptChoice {
  return { label, holds, insert, cursor: insert.length };
}
