import { FolderOpen, ImagePlus, Images } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '../parts/Button.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { Menu } from '../parts/Menu.tsx';
import { useProject } from '../rpc/project-state.ts';
import { TRY_TEXTS } from '../texts/try.ts';
import { ProjectImages } from './ProjectImages.tsx';
import { takeChosen, takeFolder } from './take-pictures.ts';

const TEXTS = TRY_TEXTS.pictures;

/** The ways in which pictures come onto the board: as buttons side by side, or behind one button. */
export function AddPictures({
  spread = false,
  short = false,
}: {
  readonly spread?: boolean;
  /** Without words on the button. */
  readonly short?: boolean;
}) {
  const hasProject = useProject((state) => state.project !== null && state.project !== undefined);
  const input = useRef<HTMLInputElement>(null);
  const [choosing, setChoosing] = useState(false);
  const ways = [
    { label: TEXTS.choose, icon: ImagePlus, onChoose: () => input.current?.click() },
    { label: TEXTS.folder, icon: FolderOpen, onChoose: () => void takeFolder() },
    ...(hasProject ? [{ label: TEXTS.fromProject, icon: Images, onChoose: () => setChoosing(true) }] : []),
  ];
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        accept="image/*,.avif,.heic,.heif,.tif,.tiff"
        hidden
        data-testid="try-files"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          if (files.length > 0) void takeChosen(files);
          event.currentTarget.value = '';
        }}
      />
      {spread ? (
        ways.map(({ label, icon, onChoose }, index) => (
          <Button
            key={label}
            kind={index === 0 ? 'main' : 'plain'}
            size="large"
            icon={icon}
            onClick={onChoose}
          >
            {label}
          </Button>
        ))
      ) : (
        <Menu
          trigger={
            short ? (
              <IconButton icon={ImagePlus} bordered label={TEXTS.add} />
            ) : (
              <Button icon={ImagePlus}>{TEXTS.add}</Button>
            )
          }
          groups={[ways]}
        />
      )}
      {choosing && <ProjectImages onClose={() => setChoosing(false)} />}
    </>
  );
}
