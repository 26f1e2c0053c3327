import { ChoiceList, CommandPalette, NodeInspector, QuickAdd, SeveralInspector } from './later-parts.ts';

/** What is asked for first on the flow screen; it is not waited for when it is. */
const NEXT = [
  () => import('../canvas/connect-by-keys.ts'),
  QuickAdd.ahead,
  CommandPalette.ahead,
  NodeInspector.ahead,
  ChoiceList.ahead,
  SeveralInspector.ahead,
];

/** Once the first page has been painted and nothing else is to be done, loads what is likely to come next. Returns how to give it up. */
export function loadAhead(): () => void {
  const load = () => {
    for (const part of NEXT) void part().catch(() => undefined); // Asked for, it is loaded again, and says what is wrong.
  };
  // Safari has no idle callbacks.
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(load, 500);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(load, { timeout: 2000 });
  return () => cancelIdleCallback(handle);
}
