import { Layers } from 'lucide-react';
import { useEffect, useState } from 'react';
import { loadAhead } from '../app/load-ahead.ts';
import { useScreen } from '../app/screen.ts';
import { useRoom } from '../app/window-size.ts';
import { RunChanges } from '../history/RunChanges.tsx';
import { Inspector } from '../inspector/Inspector.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { PanelBorder } from '../parts/PanelBorder.tsx';
import { Popover } from '../parts/Popover.tsx';
import { usePanelSize } from '../parts/panel-sizes.ts';
import { useFollow } from '../seeing/follow-state.ts';
import { Strip } from '../strip/Strip.tsx';
import { TEXTS } from '../texts.ts';
import { FlowCanvas } from './FlowCanvas.tsx';
import { Palette } from './Palette.tsx';

const PALETTE = { min: 160, max: 280, start: 188 };
const INSPECTOR = { min: 280, max: 560, start: 324 };

/** Palette, canvas and inspector, with the strip of samples under palette and canvas. */
export function FlowScreen() {
  const room = useRoom();
  useEffect(loadAhead, []);
  const inspectorWidth = usePanelSize('inspector', INSPECTOR);
  const following = useFollow((state) => state.target !== undefined);
  const chosen = useScreen((state) => state.selection.length > 0) || following;
  const inspector = (
    <aside
      id="inspector"
      data-region="inspector"
      aria-label={TEXTS.regions.inspector}
      style={{ width: inspectorWidth }}
      className={
        room.inspector
          ? 'min-h-0 shrink-0 bg-bg-2'
          : 'appear absolute inset-y-0 right-0 z-20 border-line-2 border-l bg-bg-2 shadow-2'
      }
    >
      <Inspector />
    </aside>
  );
  return (
    <div className="relative flex min-h-0 flex-1">
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="flex min-h-0 flex-1">
          {room.palette && <PalettePanel />}
          <section
            data-region="canvas"
            aria-label={TEXTS.regions.canvas}
            className="relative min-w-0 flex-1 bg-canvas"
          >
            <FlowCanvas />
            <div
              className="pointer-events-none absolute inset-y-0 left-0 z-10"
              style={{ right: chosen && !room.inspector ? inspectorWidth : 0 }}
            >
              <RunChanges />
            </div>
            {!room.palette && <PaletteButton />}
          </section>
        </div>
        <Strip />
      </div>
      {room.inspector && (
        <PanelBorder
          panel="inspector"
          limits={INSPECTOR}
          edge="right"
          label={TEXTS.borders.inspector}
          controls="inspector"
        />
      )}
      {(room.inspector || chosen) && inspector}
    </div>
  );
}

function PalettePanel() {
  const width = usePanelSize('palette', PALETTE);
  return (
    <>
      <nav
        id="palette"
        data-region="palette"
        aria-label={TEXTS.regions.palette}
        style={{ width }}
        className="min-h-0 shrink-0 bg-bg-2"
      >
        <Palette />
      </nav>
      <PanelBorder
        panel="palette"
        limits={PALETTE}
        edge="left"
        label={TEXTS.borders.palette}
        controls="palette"
      />
    </>
  );
}

function PaletteButton() {
  const [open, setOpen] = useState(false);
  return (
    <div className="absolute top-3 left-3 z-10">
      <Popover
        open={open}
        onOpen={setOpen}
        label={TEXTS.regions.palette}
        align="start"
        className="h-[60vh] w-60 overflow-hidden"
        trigger={<IconButton icon={Layers} label={TEXTS.palette.open} bordered />}
      >
        <Palette onAdded={() => setOpen(false)} />
      </Popover>
    </div>
  );
}
