/** A page of the guide, in Markdown. */
export interface GuidePage {
  /** File name without `.md`; `README` is the contents. */
  readonly id: string;
  readonly title: string;
  readonly text: string;
}

/** The contents, which the reader opens with. */
export const CONTENTS = 'README';

const FILES = import.meta.glob<string>(['../../docs/guide/*.md', '../../docs/licences.md'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const PICTURES = import.meta.glob<string>('../../docs/guide/pictures/*.webp', {
  query: '?url',
  import: 'default',
  eager: true,
});

/** All pages: the contents, then those that it links to in its order, then the rest. */
export const GUIDE_PAGES: readonly GuidePage[] = orderPages(
  Object.entries(FILES).map(([path, text]) => ({ id: idOf(path), title: titleOf(text), text })),
);

/** Address of a picture that a page names as `pictures/x.webp`; undefined where the guide has none. */
export function pictureAddress(source: string): string | undefined {
  const name = /^(?:\.\/)?pictures\/([\w-]+\.webp)$/.exec(source)?.[1];
  return name === undefined ? undefined : PICTURES[`../../docs/guide/pictures/${name}`];
}

/** Where a link of a page leads. */
export type GuideLink =
  | { readonly kind: 'page'; readonly page: string; readonly anchor: string }
  | { readonly kind: 'outside'; readonly address: string }
  /** Part of the repository that is not shipped, or nothing that may be opened. */
  | { readonly kind: 'none' };

/** Reads a link; only pages of the guide and https addresses lead anywhere. */
export function readLink(href: string, from: string): GuideLink {
  if (/^https:\/\//i.test(href)) return { kind: 'outside', address: href };
  const [, path = '', anchor = ''] = /^(?:\.\/)?([^#:]*)(?:#(.*))?$/.exec(href) ?? [];
  if (path === '') return href.startsWith('#') ? { kind: 'page', page: from, anchor } : { kind: 'none' };
  const page = /^(?:\.\.\/)?([\w-]+)\.md$/.exec(path)?.[1];
  return page !== undefined && GUIDE_PAGES.some(({ id }) => id === page)
    ? { kind: 'page', page, anchor }
    : { kind: 'none' };
}

/** As GitHub names headings in addresses, so that the pages' links work there and here. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

function idOf(path: string): string {
  return path.split('/').at(-1)?.replace(/\.md$/, '') ?? path;
}

function titleOf(text: string): string {
  return /^# (.+)$/m.exec(text)?.[1]?.trim() ?? '';
}

function orderPages(pages: readonly GuidePage[]): readonly GuidePage[] {
  const contents = pages.find(({ id }) => id === CONTENTS)?.text ?? '';
  const order = [CONTENTS, ...[...contents.matchAll(/\]\(([\w-]+)\.md/g)].map(([, id]) => id)];
  const placeOf = ({ id }: GuidePage) => {
    const place = order.indexOf(id);
    return place < 0 ? order.length : place;
  };
  return [...pages].sort((a, b) => placeOf(a) - placeOf(b) || (a.id < b.id ? -1 : 1));
}
