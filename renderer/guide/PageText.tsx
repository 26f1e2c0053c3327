import { ExternalLink } from 'lucide-react';
import { createElement, isValidElement, type ReactNode } from 'react';
import Markdown, { type Components } from 'react-markdown';
import { HELP_TEXTS } from '../texts/help.ts';
import { anchorOf, type GuidePage, pictureAddress, readLink } from './guide-pages.ts';
import { openGuide } from './guide-state.ts';
import { splitTables } from './markdown-tables.ts';
import { PageTable } from './PageTable.tsx';

/** A page's Markdown as text. Markup of its own does not count: react-markdown draws none. */
export function PageText({ page }: { readonly page: GuidePage }) {
  const components = componentsFor(page.id);
  return (
    <div className="max-w-[75ch] text-13 leading-[21px] text-tx-1">
      {splitTables(page.text).map((part, index) =>
        part.kind === 'text' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of a page have no identity and keep their places
          <Markdown key={index} components={components}>
            {part.text}
          </Markdown>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <PageTable key={index} rows={part.rows} components={components} />
        ),
      )}
    </div>
  );
}

function componentsFor(page: string): Components {
  return {
    h1: ({ children }) => heading('h1', children, 'mb-3 font-semibold text-20'),
    h2: ({ children }) => heading('h2', children, 'mt-7 mb-2 font-semibold text-15'),
    h3: ({ children }) => heading('h3', children, 'mt-5 mb-1 font-semibold text-13'),
    p: ({ children }) => <p className="my-2">{children}</p>,
    ul: ({ children }) => <ul className="my-2 list-disc pl-6">{children}</ul>,
    ol: ({ children }) => <ol className="my-2 list-decimal pl-6">{children}</ol>,
    li: ({ children }) => <li className="my-1">{children}</li>,
    code: ({ children }) => <code className="mono rounded-3 bg-bg-4 px-1">{children}</code>,
    pre: ({ children }) => (
      <pre className="mono my-3 overflow-auto rounded-6 border border-line-2 bg-field p-3">{children}</pre>
    ),
    blockquote: ({ children }) => (
      <blockquote className="my-3 border-line-3 border-l-2 pl-3 text-tx-2">{children}</blockquote>
    ),
    a: ({ href = '', children }) => <PageLink href={href} page={page} text={children} />,
    img: ({ src, alt = '' }) => <PagePicture source={typeof src === 'string' ? src : ''} alt={alt} />,
  };
}

function heading(tag: 'h1' | 'h2' | 'h3', children: ReactNode, className: string) {
  return createElement(tag, { id: anchorOf(textOf(children)), className }, children);
}

/** The plain words in what is drawn. */
function textOf(children: ReactNode): string {
  if (typeof children === 'string' || typeof children === 'number') return String(children);
  if (Array.isArray(children)) return children.map((child: ReactNode) => textOf(child)).join('');
  return isValidElement<{ children?: ReactNode }>(children) ? textOf(children.props.children) : '';
}

function PageLink({
  href,
  page,
  text,
}: {
  readonly href: string;
  readonly page: string;
  readonly text: ReactNode;
}) {
  const link = readLink(href, page);
  const look = 'text-accent-tx underline underline-offset-2';
  if (link.kind === 'page')
    return (
      <button type="button" className={look} onClick={() => openGuide(link.page, link.anchor)}>
        {text}
      </button>
    );
  if (link.kind === 'none') return text;
  return (
    <a href={link.address} target="_blank" rel="noreferrer" title={HELP_TEXTS.outside} className={look}>
      {text}
      <ExternalLink size={12} strokeWidth={1.75} className="ml-0.5 inline" aria-label={HELP_TEXTS.outside} />
    </a>
  );
}

function PagePicture({ source, alt }: { readonly source: string; readonly alt: string }) {
  const address = pictureAddress(source);
  if (address === undefined) return null;
  return (
    <img
      src={address}
      alt={alt}
      loading="lazy"
      className="my-4 max-w-full rounded-6 border border-line-2 bg-mat"
    />
  );
}
