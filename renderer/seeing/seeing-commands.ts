import { Pin, PinOff, Route, Rows3 } from 'lucide-react';
import { useScreen } from '../app/screen.ts';
import { type Command, defineCommands } from '../commands/command.ts';
import { useProject } from '../rpc/project-state.ts';
import { SEEING_TEXTS } from '../texts/seeing.ts';
import { followSample } from './follow-state.ts';
import { peekAtWire } from './peek-state.ts';
import { pickPicture } from './picker-state.ts';
import { togglePin, unpinSample } from './pinned-sample.ts';

const TEXTS = SEEING_TEXTS.commands;
const hasProject = () => Boolean(useProject.getState().project);

/** Looking into the flow: at a wire, at a picture's way, at the pinned sample. */
export const SEEING_COMMANDS = defineCommands([
  {
    id: 'sample.pin',
    title: TEXTS.pin,
    icon: Pin,
    category: 'canvas',
    when: 'canvas',
    keys: ['P'],
    enabled: hasProject,
    act: () => pickPicture('pin'),
  },
  {
    id: 'sample.unpin',
    title: TEXTS.unpin,
    icon: PinOff,
    category: 'canvas',
    when: 'canvas',
    enabled: () => useProject.getState().pin !== null,
    act: unpinSample,
  },
  {
    id: 'sample.follow',
    title: TEXTS.follow,
    icon: Route,
    category: 'canvas',
    when: 'canvas',
    keys: ['F'],
    enabled: hasProject,
    act: () => pickPicture('follow'),
  },
  {
    id: 'wire.samples',
    title: TEXTS.wire,
    icon: Rows3,
    category: 'nodes',
    when: 'canvas',
    enabled: (from) => useScreen.getState().screen === 'flow' && wireOf(from) !== undefined,
    act: (from) => peekAtWire(wireOf(from) ?? ''),
  },
  ...onPicture('light-table'),
  ...onPicture('image'),
]);

/** What is done to the picture that has the focus in the light table, or that is shown large. */
function onPicture(when: 'light-table' | 'image'): readonly Command[] {
  const base = { category: when, when, enabled: (from?: Element) => pictureAt(from) !== undefined } as const;
  return [
    {
      ...base,
      id: `${when === 'image' ? 'image' : 'gallery'}.follow`,
      title: TEXTS.followShown[when],
      icon: Route,
      keys: ['F'],
      act: (from) => {
        const picture = pictureAt(from);
        if (picture) followSample(picture);
      },
    },
    {
      ...base,
      id: `${when === 'image' ? 'image' : 'gallery'}.pin`,
      title: TEXTS.pinShown[when],
      icon: Pin,
      keys: ['P'],
      act: (from) => {
        const picture = pictureAt(from);
        if (picture) togglePin(picture.image, picture.path);
      },
    },
  ];
}

/** The picture of the card around an element, or the one that is shown large. Cards carry their picture in `data-image` and `data-path`. */
function pictureAt(from: Element | undefined): { readonly image: string; readonly path: string } | undefined {
  const card = (from ?? document.activeElement)?.closest<HTMLElement>('[data-image]');
  const shown = document.querySelector<HTMLElement>('[data-shown-image]');
  const image = card?.dataset.image ?? shown?.dataset.shownImage;
  if (image === undefined) return undefined;
  return { image, path: card?.dataset.path ?? shown?.dataset.path ?? '' };
}

/** The wire that has the focus, or the only one that is chosen. */
function wireOf(from: Element | undefined): string | undefined {
  const focused = (from ?? document.activeElement)?.closest('.react-flow__edge')?.getAttribute('data-id');
  const { wires } = useScreen.getState();
  return focused ?? (wires.length === 1 ? wires[0] : undefined);
}
