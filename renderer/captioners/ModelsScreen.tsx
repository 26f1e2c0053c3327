import { ServedSection } from '../serving/ServedSection.tsx';
import { CAPTIONER_TEXTS } from '../texts/captioners.ts';
import { SectionHeading } from './ChoiceRow.tsx';
import { CostSection } from './CostSection.tsx';
import { EndpointSection } from './EndpointSection.tsx';
import { ModelSection, StarterSection, useModels } from './ModelSection.tsx';
import { PriceSection } from './PriceSection.tsx';
import { ProfileSection } from './ProfileSection.tsx';

const nothing = () => undefined;
const LISTED = { group: undefined, choice: undefined, onChoice: nothing };

/** Models to download and remove, endpoints to keep, with what they do and cost. */
export function CaptionerLists() {
  const { isPending } = useModels();
  return (
    <>
      <ModelSection {...LISTED} />
      {/* The models push what is below them far down, away from under a pointer: it comes after them. */}
      {!isPending && (
        <>
          <StarterSection {...LISTED} />
          <ServedSection {...LISTED} />
          <EndpointSection {...LISTED} live />
          <CostSection />
          <PriceSection />
          <ProfileSection />
        </>
      )}
    </>
  );
}

/** What can write captions, as a screen of its own. */
export function ModelsScreen() {
  return (
    <div className="relative h-full overflow-auto bg-bg-1 p-5">
      <div className="mx-auto max-w-[920px]">
        <h1 className="font-semibold text-20">{CAPTIONER_TEXTS.screen.title}</h1>
        <p className="mt-1 mb-5 text-12 text-tx-2">{CAPTIONER_TEXTS.screen.text}</p>
        <SectionHeading value="h2">
          <CaptionerLists />
        </SectionHeading>
      </div>
    </div>
  );
}
