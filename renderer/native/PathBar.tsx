import { ArrowUp } from 'lucide-react';
import type { FolderListing } from '../../core/contract/system.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { FILE_TEXTS } from '../texts/files.ts';
import { pathSteps } from './path-parts.ts';

/** Where the file dialog is, step by step, and the way up. */
export function PathBar({
  listing,
  onEnter,
}: {
  readonly listing: FolderListing | undefined;
  readonly onEnter: (path: string) => void;
}) {
  const parent = listing?.parent;
  return (
    <div className="flex h-10 shrink-0 items-center gap-1 border-line border-b px-2">
      <IconButton
        icon={ArrowUp}
        label={FILE_TEXTS.up}
        disabled={parent === undefined}
        onClick={() => parent !== undefined && onEnter(parent)}
      />
      {/* Right to left keeps the end of a long path in view; the isolated text reads as it should. */}
      <nav
        aria-label={FILE_TEXTS.path}
        className="flex min-w-0 flex-1 flex-row-reverse justify-end overflow-hidden"
      >
        <div className="flex shrink-0 items-center">
          {(listing ? pathSteps(listing.path) : []).map((step, index) => (
            <button
              key={step.path}
              type="button"
              onClick={() => onEnter(step.path)}
              className="mono flex h-6 items-center rounded-4 px-1 text-tx-2 hover:bg-bg-4 hover:text-tx-1"
            >
              {index > 1 && <span className="pr-2 text-tx-3">/</span>}
              {step.name}
            </button>
          ))}
        </div>
      </nav>
    </div>
  );
}
