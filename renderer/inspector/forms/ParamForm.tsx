import { RotateCcw, Search } from 'lucide-react';
import { Fragment, lazy, Suspense, useState } from 'react';
import type { FlowNode } from '../../../core/flow.ts';
import type { NodeDescriptor } from '../../../core/node-descriptor.ts';
import { IconButton } from '../../parts/IconButton.tsx';
import { TextField } from '../../parts/TextField.tsx';
import { TEXTS } from '../../texts.ts';
import { composedNames } from '../prompt/composed-names.ts';
import { PreviewSection } from '../prompt/PreviewSection.tsx';
import { findSettings, SEARCH_ABOVE } from './find-setting.ts';
import { formSections, promptParts, type Section } from './form-model.ts';
import { ParamField } from './ParamField.tsx';
import { changedParams, resetParams } from './reset-fields.ts';

const PromptComposer = lazy(() =>
  import('../prompt/PromptComposer.tsx').then((it) => ({ default: it.PromptComposer })),
);

/** The form of one or several nodes, made from their parameters' schema. */
export function ParamForm({
  nodes,
  descriptor,
}: {
  readonly nodes: readonly FlowNode[];
  readonly descriptor: Pick<NodeDescriptor, 'params'>;
}) {
  const [search, setSearch] = useState('');
  const all = formSections(descriptor);
  const single = nodes.length === 1 ? nodes[0] : undefined;
  const composed = single && promptParts(descriptor);
  const prompts = all.flatMap(({ fields }) => fields).filter((field) => field.control === 'prompt');
  const taken = single && composed ? composedNames(single, composed, prompts[0]) : new Set<string>();
  if (all.length === 0) return <p className="p-4 text-12 text-tx-3">{TEXTS.inspector.noSettings}</p>;
  const shown = all
    .map(({ title, fields }) => ({
      title,
      fields: fields.filter((field) => !taken.has(field.name) && field.control !== 'rules'),
    }))
    .filter(({ fields }) => fields.length > 0);
  const searchable = shown.flatMap(({ fields }) => fields).length > SEARCH_ABOVE;
  const found = searchable ? findSettings(shown, search) : shown;
  const searching = searchable && search.trim() !== '';
  const withPrompts = single && !searching;
  return (
    <div className="px-4 pb-6">
      {searchable && (
        <TextField
          className="mt-3 mb-1 w-full"
          type="search"
          icon={Search}
          aria-label={TEXTS.form.find}
          placeholder={TEXTS.form.find}
          value={search}
          onValue={setSearch}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || search === '') return;
            event.stopPropagation();
            setSearch('');
          }}
        />
      )}
      {withPrompts && composed && taken.size > 0 && (
        <>
          <div className="py-2">
            <Suspense fallback={null}>
              <PromptComposer node={single} composed={composed} base={prompts[0]} />
            </Suspense>
          </div>
          <PreviewSection node={single.id} />
        </>
      )}
      {searching && found.length === 0 && (
        <p className="py-3 text-12 text-tx-3">{TEXTS.form.foundNone(search.trim())}</p>
      )}
      {found.map((section, index) => (
        <Fragment key={section.title}>
          <section
            aria-label={section.title || undefined}
            className={index > 0 || (withPrompts && taken.size > 0) ? 'border-line border-t py-2' : 'py-2'}
          >
            <SectionHead nodes={nodes} section={section} />
            {section.fields.map((field) => (
              <ParamField key={field.name} nodes={nodes} field={field} />
            ))}
          </section>
          {withPrompts && taken.size === 0 && section.fields.some((field) => field.control === 'prompt') && (
            <PreviewSection node={single.id} />
          )}
        </Fragment>
      ))}
    </div>
  );
}

function SectionHead({
  nodes,
  section: { title, fields },
}: {
  readonly nodes: readonly FlowNode[];
  readonly section: Section;
}) {
  if (title === '') return null;
  const params = Object.fromEntries(fields.map(({ name, schema }) => [name, schema]));
  const changed = changedParams(nodes, params);
  return (
    <div className="flex h-7 items-center justify-between">
      <h3 className="font-semibold text-12">{title}</h3>
      {changed.length > 1 && (
        <IconButton
          icon={RotateCcw}
          iconSize={12}
          size={24}
          className="text-tx-3"
          label={TEXTS.form.restoreSection(title)}
          onClick={() => resetParams(nodes, params, title)}
        />
      )}
    </div>
  );
}
