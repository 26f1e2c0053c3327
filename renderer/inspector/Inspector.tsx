import { lazy, Suspense } from 'react';
import { useScreen } from '../app/screen.ts';
import { useFlow } from '../flow/flow-store.ts';
import { useFollow } from '../seeing/follow-state.ts';
import { NodeInspector } from './NodeInspector.tsx';
import { ProjectPanel } from './ProjectPanel.tsx';
import { SeveralInspector } from './SeveralInspector.tsx';

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
  if (followed)
    return (
      <Suspense fallback={null}>
        <FollowPanel target={followed} />
      </Suspense>
    );
  if (nodes.length > 1) return <SeveralInspector nodes={nodes} />;
  return only ? <NodeInspector key={only.id} node={only} /> : <ProjectPanel />;
}
