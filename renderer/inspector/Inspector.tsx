import { lazy, Suspense } from 'react';
import { NodeInspector, SeveralInspector } from '../app/later-parts.ts';
import { useScreen } from '../app/screen.ts';
import { useFlow } from '../flow/flow-store.ts';
import { useFollow } from '../seeing/follow-state.ts';
import { ProjectPanel } from './ProjectPanel.tsx';

const FollowPanel = lazy(() =>
  import('../seeing/FollowPanel.tsx').then((it) => ({ default: it.FollowPanel })),
);

/** What is chosen on the canvas: nothing, one node or several; or the way of a sample while one is followed. */
export function Inspector() {
  const flow = useFlow();
  const selection = useScreen((state) => state.selection);
  const nodes = flow.nodes.filter((node) => selection.includes(node.id));
  const [only] = nodes;
  const followed = useFollow((state) => state.target);
  return (
    <Suspense fallback={null}>
      {followed ? (
        <FollowPanel target={followed} />
      ) : nodes.length > 1 ? (
        <SeveralInspector nodes={nodes} />
      ) : only ? (
        <NodeInspector key={only.id} node={only} />
      ) : (
        <ProjectPanel />
      )}
    </Suspense>
  );
}
