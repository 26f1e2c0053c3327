import { Fragment } from 'react';
import type { FlowNode } from '../../../core/flow.ts';
import type { NodeDescriptor } from '../../../core/node-descriptor.ts';
import { TEXTS } from '../../texts.ts';
import { PreviewSection } from '../prompt/PreviewSection.tsx';
import { composedNames, PromptComposer } from '../prompt/PromptComposer.tsx';
import { formSections, promptParts } from './form-model.ts';
import { ParamField } from './ParamField.tsx';

/** The form of one or several nodes, made from their parameters' schema. */
export function ParamForm({
  nodes,
  descriptor,
}: {
  readonly nodes: readonly FlowNode[];
  readonly descriptor: Pick<NodeDescriptor, 'params'>;
}) {
  const sections = formSections(descriptor);
  const single = nodes.length === 1 ? nodes[0] : undefined;
  const composed = single && promptParts(descriptor);
  const prompts = sections.flatMap(({ fields }) => fields).filter((field) => field.control === 'prompt');
  const taken = single && composed ? composedNames(single, composed, prompts[0]) : new Set<string>();
  if (sections.length === 0) return <p className="p-4 text-12 text-tx-3">{TEXTS.inspector.noSettings}</p>;
  const preview = single && <PreviewSection node={single.id} />;
  return (
    <div className="px-4 pb-6">
      {single && composed && taken.size > 0 && (
        <div className="py-2">
          <PromptComposer node={single} composed={composed} base={prompts[0]} />
        </div>
      )}
      {taken.size > 0 && preview}
      {sections.map(({ title, fields }, index) => {
        const shown = fields.filter((field) => !taken.has(field.name) && field.control !== 'rules');
        if (shown.length === 0) return null;
        const hasPrompt = shown.some((field) => field.control === 'prompt');
        return (
          <Fragment key={title}>
            <section className={index > 0 || taken.size > 0 ? 'border-line border-t py-2' : 'py-2'}>
              {title !== '' && <h3 className="flex h-7 items-center font-semibold text-12">{title}</h3>}
              {shown.map((field) => (
                <ParamField key={field.name} nodes={nodes} field={field} />
              ))}
            </section>
            {hasPrompt && taken.size === 0 && preview}
          </Fragment>
        );
      })}
    </div>
  );
}
