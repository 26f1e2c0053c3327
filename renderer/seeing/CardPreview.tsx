import { Pin } from 'lucide-react';
import type { PathPass } from '../../core/sample-path.ts';
import { baseName } from '../format.ts';
import { native } from '../native/native-abilities.ts';
import { Button } from '../parts/Button.tsx';
import { useProject } from '../rpc/project-state.ts';
import { SEEING_TEXTS } from '../texts/seeing.ts';
import { useFollow } from './follow-state.ts';
import { PassIcon } from './PassIcon.tsx';
import { askCaptioner, usePreview } from './preview-state.ts';
import { type SaidPass, sayPass, tellingPass } from './say-pass.ts';

const TEXTS = SEEING_TEXTS.pinned;

/** Zone 4 of a card: what this node makes of the pinned sample. Nothing where it does not come here. */
export function CardPreview({ id }: { readonly id: string }) {
  const pin = useProject((state) => state.pin);
  const passes = usePreview((state) => state.steps.get(id)?.passes);
  const isAsked = usePreview((state) => state.asked.has(id));
  const told = passes && tellingPass(passes);
  // Two pictures on one card would be taken for one another.
  const following = useFollow((state) => state.target !== undefined);
  if (following || !pin || !passes || !told) return null;
  const pass: PathPass = isAsked && told.outcome === 'unasked' ? { ...told, outcome: 'asking' } : told;
  const said = sayPass(pass, false);
  const text = said.text ?? said.title;
  const label = TEXTS.reading(baseName(pin.path), [said.title, said.text].filter(Boolean).join(', '));
  if (said.look === 'through' || pass.outcome === 'gathered')
    return (
      // biome-ignore lint/a11y/useSemanticElements: a group of words on a card, not a form
      <div
        role="group"
        aria-label={label}
        data-testid="card-preview"
        className="mx-3 mb-1.5 flex h-5 items-center gap-1.5 text-11 text-tx-2"
      >
        <Pin size={12} strokeWidth={1.75} className="shrink-0 text-accent-tx" aria-hidden />
        <span className="truncate" title={said.text ?? pin.path}>
          {said.title}
        </span>
        <PassIcon look={said.look} size={12} />
      </div>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of words on a card, not a form
    <div
      role="group"
      aria-label={label}
      data-testid="card-preview"
      className="mx-2 mb-1.5 grid grid-cols-[54px_minmax(0,1fr)] gap-x-2 rounded-4 border border-line bg-bg-2 p-1"
    >
      <img
        src={native().thumbUrl(pin.image)}
        alt=""
        className="h-12 w-[54px] shrink-0 rounded-3 bg-mat object-cover"
      />
      <div className="min-w-0">
        <Head said={said} />
        <p
          className="line-clamp-2 break-words text-11 text-tx-2 leading-4"
          title={passes.length > 1 ? `${text} (${TEXTS.more(passes.length - 1)})` : text}
        >
          {text}
        </p>
      </div>
      {pass.outcome === 'unasked' && <Ask node={id} price={pass.price} />}
    </div>
  );
}

function Head({ said }: { readonly said: SaidPass }) {
  const plain = said.look === 'ok';
  return (
    <div className="flex items-center gap-1 font-medium text-11 leading-4">
      {plain ? (
        <Pin size={12} strokeWidth={1.75} className="shrink-0 text-accent-tx" aria-hidden />
      ) : (
        <PassIcon look={said.look} size={12} />
      )}
      <span className={`truncate ${said.look === 'failed' ? 'text-err' : 'text-tx-1'}`} title={said.title}>
        {plain ? TEXTS.name : said.title}
      </span>
    </div>
  );
}

/** What is not asked by itself is asked from here, at a price that stands on the button. */
function Ask({ node, price }: { readonly node: string; readonly price: PathPass['price'] }) {
  return (
    <Button
      size="small"
      className="nodrag col-span-2 mt-1"
      onClick={(event) => {
        event.stopPropagation();
        void askCaptioner(node);
      }}
    >
      {TEXTS.ask(price)}
    </Button>
  );
}
