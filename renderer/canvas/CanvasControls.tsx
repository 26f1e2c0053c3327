import { useReactFlow, useStore } from '@xyflow/react';
import { LoaderCircle, Map as MapIcon, Maximize, Minus, Network, Pin, Plus, StickyNote } from 'lucide-react';
import { useScreen } from '../app/screen.ts';
import { useKeys } from '../commands/registry.ts';
import { IconButton } from '../parts/IconButton.tsx';
import { Tooltip } from '../parts/Tooltip.tsx';
import { pickPicture } from '../seeing/picker-state.ts';
import { CANVAS_TEXTS } from '../texts/canvas.ts';
import { SEEING_TEXTS } from '../texts/seeing.ts';
import { TEXTS } from '../texts.ts';
import { fitCanvas } from './canvas-instance.ts';
import { useLayout } from './layout/layout-state.ts';
import { addNote } from './note-actions.ts';
import { tidyFlow } from './tidy-flow.ts';

/** Zoom, fit, note and minimap, at the lower left of the canvas. */
export function CanvasControls() {
  const { zoomIn, zoomOut, zoomTo } = useReactFlow();
  const running = useLayout((state) => state.running);
  const minimap = useScreen((state) => state.minimap);
  return (
    <div className="absolute bottom-3 left-3 z-10 flex h-8 items-center gap-0.5 rounded-6 border border-line-2 bg-bg-3 px-1 shadow-1">
      <IconButton
        icon={Minus}
        label={TEXTS.canvas.zoomOut}
        size={24}
        side="top"
        onClick={() => void zoomOut()}
      />
      <Tooltip text={TEXTS.canvas.zoomReset} side="top">
        <button
          type="button"
          aria-label={TEXTS.canvas.zoomReset}
          onClick={() => void zoomTo(1)}
          className="mono h-6 w-11 rounded-4 text-center text-tx-1 hover:bg-bg-4"
        >
          <Zoom />
        </button>
      </Tooltip>
      <IconButton
        icon={Plus}
        label={TEXTS.canvas.zoomIn}
        size={24}
        side="top"
        onClick={() => void zoomIn()}
      />
      <span className="mx-1 h-4 w-px bg-line" />
      <IconButton
        icon={Maximize}
        label={TEXTS.canvas.fit}
        keys={useKeys('canvas.fit')}
        size={24}
        side="top"
        onClick={fitCanvas}
      />
      <IconButton
        icon={running ? LoaderCircle : Network}
        label={running ? CANVAS_TEXTS.layout.running : TEXTS.canvas.tidy}
        keys={useKeys('canvas.tidy')}
        size={24}
        side="top"
        aria-busy={running}
        className={running ? '[&_svg]:animate-spin motion-reduce:[&_svg]:animate-none' : ''}
        onClick={() => void tidyFlow()}
      />
      <IconButton
        icon={Pin}
        label={SEEING_TEXTS.picker.pin}
        keys={useKeys('sample.pin')}
        size={24}
        side="top"
        onClick={() => pickPicture('pin')}
      />
      <IconButton icon={StickyNote} label={TEXTS.canvas.addNote} size={24} side="top" onClick={addNote} />
      <IconButton
        icon={MapIcon}
        label={TEXTS.canvas.minimap}
        keys={useKeys('canvas.minimap')}
        size={24}
        side="top"
        aria-pressed={minimap}
        onClick={() => useScreen.setState({ minimap: !minimap })}
      />
    </div>
  );
}

/** Alone in what it follows, so that the buttons are not drawn again at every step of a move. */
function Zoom() {
  return useStore((store) => TEXTS.canvas.zoom(store.transform[2]));
}
