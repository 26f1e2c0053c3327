import { useState } from 'react';
import type { TemplateInfo } from '../../core/contract/project.ts';
import { CaptionerPicker } from '../captioners/CaptionerPicker.tsx';
import type { CaptionerChoice } from '../captioners/captioner-choice.ts';
import { Segmented } from '../parts/Segmented.tsx';
import { START_TEXTS } from '../texts/start.ts';
import { slotsOf } from './project-plan.ts';

const TEXTS = START_TEXTS.bringIn;

/** Who captions: one list for one captioner; where a template has several, they are chosen one after the other. */
export function CaptionerSlots({
  template,
  choices,
  onChoice,
}: {
  readonly template: TemplateInfo | undefined;
  readonly choices: Readonly<Record<string, CaptionerChoice>>;
  readonly onChoice: (node: string, choice: CaptionerChoice) => void;
}) {
  const slots = slotsOf(template);
  const [shown, setShown] = useState(slots[0]?.node);
  const slot = slots.find(({ node }) => node === shown);
  if (slot === undefined) return null;
  const named = ({ node, chosen }: (typeof slots)[number]) => nameOf(choices[node]) ?? chosen;
  return (
    <section aria-label={TEXTS.captioner} className="mb-5">
      <h2 className="font-semibold text-15">{TEXTS.captioner}</h2>
      <p className="mb-3 text-12 text-tx-2">{TEXTS.captionerText}</p>
      {slots.length > 1 && (
        <Segmented
          label={TEXTS.which}
          className="mb-4 w-full"
          value={slot.node}
          segments={slots.map((each) => ({
            value: each.node,
            label: (
              <span className="block truncate">
                {each.title}: {named(each) ?? TEXTS.notChosen}
              </span>
            ),
          }))}
          onValue={setShown}
        />
      )}
      {slot.chosen !== undefined && choices[slot.node] === undefined && (
        <p className="mb-4 text-12 text-tx-2">{TEXTS.fromTemplate(slot.chosen)}</p>
      )}
      <CaptionerPicker
        key={slot.node}
        choice={choices[slot.node]}
        onChoice={(choice) => onChoice(slot.node, choice)}
      />
    </section>
  );
}

function nameOf(choice: CaptionerChoice | undefined): string | undefined {
  if (choice === undefined) return undefined;
  if (choice.kind === 'server') return choice.model;
  return choice.ref.kind === 'endpoint' ? choice.ref.endpoint : choice.ref.model;
}
