import { Images, PinOff, Route, TriangleAlert } from 'lucide-react';
import type { PinnedSample } from '../../core/sample-path.ts';
import { openImage } from '../app/screen.ts';
import { baseName } from '../format.ts';
import { native } from '../native/native-abilities.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { Switch } from '../parts/Switch.tsx';
import { Tooltip } from '../parts/Tooltip.tsx';
import { SEEING_TEXTS } from '../texts/seeing.ts';
import { followSample } from './follow-state.ts';
import { pickPicture } from './picker-state.ts';
import { setAskPaid, unpinSample } from './pinned-sample.ts';
import { useFollowPreview, usePreview } from './preview-state.ts';

const TEXTS = SEEING_TEXTS.pinned;

/** Over the canvas while a sample is pinned: which one, whether it may cost money, and how to be rid of it. */
export function PinBar({ pin }: { readonly pin: PinnedSample }) {
  useFollowPreview();
  const found = usePreview((state) => state.found);
  const name = baseName(pin.path);
  return (
    <section
      aria-label={TEXTS.name}
      className="absolute top-3 right-3 z-10 flex h-9 max-w-[calc(100%-24px)] items-center gap-2 rounded-6 border border-line-2 bg-bg-3 pr-1 pl-1 shadow-1"
    >
      <button
        type="button"
        aria-label={`${SEEING_TEXTS.open}: ${name}`}
        onClick={() => openImage(pin.image)}
        className="h-7 w-8 shrink-0 overflow-hidden rounded-3 bg-mat"
      >
        <img src={native().thumbUrl(pin.image)} alt="" className="size-full object-cover" />
      </button>
      <span className="flex min-w-0 flex-col">
        <span className="max-w-40 truncate font-medium text-11 leading-[14px]" title={pin.path}>
          {name}
        </span>
        <span className="text-11 text-tx-3 leading-[14px]">{TEXTS.name}</span>
      </span>
      {!found && (
        <Tooltip text={TEXTS.notFoundHelp} side="bottom">
          <span role="status" className="flex items-center gap-1 text-11 text-warn">
            <TriangleAlert size={12} strokeWidth={1.75} aria-hidden />
            {TEXTS.notFound}
          </span>
        </Tooltip>
      )}
      <span className="h-4 w-px bg-line-2" />
      <Tooltip text={TEXTS.askPaidHelp} side="bottom">
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch is a labelable button inside */}
        <label className="flex items-center gap-1.5 whitespace-nowrap text-11 text-tx-2">
          <Switch checked={pin.askPaid} onChecked={setAskPaid} />
          {TEXTS.askPaid}
        </label>
      </Tooltip>
      <span className="flex">
        <IconButton
          icon={Route}
          size={24}
          iconSize={14}
          label={SEEING_TEXTS.follow}
          onClick={() => followSample({ image: pin.image, path: pin.path })}
        />
        <IconButton
          icon={Images}
          size={24}
          iconSize={14}
          label={TEXTS.change}
          onClick={() => pickPicture('pin')}
        />
        <IconButton icon={PinOff} size={24} iconSize={14} label={SEEING_TEXTS.unpin} onClick={unpinSample} />
      </span>
    </section>
  );
}
