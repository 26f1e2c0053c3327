import type { CaptionProvenance } from '../../core/contract/image.ts';
import { formatElapsed, formatMoney } from '../format.ts';
import { GALLERY_TEXTS } from '../texts/gallery.ts';
import { samplingText } from './caption-chain.ts';
import { Fact, Facts, When } from './Facts.tsx';
import { LongText } from './LongText.tsx';

const TEXTS = GALLERY_TEXTS.image;

/** Where a caption came from. For an edit, prompt and model are those of the text that it goes back to. */
export function CaptionFacts({ caption }: { readonly caption: CaptionProvenance }) {
  const { prompt, question, promptTokens, completionTokens, costUsd, latencyMs, attempts, seed, run, key } =
    caption;
  const parent = caption.history.find(({ id }) => id === caption.parent);
  const sampling = samplingText(caption.sampling);
  return (
    <>
      <Facts>
        <Fact label={TEXTS.origin}>{TEXTS.origins[caption.origin]}</Fact>
        {parent && (
          <Fact label={TEXTS.editedFrom}>
            {parent.origin === 'edit' ? TEXTS.earlierEdit : TEXTS.textBy(parent.model)}
          </Fact>
        )}
        <Fact label={TEXTS.model} mono>
          {caption.source}
        </Fact>
        {caption.node !== undefined && (
          <Fact label={TEXTS.node} mono>
            {caption.node}
          </Fact>
        )}
        {sampling !== '' && (
          <Fact label={TEXTS.sampling} mono>
            {sampling}
          </Fact>
        )}
        {seed !== undefined && (
          <Fact label={TEXTS.seed} mono>
            {seed}
          </Fact>
        )}
        {(promptTokens !== undefined || completionTokens !== undefined) && (
          <Fact label={TEXTS.tokensLabel} mono>
            {TEXTS.tokensOf(promptTokens, completionTokens)}
          </Fact>
        )}
        {caption.origin !== 'existing' && (
          <Fact label={TEXTS.finished}>
            {TEXTS.finishReasons[caption.finishReason]}
            {attempts !== undefined && ` · ${TEXTS.attempts(attempts)}`}
          </Fact>
        )}
        {latencyMs !== undefined && (
          <Fact label={TEXTS.latency} mono>
            {formatElapsed(latencyMs)}
          </Fact>
        )}
        {costUsd !== undefined && (
          <Fact label={TEXTS.cost} mono>
            {formatMoney(costUsd)}
          </Fact>
        )}
        {run !== undefined && (
          <Fact label={TEXTS.run} mono>
            {TEXTS.runNumber(run)}
          </Fact>
        )}
        {key !== undefined && (
          <Fact label={TEXTS.result} mono>
            <span title={key}>
              {key.slice(0, 4)}…{key.slice(-4)}
            </span>
          </Fact>
        )}
        <Fact label={TEXTS.made}>
          <When at={caption.createdAt} />
        </Fact>
      </Facts>
      {prompt !== undefined && prompt !== '' && <LongText label={TEXTS.prompt} text={prompt} />}
      {question !== undefined && question !== '' && <LongText label={TEXTS.question} text={question} />}
    </>
  );
}
