import { isSameFlow, type ValueChange } from '../../core/compare-flows.ts';
import type { RunComparison } from '../../core/compare-runs.ts';
import { formatBytes } from '../format.ts';
import { ChangeLine, ChangeRow, FlowChanges } from '../history/FlowChanges.tsx';
import { RUNS_TEXTS } from '../texts/runs.ts';
import { ValueChangeText } from './Marks.tsx';
import { presentValue } from './present-value.ts';
import { Card } from './Section.tsx';

const TEXTS = RUNS_TEXTS.compared;

/** What was changed between two runs: flow, options, models, versions and hardware. */
export function ChangeList({ comparison }: { readonly comparison: RunComparison }) {
  const { flow, options, models, environment, nodes } = comparison;
  const titleOf = (id: string) => nodes.find((node) => node.id === id)?.title ?? id;
  const nothing = flow && isSameFlow(flow) && options.length + models.length + environment.length === 0;
  return (
    <Card title={TEXTS.changed}>
      <ul className="border-line border-t">
        {nothing && <li className="px-3 py-2.5 text-12 text-tx-2">{TEXTS.nothing}</li>}
        {flow === undefined && <li className="px-3 py-2.5 text-12 text-tx-2">{TEXTS.flowUnknown}</li>}
        {flow && (
          <FlowChanges
            flow={flow}
            titleOf={titleOf}
            typeOf={(id) => nodes.find((node) => node.id === id)?.type}
          />
        )}
        {models.map(({ node, changes }) => (
          <Values key={`model ${node}`} title={titleOf(node)} changes={changes} names={TEXTS.fields} />
        ))}
        {options.length > 0 && (
          <Values title={TEXTS.optionsHead} changes={options} names={RUNS_TEXTS.options as never} />
        )}
        {environment.length > 0 && (
          <Values title={TEXTS.environmentHead} changes={environment} names={RUNS_TEXTS.environment} />
        )}
      </ul>
    </Card>
  );
}

function Values({
  title,
  changes,
  names,
}: {
  readonly title: string;
  readonly changes: readonly ValueChange[];
  readonly names: Readonly<Record<string, string>>;
}) {
  const text = (name: string, value: ValueChange['before']) =>
    name === 'memoryBytes' && typeof value === 'number' ? formatBytes(value) : presentValue(value);
  return (
    <ChangeLine sign="changed" title={title}>
      {changes.map(({ name, before, after }) => (
        <ChangeRow key={name} name={names[name] ?? name}>
          <ValueChangeText before={text(name, before)} after={text(name, after)} />
        </ChangeRow>
      ))}
    </ChangeLine>
  );
}
