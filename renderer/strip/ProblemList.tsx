import { Ban, OctagonAlert, RotateCcw, TriangleAlert } from 'lucide-react';
import type { Problem } from '../../core/problem.ts';
import type { ProblemGroup } from '../../core/run.ts';
import { applyFix, fixFor } from '../app/fixes.ts';
import { startRun } from '../app/run-control.ts';
import { openImage, selectNodes } from '../app/screen.ts';
import { carryCaptionsOver, leaveChangedPictures } from '../failures/failure-actions.ts';
import { GroupActions } from '../failures/GroupActions.tsx';
import { useChangedPictures } from '../failures/use-changed-pictures.ts';
import { useCatalog, useDescriptor, useFlow, useProblems } from '../flow/flow-store.ts';
import { nodeTitle } from '../flow/node-title.ts';
import { formatCount } from '../format.ts';
import { native } from '../native/native-abilities.ts';
import { Button } from '../parts/Button.tsx';
import { useProject } from '../rpc/project-state.ts';
import { TEXTS } from '../texts.ts';

/** What stands against a run, why it stopped, and failed and rejected samples by cause; each with what repairs it. */
export function ProblemList({ groups }: { readonly groups: readonly ProblemGroup[] }) {
  const found = useProblems();
  const reason = useProject((state) => state.run?.reason);
  const flow = useFlow();
  const catalog = useCatalog();
  const problems = flow.nodes.length === 0 ? [] : found;
  const titleOf = (id: string | undefined) => {
    const node = flow.nodes.find((each) => each.id === id);
    return node ? nodeTitle(node, catalog) : id;
  };
  const failed = groups.some((group) => group.outcome === 'failed' && group.skipped < group.count);
  const changed = useChangedPictures();
  if (problems.length === 0 && groups.length === 0 && !reason && changed === 0)
    return <p className="p-4 text-12 text-tx-2">{TEXTS.strip.noProblems}</p>;
  return (
    <div className="h-full overflow-auto">
      <ul>
        {reason && (
          <Row
            icon={<OctagonAlert size={14} strokeWidth={1.75} className="text-err" aria-hidden />}
            message={reason.message}
            remedy={reason.remedy}
          >
            {reason.fix && (
              <Button
                size="small"
                onClick={() => reason.fix && applyFix(reason.fix, troubledNode(reason.code))}
              >
                {TEXTS.fixes[reason.fix]}
              </Button>
            )}
          </Row>
        )}
        {problems.map((problem) => (
          <Row
            key={`${problem.node ?? ''} ${problem.code} ${problem.port ?? problem.param ?? ''} ${problem.message}`}
            icon={
              problem.severity === 'error' ? (
                <OctagonAlert size={14} strokeWidth={1.75} className="text-err" aria-hidden />
              ) : (
                <TriangleAlert size={14} strokeWidth={1.75} className="text-warn" aria-hidden />
              )
            }
            node={problem.node}
            title={titleOf(problem.node)}
            message={problem.message}
            remedy={problem.remedy}
          >
            <FixButton problem={problem} type={flow.nodes.find((node) => node.id === problem.node)?.type} />
          </Row>
        ))}
        <ChangedPictures />
        {failed && (
          <li className="flex h-9 items-center justify-end border-line border-b px-3">
            <Button size="small" icon={RotateCcw} onClick={() => void startRun({ retryFailed: true })}>
              {TEXTS.strip.retryFailed}
            </Button>
          </li>
        )}
        {groups.map((group) => (
          <Row
            key={`${group.node} ${group.outcome} ${group.cause}`}
            icon={
              group.outcome === 'failed' ? (
                <OctagonAlert size={14} strokeWidth={1.75} className="text-err" aria-hidden />
              ) : (
                <Ban size={14} strokeWidth={1.75} className="text-tx-3" aria-hidden />
              )
            }
            node={group.node}
            title={titleOf(group.node)}
            message={group.reason}
            remedy={group.remedy}
            count={group.count}
          >
            <Examples group={group} />
            <GroupActions group={group} title={titleOf(group.node) ?? group.node} />
          </Row>
        ))}
      </ul>
    </div>
  );
}

/** Pictures that are no longer what was captioned: the person decides what becomes of their captions. */
function ChangedPictures() {
  const count = useChangedPictures();
  if (count === 0) return null;
  return (
    <Row
      icon={<TriangleAlert size={14} strokeWidth={1.75} className="text-warn" aria-hidden />}
      message={TEXTS.failures.changed(count)}
      remedy={TEXTS.failures.changedHelp}
    >
      <Button size="small" kind="quiet" onClick={() => void leaveChangedPictures()}>
        {TEXTS.failures.captionAnew}
      </Button>
      <Button size="small" onClick={() => void carryCaptionsOver()}>
        {TEXTS.failures.carryOver}
      </Button>
    </Row>
  );
}

function FixButton({ problem, type }: { readonly problem: Problem; readonly type: string | undefined }) {
  const fix = fixFor(problem, useDescriptor(type));
  if (!fix) return null;
  return (
    <Button size="small" onClick={() => applyFix(fix, problem.node)}>
      {TEXTS.fixes[fix]}
    </Button>
  );
}

/** The node that the run's reason belongs to: the one in error with the same code. */
function troubledNode(code: string): string | undefined {
  return useProject.getState().run?.nodes.find((node) => node.error?.code === code)?.id;
}

function Examples({ group }: { readonly group: ProblemGroup }) {
  return group.examples.slice(0, 4).map(({ sample, image, path }) =>
    image ? (
      <button
        key={sample}
        type="button"
        aria-label={`${TEXTS.inspector.open} ${path ?? ''}`}
        title={path}
        onClick={() => openImage(image)}
        className="size-6 overflow-hidden rounded-4 bg-mat"
      >
        <img src={native().thumbUrl(image)} alt="" className="size-full object-cover" />
      </button>
    ) : (
      <span key={sample} className="mono max-w-40 truncate text-tx-3" title={path}>
        {path}
      </span>
    ),
  );
}

function Row({
  icon,
  node,
  title,
  message,
  remedy,
  count,
  children,
}: {
  readonly icon: React.ReactNode;
  readonly node?: string;
  readonly title?: string;
  readonly message: string;
  readonly remedy?: string;
  readonly count?: number;
  readonly children?: React.ReactNode;
}) {
  return (
    <li className="flex min-h-8 flex-wrap items-center gap-x-2 gap-y-1 border-line border-b px-3 py-1">
      <span className="shrink-0">{icon}</span>
      {node !== undefined && (
        <button
          type="button"
          onClick={() => selectNodes([node])}
          className="w-32 shrink-0 truncate text-left font-medium text-12 text-tx-1 hover:underline"
        >
          {title}
        </button>
      )}
      {count !== undefined && (
        <span className="mono w-10 shrink-0 text-right text-tx-1">{formatCount(count)}</span>
      )}
      <span className="min-w-72 flex-1 text-12">
        <span className="break-words text-tx-1">{message}</span>
        {remedy !== undefined && <span className="break-words text-tx-2"> {remedy}</span>}
      </span>
      <span className="ml-auto flex shrink-0 items-center gap-1.5">{children}</span>
    </li>
  );
}
