import { clsx } from 'clsx';
import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { TEXTS } from '../texts.ts';
import { IconButton } from './IconButton.tsx';

const FOCUSABLE = 'input:not([disabled]), textarea, button:not([disabled]), [tabindex="0"]';

/** A dialog over everything. `footer` holds the buttons, the main one last. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  footer,
  width = 480,
  bare = false,
  children,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly footer?: ReactNode;
  readonly width?: number;
  /** Without padding around the children. */
  readonly bare?: boolean;
  readonly children?: ReactNode;
}) {
  return (
    <Radix.Root
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <Radix.Portal>
        {/* Not Radix.Overlay: it locks scrolling with a style element, which the page's policy does not let in. */}
        <div className="fixed inset-0 z-40 bg-scrim" aria-hidden />
        <Radix.Content
          data-modal=""
          {...(description === undefined && { 'aria-describedby': undefined })}
          style={{ width }}
          onOpenAutoFocus={(event) => {
            // Not the close button: its tooltip would take the first Esc.
            event.preventDefault();
            const box = event.currentTarget instanceof HTMLElement ? event.currentTarget : undefined;
            (box?.querySelector<HTMLElement>(`[data-dialog-body] :is(${FOCUSABLE})`) ?? box)?.focus();
          }}
          className="appear fixed top-[12vh] left-1/2 z-40 flex max-h-[80vh] max-w-[calc(100vw-32px)] -translate-x-1/2 flex-col rounded-8 border border-line-2 bg-bg-2 shadow-2 outline-none"
        >
          <div className="flex h-11 shrink-0 items-center justify-between border-line border-b pr-2 pl-4">
            <Radix.Title className="truncate font-semibold text-13">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton icon={X} label={TEXTS.close} keys="Esc" />
            </Radix.Close>
          </div>
          <div data-dialog-body="" className={clsx('min-h-0 flex-1 overflow-auto', !bare && 'p-4')}>
            {description !== undefined && (
              <Radix.Description className="mb-3 text-12 text-tx-2">{description}</Radix.Description>
            )}
            {children}
          </div>
          {footer && (
            <div className="flex shrink-0 justify-end gap-2 border-line border-t px-4 py-3">{footer}</div>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
