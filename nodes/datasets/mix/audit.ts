import type { DatasetRecord } from '../../../core/artifact.ts';
import type { JsonObject } from '../../../core/json.ts';
import { EXAMPLES, type SwapPlan } from './swap-plan.ts';

/** Characters of a reply that an example shows. */
const SHOWN = 160;

/** One exchange, as people check it. */
interface Example {
  readonly id: string;
  readonly image: string;
  readonly before: string;
  readonly after: string;
  readonly from: string;
}

/** Counts what a mix consists of while its records go by, and keeps examples of what was swapped. */
export interface MixAudit {
  /** The records are walked over from their beginning. */
  begin(): void;
  taken(part: number, before: DatasetRecord, after: DatasetRecord, isSwapped: boolean): void;
  /** What is known before the records go by. */
  lines(withCaptions: boolean): readonly string[];
  exampleLines(): readonly string[];
  card(): JsonObject;
}

const NOTHING = { fromFirst: 0, fromSecond: 0, heldOut: 0, movedToHeldOut: 0, swapped: 0 };

export function createAudit({ swapped, without, unused, examples: missing }: SwapPlan): MixAudit {
  const count = { ...NOTHING };
  const examples: Example[] = [];
  return {
    begin() {
      Object.assign(count, { ...NOTHING });
      examples.length = 0;
    },
    taken(part, before, after, isSwapped) {
      if (part === 0) count.fromFirst += 1;
      else count.fromSecond += 1;
      if (after.split === 'held-out') count.heldOut += 1;
      if (after.split === 'held-out' && before.split !== 'held-out') count.movedToHeldOut += 1;
      if (isSwapped) count.swapped += 1;
      if (isSwapped && examples.length < EXAMPLES)
        examples.push({
          id: after.id,
          image: after.images[0]?.path ?? '',
          before: shown(before),
          after: shown(after),
          from: after.model ?? '',
        });
    },
    lines: (withCaptions) =>
      withCaptions
        ? [
            `Captions found for ${number(swapped)} of the records, none for ${number(without)}; ${number(unused)} captions are not used`,
            ...(missing.length > 0 ? [`Without a caption, for instance: ${missing.join(', ')}`] : []),
          ]
        : [],
    exampleLines: () => examples.map(({ id, before, after }) => `${id}: “${before}” is now “${after}”`),
    card: () => ({
      records: count.fromFirst + count.fromSecond,
      ...count,
      withoutCaption: without,
      captionsNotUsed: unused,
      withoutCaptionExamples: [...missing],
      swappedExamples: examples.map((example) => ({ ...example })),
    }),
  };
}

function shown({ conversations }: DatasetRecord): string {
  const text = conversations.findLast(({ from }) => from === 'gpt')?.value ?? '';
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

function number(count: number): string {
  return count.toLocaleString('en');
}
