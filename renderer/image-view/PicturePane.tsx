import { ImageOff, Maximize, Scan } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';
import type { ImageDetails } from '../../core/contract/image.ts';
import { native } from '../native/native-abilities.ts';
import { Button } from '../parts/Button.tsx';
import { GALLERY_TEXTS } from '../texts/gallery.ts';
import { fitZoom } from './fit-zoom.ts';

const TEXTS = GALLERY_TEXTS.image;
const MARGIN = 16;
/** Below this a picture is drawn with its pixels, which says more than a blur. */
const TINY = 320;

/** The picture on its mat: whole, or in its own size. */
export function PicturePane({ image }: { readonly image: ImageDetails }) {
  const pane = useRef<HTMLDivElement>(null);
  const size = useSize(pane);
  const [actual, setActual] = useState(false);
  const [missing, setMissing] = useState(false);
  const fit = fitZoom(image, size, MARGIN);
  const zoom = actual ? 1 : fit;
  const path = image.locations[0]?.path ?? image.hash;
  return (
    <div className="flex min-w-0 flex-1 flex-col bg-mat">
      <div ref={pane} className="grid min-h-0 flex-1 overflow-auto">
        {missing ? (
          <p className="flex flex-col items-center gap-2 self-center justify-self-center text-12 text-tx-2">
            <ImageOff size={24} strokeWidth={1.75} aria-hidden />
            {GALLERY_TEXTS.missing}
          </p>
        ) : (
          size.width > 0 && (
            <img
              src={native().pictureUrl(image.hash)}
              alt={TEXTS.picture(path)}
              draggable={false}
              onError={() => setMissing(true)}
              style={{
                width: Math.round(image.width * zoom),
                height: Math.round(image.height * zoom),
                margin: MARGIN,
                // The thumbnail stands in until the picture is there.
                backgroundImage: `url("${native().thumbUrl(image.hash)}")`,
                backgroundSize: '100% 100%',
                imageRendering: Math.max(image.width, image.height) < TINY && zoom > 1 ? 'pixelated' : 'auto',
              }}
              className="max-w-none self-center justify-self-center"
            />
          )
        )}
      </div>
      <div className="flex h-10 shrink-0 items-center justify-end gap-2 px-3">
        <span className="mono text-tx-2">{TEXTS.zoom(zoom)}</span>
        <Button kind="quiet" size="small" icon={actual ? Scan : Maximize} onClick={() => setActual(!actual)}>
          {actual ? TEXTS.fit : TEXTS.actualSize}
        </Button>
      </div>
    </div>
  );
}

function useSize(element: React.RefObject<HTMLElement | null>) {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const observed = element.current;
    if (!observed) return;
    // The outer size: scroll bars that come and go must not change the zoom that brings them.
    const read = () => setSize({ width: observed.offsetWidth, height: observed.offsetHeight });
    read();
    const observer = new ResizeObserver(read);
    observer.observe(observed);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
