import { Images } from 'lucide-react';
import { useState } from 'react';
import { native } from '../native/native-abilities.ts';
import { START_TEXTS } from '../texts/start.ts';

/** Up to four pictures of a project: one large, the others beside it. */
export function RecentPictures({ pictures }: { readonly pictures: readonly string[] }) {
  const [missing, setMissing] = useState<ReadonlySet<string>>(new Set());
  const [first, ...others] = pictures.filter((hash) => !missing.has(hash));
  if (first === undefined)
    return (
      <div className="flex h-32 items-center justify-center gap-1.5 bg-mat text-11 text-tx-3">
        <Images size={14} strokeWidth={1.75} aria-hidden />
        {START_TEXTS.recent.noPictures}
      </div>
    );
  const picture = (hash: string) => (
    <img
      key={hash}
      src={native().thumbUrl(hash)}
      alt=""
      onError={() => setMissing((before) => new Set(before).add(hash))}
      className="size-full min-h-0 min-w-0 bg-mat object-cover"
    />
  );
  return (
    <div className="grid h-32 grid-cols-[1fr] gap-px bg-line has-[div]:grid-cols-[2fr_1fr]" aria-hidden>
      {picture(first)}
      {others.length > 0 && (
        <div className="grid min-h-0 min-w-0 auto-rows-fr gap-px">{others.map((hash) => picture(hash))}</div>
      )}
    </div>
  );
}
