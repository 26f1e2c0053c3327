import { CAPTIONER_TEXTS } from '../texts/captioners.ts';
import { SectionHeading } from './ChoiceRow.tsx';
import { EndpointSection } from './EndpointSection.tsx';
import { ModelSection, StarterSection } from './ModelSection.tsx';

const nothing = () => undefined;
const LISTED = { group: undefined, choice: undefined, onChoice: nothing };

/** The endpoints of the settings, without choosing one. */
export function EndpointSettings() {
  return <EndpointSection {...LISTED} />;
}

/** Models to download and remove, endpoints to keep. */
export function CaptionerLists() {
  return (
    <>
      <ModelSection {...LISTED} />
      <StarterSection {...LISTED} />
      <EndpointSettings />
    </>
  );
}

/** What can write captions, as a screen of its own. */
export function ModelsScreen() {
  return (
    <div className="h-full overflow-auto bg-bg-1 p-5">
      <div className="mx-auto max-w-[860px]">
        <h1 className="font-semibold text-20">{CAPTIONER_TEXTS.screen.title}</h1>
        <p className="mt-1 mb-5 text-12 text-tx-2">{CAPTIONER_TEXTS.screen.text}</p>
        <SectionHeading value="h2">
          <CaptionerLists />
        </SectionHeading>
      </div>
    </div>
  );
}
