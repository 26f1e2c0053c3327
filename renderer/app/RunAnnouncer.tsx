import { useEffect, useRef, useState } from 'react';
import { currentFlow, useFlowStore } from '../flow/flow-store.ts';
import { nodeTitle } from '../flow/node-title.ts';
import { useProject } from '../rpc/project-state.ts';
import { type Announced, announceRun } from './announce-run.ts';

/** Says for readers how the run goes. */
export function RunAnnouncer() {
  const run = useProject((state) => state.run);
  const [status, setStatus] = useState('');
  const [errors, setErrors] = useState('');
  const last = useRef<Announced>(undefined);
  useEffect(() => {
    const news = run && announceRun(run, last.current, Date.now(), titleOf);
    if (!news) return;
    last.current = news.announced;
    if (news.status !== undefined) setStatus(news.status);
    if (news.errors !== undefined) setErrors(news.errors);
  }, [run]);
  return (
    <>
      <div role="status" className="sr-only">
        {status}
      </div>
      <div role="alert" className="sr-only">
        {errors}
      </div>
    </>
  );
}

function titleOf(id: string): string {
  const node = currentFlow().nodes.find((each) => each.id === id);
  return node ? nodeTitle(node, useFlowStore.getState().catalog) : id;
}
