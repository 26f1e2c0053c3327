import { LoaderCircle } from 'lucide-react';

/** The only endless motion of the app; a still ring where motion is not wanted. */
export function Spinner({ size = 16, label }: { readonly size?: number; readonly label?: string }) {
  return (
    <LoaderCircle
      size={size}
      strokeWidth={1.75}
      className="spinner shrink-0 text-accent-tx"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    />
  );
}
