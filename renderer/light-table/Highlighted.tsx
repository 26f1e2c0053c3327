import { splitMatches } from './split-matches.ts';

/** Text with the searched words marked; always text nodes, because captions are written by strangers. */
export function Highlighted({ text, search }: { readonly text: string; readonly search: string }) {
  return splitMatches(text, search).map((part) =>
    part.match ? (
      <mark key={part.start} className="rounded-3 bg-accent-soft text-inherit">
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
}
