import { clsx } from 'clsx';
import { useEffect, useRef } from 'react';
import { Dialog } from '../parts/Dialog.tsx';
import { HELP_TEXTS } from '../texts/help.ts';
import { GUIDE_PAGES } from './guide-pages.ts';
import { closeGuide, openGuide, useGuide } from './guide-state.ts';
import { PageText } from './PageText.tsx';

/** The guide, which comes with the app: its pages in a list, and the chosen one beside it. */
export function GuideReader() {
  const { page: id, anchor } = useGuide();
  const page = GUIDE_PAGES.find((one) => one.id === id);
  const text = useRef<HTMLElement>(null);
  useEffect(() => {
    const heading = anchor === '' ? undefined : text.current?.querySelector(`#${CSS.escape(anchor)}`);
    if (heading) heading.scrollIntoView();
    // Another page begins at its top, whichever page was read before.
    else if (id !== undefined) text.current?.scrollTo(0, 0);
  }, [id, anchor]);
  return (
    <Dialog open onClose={closeGuide} title={HELP_TEXTS.guide} width={1040} bare>
      <div className="flex h-[70vh] min-h-0">
        <nav
          aria-label={HELP_TEXTS.pages}
          className="w-56 shrink-0 overflow-auto border-line border-r p-2 max-[800px]:w-44"
        >
          {GUIDE_PAGES.map((one) => (
            <button
              key={one.id}
              type="button"
              aria-current={one.id === id ? 'page' : undefined}
              onClick={() => openGuide(one.id)}
              className={clsx(
                'block min-h-7 w-full rounded-4 px-2 py-1 text-left text-12',
                one.id === id ? 'bg-accent-soft text-tx-1' : 'text-tx-2 hover:bg-bg-4 hover:text-tx-1',
              )}
            >
              {one.title}
            </button>
          ))}
        </nav>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long page must scroll by keys */}
        <article ref={text} tabIndex={0} className="min-w-0 flex-1 overflow-auto px-8 pt-6 pb-10">
          {page ? (
            <PageText page={page} />
          ) : (
            <p className="text-12 text-tx-2">
              {HELP_TEXTS.missing} {HELP_TEXTS.missingRemedy}
            </p>
          )}
        </article>
      </div>
    </Dialog>
  );
}
