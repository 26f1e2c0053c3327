import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { type StripTab, useScreen } from '../app/screen.ts';
import { useRoom } from '../app/window-size.ts';
import { useBatches, useFollowBatches } from '../batches/batches-state.ts';
import { useBatchPlans } from '../batches/use-batch-plans.ts';
import { useFlow, useProblems } from '../flow/flow-store.ts';
import { formatCount } from '../format.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { PanelBorder } from '../parts/PanelBorder.tsx';
import { usePanelSize } from '../parts/panel-sizes.ts';
import { Switch } from '../parts/Switch.tsx';
import { Tabs } from '../parts/Tabs.tsx';
import { api } from '../rpc/queries.ts';
import { BATCH_TEXTS } from '../texts/batches.ts';
import { TEXTS } from '../texts.ts';
import { LiveSamples } from './LiveSamples.tsx';

const LogList = lazy(() => import('./LogList.tsx').then((it) => ({ default: it.LogList })));
const ProblemList = lazy(() => import('./ProblemList.tsx').then((it) => ({ default: it.ProblemList })));
const RunList = lazy(() => import('./RunList.tsx').then((it) => ({ default: it.RunList })));
const BatchList = lazy(() => import('../batches/BatchList.tsx').then((it) => ({ default: it.BatchList })));

const HEIGHT = { min: 96, max: 400, start: 140 };

/** Under the canvas: what comes in, what went wrong, what was said, what has run. */
export function Strip() {
  const room = useRoom();
  const height = usePanelSize('strip', HEIGHT);
  const folded = useScreen((state) => state.stripFolded);
  const [follow, setFollow] = useState(true);
  const tab = useScreen((state) => state.stripTab);
  const failures = useQuery(api.run.problems.queryOptions({ input: {} })).data;
  const empty = useFlow().nodes.length === 0;
  // An empty canvas says itself what to do.
  const standing = useProblems().length * (empty ? 0 : 1);
  const history = useQuery(api.runHistory.list.queryOptions({ input: { limit: 100 } })).data;
  useFollowBatches();
  const batches = useBatches((state) => state.batches);
  const plans = useBatchPlans();
  const underWay = batches.filter(({ collected }) => !collected).length;
  const open = !(folded ?? !room.strip);
  const failed = (failures ?? [])
    .filter((group) => group.outcome === 'failed')
    .reduce((sum, group) => sum + group.count - group.skipped, 0);
  const problems = failed + standing;
  return (
    <>
      {open ? (
        <PanelBorder
          panel="strip"
          limits={HEIGHT}
          edge="bottom"
          label={TEXTS.borders.strip}
          controls="strip"
        />
      ) : (
        <div className="h-px bg-line" />
      )}
      <section
        id="strip"
        data-region="strip"
        aria-label={TEXTS.regions.strip}
        style={{ height: open ? height : 32 }}
        className="flex shrink-0 flex-col overflow-hidden bg-bg-2"
      >
        <Tabs
          label={TEXTS.regions.strip}
          underlined={false}
          value={tab}
          onValue={(value) => {
            useScreen.setState({ stripTab: value as StripTab, stripFolded: false });
          }}
          end={
            <>
              {tab === 'live' && open && (
                // biome-ignore lint/a11y/noLabelWithoutControl: the switch is a labelable button inside
                <label className="flex items-center gap-2 text-12 text-tx-2">
                  <Switch checked={follow} onChecked={setFollow} />
                  {TEXTS.strip.follow}
                </label>
              )}
              <IconButton
                icon={open ? ChevronDown : ChevronUp}
                size={24}
                label={open ? TEXTS.strip.fold : TEXTS.strip.unfold}
                side="top"
                onClick={() => useScreen.setState({ stripFolded: open })}
              />
            </>
          }
          tabs={[
            { value: 'live', label: TEXTS.strip.tabs.live, content: <LiveSamples follow={follow} /> },
            {
              value: 'problems',
              label: TEXTS.strip.tabs.problems,
              ...(problems > 0 && { count: formatCount(problems), countTone: 'err' as const }),
              content: <Later>{failures && <ProblemList groups={failures} />}</Later>,
            },
            {
              value: 'log',
              label: TEXTS.strip.tabs.log,
              content: (
                <Later>
                  <LogList />
                </Later>
              ),
            },
            {
              value: 'runs',
              label: TEXTS.strip.tabs.runs,
              ...(history && history.total > 0 && { count: formatCount(history.total) }),
              content: <Later>{history && <RunList runs={history.runs} />}</Later>,
            },
            ...(batches.length + plans.length > 0
              ? [
                  {
                    value: 'batches',
                    label: BATCH_TEXTS.tab,
                    ...(underWay > 0 && { count: formatCount(underWay) }),
                    content: (
                      <Later>
                        <BatchList batches={batches} plans={plans} />
                      </Later>
                    ),
                  },
                ]
              : []),
          ]}
        />
      </section>
    </>
  );
}

function Later({ children }: { readonly children: ReactNode }) {
  return <Suspense fallback={null}>{children}</Suspense>;
}
