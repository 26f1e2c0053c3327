import { Pin, PinOff, Route } from 'lucide-react';
import { baseName } from '../format.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { SEEING_TEXTS } from '../texts/seeing.ts';
import { type FollowTarget, followSample } from './follow-state.ts';
import { togglePin, usePinnedSample } from './pinned-sample.ts';

/** What can be done with a sample wherever it stands: follow it, pin it. A file that could not be read can only be followed. */
export function SampleActions({
  target,
  className = '',
  unfocused = false,
  onAct,
}: {
  readonly target: FollowTarget;
  readonly className?: string;
  /** Out of the order of Tab, where keys do the same. */
  readonly unfocused?: boolean;
  /** Called before the way is shown, for what has to go first. */
  readonly onAct?: () => void;
}) {
  return (
    <span className={`inline-flex shrink-0 ${className}`}>
      <IconButton
        icon={Route}
        size={24}
        iconSize={14}
        label={SEEING_TEXTS.follow}
        aria-description={baseName(target.path)}
        {...(unfocused && { tabIndex: -1 })}
        onClick={(event) => {
          event.stopPropagation();
          onAct?.();
          followSample(target);
        }}
      />
      <PinButton image={target.image} path={target.path} unfocused={unfocused} />
    </span>
  );
}

/** Pins a picture, or takes its pin away; nothing where there is no picture. */
export function PinButton({
  image,
  path,
  unfocused = false,
}: {
  readonly image: string | undefined;
  readonly path: string;
  readonly unfocused?: boolean;
}) {
  const pinned = usePinnedSample()?.image === image;
  if (image === undefined || image === '') return null;
  return (
    <IconButton
      icon={pinned ? PinOff : Pin}
      size={24}
      iconSize={14}
      label={pinned ? SEEING_TEXTS.unpin : SEEING_TEXTS.pin}
      aria-description={baseName(path)}
      aria-pressed={pinned}
      {...(unfocused && { tabIndex: -1 })}
      onClick={(event) => {
        event.stopPropagation();
        togglePin(image, path);
      }}
    />
  );
}
