import type { PathCaption, PathPass, PathStep } from '../../core/sample-path.ts';
import { selectNodes } from '../app/screen.ts';
import { centreOn } from '../canvas/canvas-instance.ts';
import { nodeColour } from '../canvas/NodeCard.tsx';
import { useCatalog, useDescriptor, useFlowNode } from '../flow/flow-store.ts';
import { nodeIcon } from '../flow/node-icon.tsx';
import { nodeTitle } from '../flow/node-title.ts';
import { formatElapsed, formatMoney } from '../format.ts';
import { SEEING_TEXTS } from '../texts/seeing.ts';
import { PassIcon } from './PassIcon.tsx';
import { sayPass } from './say-pass.ts';

const TEXTS = SEEING_TEXTS.way;

/** One node of the way; pressing its name shows it on the canvas. */
export function FollowStep({ step, ofRun }: { readonly step: PathStep; readonly ofRun: boolean }) {
  const node = useFlowNode(step.node);
  const catalog = useCatalog();
  const descriptor = useDescriptor(node?.type);
  const Icon = nodeIcon(descriptor?.icon);
  const colour = nodeColour(descriptor);
  const title = node ? nodeTitle(node, catalog) : step.node;
  return (
    <li className="border-line border-b px-4 py-2.5" data-testid="follow-step">
      <button
        type="button"
        disabled={!node}
        aria-label={TEXTS.showNode(title)}
        onClick={() => {
          if (!node) return;
          selectNodes([node.id]);
          centreOn({ x: node.position.x + 110, y: node.position.y + 60 });
        }}
        className="flex h-6 w-full min-w-0 items-center gap-2 text-left hover:underline"
      >
        <span
          className="flex size-5 shrink-0 items-center justify-center rounded-4"
          style={{ color: colour, background: `color-mix(in srgb, ${colour} 20%, transparent)` }}
        >
          <Icon size={14} strokeWidth={1.75} aria-hidden />
        </span>
        <span className="min-w-0 flex-1 truncate font-semibold text-12">{title}</span>
      </button>
      {step.passes.map((pass, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: records have no name of their own, and keep their order
        <Pass key={index} pass={pass} ofRun={ofRun} number={step.passes.length > 1 ? index + 1 : undefined} />
      ))}
    </li>
  );
}

function Pass({
  pass,
  ofRun,
  number,
}: {
  readonly pass: PathPass;
  readonly ofRun: boolean;
  readonly number: number | undefined;
}) {
  const said = sayPass(pass, ofRun);
  const given = said.look === 'ok' && (pass.changed.includes('caption') || pass.changed.includes('prompt'));
  const words = given ? SEEING_TEXTS.says.kept : said.title;
  return (
    <div className="mt-1 pl-7 text-12">
      <p className="flex items-start gap-1.5">
        <span className="mt-px">
          <PassIcon look={said.look} />
        </span>
        <span className="min-w-0 break-words">
          {number !== undefined && <span className="text-tx-3">{TEXTS.record(number)}: </span>}
          <span className={said.look === 'failed' ? 'text-err' : 'text-tx-1'}>{words}</span>
          {!given && said.text !== undefined && <span className="text-tx-2"> · {said.text}</span>}
          {pass.reused && <span className="text-tx-3"> · {SEEING_TEXTS.says.reused.toLowerCase()}</span>}
        </span>
      </p>
      {pass.unsure && <p className="mt-0.5 text-11 text-tx-3">{SEEING_TEXTS.says.unsure}</p>}
      {pass.changed.includes('prompt') && pass.prompt && (
        <Text label={TEXTS.prompt} text={pass.prompt.text} mono />
      )}
      {pass.changed.includes('caption') && pass.caption && (
        <>
          <Text label={TEXTS.caption} text={pass.caption.text} />
          <Facts caption={pass.caption} />
        </>
      )}
      {pass.outcome === 'rejected' && pass.caption && !pass.changed.includes('caption') && (
        <Text label={TEXTS.caption} text={pass.caption.text} />
      )}
      {pass.error?.excerpt && <Text label={pass.error.code} text={pass.error.excerpt} mono />}
    </div>
  );
}

function Text({
  label,
  text,
  mono = false,
}: {
  readonly label: string;
  readonly text: string;
  readonly mono?: boolean;
}) {
  const long = text.length > LONG;
  const body = (
    <p
      className={`mt-0.5 whitespace-pre-wrap break-words text-tx-1 ${mono ? 'mono leading-[18px]' : 'text-13 leading-[21px]'}`}
    >
      {text}
    </p>
  );
  if (!long)
    return (
      <div className="mt-1.5">
        <p className="text-11 text-tx-3">{label}</p>
        {body}
      </div>
    );
  return (
    <details className="mt-1.5">
      <summary className="cursor-pointer text-11 text-tx-3 hover:text-tx-1">
        {label}
        <span className={`ml-1.5 line-clamp-2 break-words text-tx-2 ${mono ? 'mono' : 'text-12'}`}>
          {text}
        </span>
      </summary>
      {body}
    </details>
  );
}

/** Longer texts are folded to their beginning, characters. */
const LONG = 360;

function Facts({ caption }: { readonly caption: PathCaption }) {
  const { model, costUsd, promptTokens, completionTokens, latencyMs, run } = caption;
  const facts = [
    model,
    costUsd !== undefined && costUsd > 0 && formatMoney(costUsd),
    promptTokens !== undefined &&
      completionTokens !== undefined &&
      TEXTS.tokens(promptTokens, completionTokens),
    latencyMs !== undefined && formatElapsed(latencyMs),
    run !== undefined && TEXTS.fromRun(run),
  ];
  // A number stays beside its unit.
  const words = facts
    .filter((fact) => typeof fact === 'string')
    .map((fact) => fact.replaceAll(' ', '\u00a0'));
  return <p className="mono mt-1 break-words text-tx-3">{words.join(' · ')}</p>;
}
