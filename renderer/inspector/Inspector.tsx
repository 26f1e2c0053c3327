import { useScreen } from '../app/screen.ts';
import { useFlow } from '../flow/flow-store.ts';
import { NodeInspector } from './NodeInspector.tsx';
import { ProjectPanel } from './ProjectPanel.tsx';
import { SeveralInspector } from './SeveralInspector.tsx';

/** What is chosen on the canvas: nothing, one node or several. */
export function Inspector() {
  const flow = useFlow();
  const selection = useScreen((state) => state.selection);
  const nodes = flow.nodes.filter((node) => selection.includes(node.id));
  const [only] = nodes;
  if (nodes.length > 1) return <SeveralInspector nodes={nodes} />;
  return only ? <NodeInspector key={only.id} node={only} /> : <ProjectPanel />;
}
