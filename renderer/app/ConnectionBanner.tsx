import { useProject } from '../rpc/project-state.ts';
import { TEXTS } from '../texts.ts';

/** Says above every screen that the engine is away. */
export function ConnectionBanner() {
  const connection = useProject((state) => state.connection);
  if (connection !== 'lost' && connection !== 'restarting') return null;
  return (
    <div role="alert" className="shrink-0 border-line border-b bg-warn-soft px-4 py-1.5 text-12 text-warn">
      {TEXTS.connection[connection]}
    </div>
  );
}
