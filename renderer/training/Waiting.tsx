import { EmptyState } from '../parts/EmptyState.tsx';
import { Spinner } from '../parts/Spinner.tsx';
import { useLate } from './use-late.ts';

/** Nothing at first; then what is waited for. */
export function Waiting({ text }: { readonly text: string }) {
  const isLate = useLate(150);
  return isLate ? <EmptyState text={text} actions={<Spinner />} /> : null;
}
