import { Sparkles, Unplug } from 'lucide-react';
import { Button } from '../parts/Button.tsx';
import { Chip } from '../parts/Chip.tsx';
import { START_TEXTS } from '../texts/start.ts';
import { openSample } from './open-project.ts';

/** Pictures of the sample, shipped with the interface. */
const SAMPLES = [
  new URL('../../assets/sample/photos/china.jpg', import.meta.url).href,
  new URL('../../assets/sample/scenes/scene-03.png', import.meta.url).href,
  new URL('../../assets/sample/scenes/scene-00.png', import.meta.url).href,
  new URL('../../assets/sample/photos/cat.jpg', import.meta.url).href,
];

/** The sample project: looks like a template's card, with its pictures instead of a drawing. */
export function SampleCard() {
  return (
    <article className="flex flex-col overflow-hidden rounded-6 border border-line-2 bg-bg-3">
      <div className="grid h-32 grid-cols-4 gap-px bg-line" aria-hidden>
        {SAMPLES.map((address) => (
          <img key={address} src={address} alt="" className="h-32 w-full bg-mat object-cover" />
        ))}
      </div>
      <div className="flex flex-1 flex-col gap-1 border-line border-t p-3">
        <h3 className="flex items-center gap-1.5 font-semibold text-13">
          <Sparkles size={14} strokeWidth={1.75} className="text-accent-tx" aria-hidden />
          {START_TEXTS.sample.title}
        </h3>
        <p className="text-12 text-tx-2">{START_TEXTS.sample.text}</p>
        <div className="mt-auto flex flex-wrap items-center gap-1.5 pt-2">
          <Chip tone="ok" icon={Unplug}>
            {START_TEXTS.templates.filters.offline}
          </Chip>
          <Button size="small" className="ml-auto" onClick={() => void openSample()}>
            {START_TEXTS.sample.open}
          </Button>
        </div>
      </div>
    </article>
  );
}
