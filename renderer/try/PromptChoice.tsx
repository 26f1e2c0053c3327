import { type ReactNode, useId } from 'react';
import type { TriedNode } from '../../core/side-by-side.ts';
import { Checkbox } from '../parts/Checkbox.tsx';
import { TextArea } from '../parts/TextField.tsx';
import { TRY_TEXTS } from '../texts/try.ts';
import { type Names, promptParam, promptText } from './column-names.ts';

const TEXTS = TRY_TEXTS.columns;

/** Prompts that are ticked: offered ones by their id, an own one, and none at all. */
export interface ChosenPrompts {
  readonly ids: readonly string[];
  readonly own?: TriedNode;
  readonly none: boolean;
}

/** The prompt nodes of what is ticked, in the order of the list; undefined stands for no prompt. */
export function chosenNodes({ ids, own, none }: ChosenPrompts, { presets, catalog }: Names) {
  const offered = presets.filter(({ id }) => ids.includes(id)).map(({ node }) => node);
  const written = own !== undefined && promptText(own, catalog) !== '' ? [own] : [];
  return [...offered, ...written, ...(none ? [undefined] : [])];
}

/** Lets several prompts be ticked, and one be written. */
export function PromptChoice({
  chosen,
  onChosen,
  names,
}: {
  readonly chosen: ChosenPrompts;
  readonly onChosen: (chosen: ChosenPrompts) => void;
  readonly names: Names;
}) {
  const heading = useId();
  const { ids, own, none } = chosen;
  const { presets } = names;
  return (
    <section aria-labelledby={heading} className="min-w-0">
      <h3 id={heading} className="mb-2 font-semibold text-12 text-tx-1">
        {TEXTS.prompts}
      </h3>
      <div className="overflow-hidden rounded-6 border border-line-2 bg-bg-3">
        {presets.map(({ id, title, summary }) => (
          <Choice
            key={id}
            title={title}
            text={summary}
            on={ids.includes(id)}
            onOn={(on) => onChosen({ ...chosen, ids: on ? [...ids, id] : ids.filter((one) => one !== id) })}
          />
        ))}
        <Choice
          title={TEXTS.own}
          on={own !== undefined}
          onOn={(on) => {
            const { own: _, ...rest } = chosen;
            const fresh = on ? ownPrompt('', names) : undefined;
            onChosen(fresh ? { ...rest, own: fresh } : rest);
          }}
        >
          {own && (
            <TextArea
              className="mt-2 min-h-24"
              aria-label={TEXTS.ownLabel}
              placeholder={TEXTS.ownPlaceholder}
              value={ownText(own, names)}
              onValue={(text) => {
                const next = ownPrompt(text, names, own);
                if (next) onChosen({ ...chosen, own: next });
              }}
            />
          )}
        </Choice>
        <Choice
          title={TEXTS.noPrompt}
          text={TEXTS.noPromptText}
          on={none}
          onOn={(on) => onChosen({ ...chosen, none: on })}
        />
      </div>
    </section>
  );
}

/** The type of an own prompt: the first that is offered and has one text. */
export function ownPrompt(
  text: string,
  { presets, catalog }: Names,
  before?: TriedNode,
): TriedNode | undefined {
  const node = before ?? presets.find(({ node: { type } }) => prompts(catalog.get(type)?.params) === 1)?.node;
  const name = node && promptParam(node.type, catalog);
  return node && name !== undefined ? { ...node, params: { ...before?.params, [name]: text } } : undefined;
}

/** The text of an own prompt as it was written. */
export function ownText({ type, params }: TriedNode, { catalog }: Names): string {
  const name = promptParam(type, catalog);
  const text = name === undefined ? undefined : (params[name] ?? catalog.get(type)?.defaults[name]);
  return typeof text === 'string' ? text : '';
}

function prompts(params: Readonly<Record<string, { readonly widget?: string }>> | undefined): number {
  return Object.values(params ?? {}).filter(({ widget }) => widget === 'prompt').length;
}

function Choice({
  title,
  text,
  on,
  onOn,
  children,
}: {
  readonly title: string;
  readonly text?: string;
  readonly on: boolean;
  readonly onOn: (on: boolean) => void;
  readonly children?: ReactNode;
}) {
  const id = useId();
  return (
    <div className="flex items-start gap-2.5 border-line border-t px-3 py-2.5 first:border-t-0">
      <Checkbox id={id} checked={on} onChecked={onOn} className="mt-[3px]" />
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="block font-medium text-12 text-tx-1">
          {title}
        </label>
        {text !== undefined && <p className="text-11 text-tx-3">{text}</p>}
        {children}
      </div>
    </div>
  );
}
