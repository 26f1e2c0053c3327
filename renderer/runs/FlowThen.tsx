import { type ReactNode, useState } from 'react';
import { type Flow, type FlowNode, findNode } from '../../core/flow.ts';
import { useCatalog } from '../flow/flow-store.ts';
import { nodeTitle } from '../flow/node-title.ts';
import type { SketchMark } from '../history/sketch-marks.ts';
import { RUNS_TEXTS } from '../texts/runs.ts';
import { FlowSketch } from './FlowSketch.tsx';
import { presentValue } from './present-value.ts';
import { Card } from './Section.tsx';

const TEXTS = RUNS_TEXTS.one;

/** A flow as it was, with the settings of the node that is pressed. */
export function FlowThen({
  flow,
  title = TEXTS.flow,
  marks,
  end,
}: {
  readonly flow: Flow | null;
  readonly title?: string;
  /** How nodes differ from what the flow is compared with. */
  readonly marks?: ReadonlyMap<string, SketchMark>;
  /** Stands at the end of the card's head. */
  readonly end?: ReactNode;
}) {
  const [chosen, setChosen] = useState<string>();
  if (flow === null)
    return (
      <Card title={title}>
        <p className="px-3 pb-3 text-12 text-tx-2">{TEXTS.flowUnknown}</p>
      </Card>
    );
  const node = chosen === undefined ? undefined : findNode(flow, chosen);
  return (
    <Card title={title} hint={TEXTS.flowHint} end={end}>
      <FlowSketch flow={flow} label={title} chosen={chosen} onChoose={setChosen} marks={marks} />
      {node && <NodeSettings node={node} />}
    </Card>
  );
}

function NodeSettings({ node }: { readonly node: FlowNode }) {
  const catalog = useCatalog();
  const descriptor = catalog.get(node.type);
  const set = Object.entries(node.params);
  return (
    <div className="px-3 py-2.5" aria-live="polite">
      <h3 className="mb-1 font-semibold text-12">
        {TEXTS.settingsOf(nodeTitle(node, catalog))}{' '}
        <span className="mono font-normal text-tx-3">
          {node.id} · {node.type} {node.version}
        </span>
      </h3>
      {set.length === 0 ? (
        <p className="text-12 text-tx-3">{TEXTS.defaults}</p>
      ) : (
        <dl className="grid grid-cols-[minmax(120px,auto)_1fr] gap-x-3 gap-y-1">
          {set.map(([name, value]) => {
            const schema = descriptor?.params[name];
            return (
              <div key={name} className="contents">
                <dt className="text-12 text-tx-2">{schema?.label ?? name}</dt>
                <dd className="mono min-w-0 whitespace-pre-wrap break-words">
                  {presentValue(value, schema)}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
    </div>
  );
}
