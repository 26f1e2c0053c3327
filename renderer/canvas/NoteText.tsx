import Markdown, { type Components } from 'react-markdown';
import { toast } from '../parts/Toast.tsx';
import { CANVAS_TEXTS } from '../texts/canvas.ts';

const TEXTS = CANVAS_TEXTS.note;

/**
 * A note's Markdown. Notes come from strangers, too: no HTML, no pictures from anywhere, and a link opens nothing: pressing it copies
 * its address, which stands in its tooltip.
 */
export function NoteText({ text }: { readonly text: string }) {
  return (
    <div className="note-text">
      <Markdown skipHtml components={COMPONENTS}>
        {text}
      </Markdown>
    </div>
  );
}

const COMPONENTS: Components = {
  a: ({ href, children }) => (
    <button
      type="button"
      title={href}
      aria-label={TEXTS.link(href ?? '')}
      onClick={() => void copyAddress(href ?? '')}
      className="nodrag cursor-pointer underline decoration-note-line underline-offset-2"
    >
      {children}
    </button>
  ),
  img: ({ alt, src }) => <span className="italic">{TEXTS.image(alt || String(src ?? ''))}</span>,
  // Titles of a note are no titles of the page: readers would find them among its own.
  h1: ({ children }) => <p className="note-head">{children}</p>,
  h2: ({ children }) => <p className="note-head">{children}</p>,
  h3: ({ children }) => <p className="note-head">{children}</p>,
  h4: ({ children }) => <p className="note-head">{children}</p>,
  h5: ({ children }) => <p className="note-head">{children}</p>,
  h6: ({ children }) => <p className="note-head">{children}</p>,
};

async function copyAddress(address: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(address);
    toast(TEXTS.copied, { remedy: address });
  } catch {
    // A browser can forbid it; the address is said instead.
    toast(address);
  }
}
