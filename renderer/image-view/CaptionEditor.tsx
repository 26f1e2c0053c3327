import { clsx } from 'clsx';
import { Copy, RefreshCw, Undo2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { CaptionProvenance } from '../../core/contract/image.ts';
import { startRun } from '../app/run-control.ts';
import { CaptionMark } from '../light-table/ImageCard.tsx';
import { Button } from '../parts/Button.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { TextArea } from '../parts/TextField.tsx';
import { toast } from '../parts/Toast.tsx';
import { engine } from '../rpc/client.ts';
import { useProject } from '../rpc/project-state.ts';
import { GALLERY_TEXTS } from '../texts/gallery.ts';
import { TEXTS as APP_TEXTS } from '../texts.ts';
import { restoreCaption, saveCaption, sayFailure } from './caption-actions.ts';

const TEXTS = GALLERY_TEXTS.image;

/**
 * A caption in a text box that is always live. It is saved when the box is left, by Ctrl+Enter, and when another image is shown;
 * every save is a new child caption, so that nothing is lost [RUN16]. Escape brings the last saved text back.
 */
export function CaptionEditor({
  caption,
  marked,
  onChoose,
}: {
  readonly caption: CaptionProvenance;
  readonly marked: boolean;
  readonly onChoose: () => void;
}) {
  const readOnly = useProject((state) => state.project?.readOnly ?? false);
  const [draft, setDraft] = useState<string>();
  const [saving, setSaving] = useState(false);
  const [again, setAgain] = useState(false);
  const text = draft ?? caption.text;
  const dirty = draft !== undefined && draft !== caption.text;
  const latest = useRef({ draft, caption });
  latest.current = { draft, caption };
  const onItsWay = useRef<string>(undefined);
  const save = async () => {
    if (!dirty || saving) return;
    setSaving(true);
    onItsWay.current = text;
    const saved = await saveCaption(caption, text);
    onItsWay.current = undefined;
    setSaving(false);
    // What was typed meanwhile stays; a refused text stays, too, to be put right.
    if (saved) setDraft((now) => (now === text ? undefined : now));
  };
  useEffect(
    () => () => {
      const { draft: left, caption: of } = latest.current;
      if (left !== undefined && left !== of.text && left !== onItsWay.current) void saveCaption(of, left);
    },
    [],
  );
  const earlier = caption.history[0];
  return (
    <article
      data-tour="caption"
      aria-label={GALLERY_TEXTS.captionOf(caption.source)}
      onFocus={onChoose}
      className={clsx(
        'relative border-line border-b p-4',
        marked && 'before:absolute before:inset-y-0 before:left-0 before:w-0.5 before:bg-accent-line',
      )}
    >
      <div className="mb-2 flex items-center gap-2">
        <h2 className="min-w-0 truncate font-semibold text-13">{caption.source}</h2>
        <CaptionMark caption={caption} />
        <span className="mono ml-auto shrink-0 text-tx-3">
          {GALLERY_TEXTS.characters([...text].length)}
          {!caption.edited &&
            caption.completionTokens !== undefined &&
            ` · ${TEXTS.tokens(caption.completionTokens)}`}
        </span>
      </div>
      <TextArea
        aria-label={TEXTS.edit(caption.source)}
        value={text}
        readOnly={readOnly}
        spellCheck
        onValue={setDraft}
        onBlur={() => void save()}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && dirty) {
            event.preventDefault();
            setDraft(undefined);
          } else if ((event.ctrlKey || event.metaKey) && (event.key === 'Enter' || event.key === 's')) {
            event.preventDefault();
            event.stopPropagation();
            void save();
          }
        }}
        className="field-sizing-content max-h-[60vh] min-h-21 resize-none! text-13! leading-[21px]"
      />
      <div className="mt-2 flex min-h-7 items-center gap-1.5">
        <p aria-live="polite" className="mr-auto text-11 text-tx-3">
          {saving ? TEXTS.saving : dirty ? (text.trim() === '' ? TEXTS.empty : TEXTS.unsaved) : ''}
        </p>
        {dirty ? (
          <>
            <Button
              size="small"
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => setDraft(undefined)}
            >
              {TEXTS.revert}
            </Button>
            <Button
              size="small"
              kind="main"
              disabled={saving || text.trim() === ''}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => void save()}
            >
              {TEXTS.save}
            </Button>
          </>
        ) : (
          <>
            {caption.edited && earlier && !readOnly && (
              <Button size="small" kind="quiet" icon={Undo2} onClick={() => void restoreCaption(earlier.id)}>
                {TEXTS.undoEdit}
              </Button>
            )}
            {!readOnly && (
              <Button
                size="small"
                kind="quiet"
                icon={RefreshCw}
                title={TEXTS.againHelp}
                disabled={again}
                onClick={() => void captionAgain(caption).then(setAgain)}
              >
                {again ? TEXTS.markedNow : TEXTS.again}
              </Button>
            )}
            <IconButton
              icon={Copy}
              size={24}
              iconSize={14}
              label={TEXTS.copy}
              onClick={() => void copy(text)}
            />
          </>
        )}
      </div>
    </article>
  );
}

/** Whether it was marked. */
async function captionAgain(caption: CaptionProvenance): Promise<boolean> {
  try {
    await engine().image.captionAgain({ ids: [caption.id] });
    toast(TEXTS.marked, { action: { label: APP_TEXTS.run.run, onPress: () => void startRun() } });
    return true;
  } catch (thrown) {
    sayFailure(thrown);
    return false;
  }
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(TEXTS.copied);
  } catch (thrown) {
    sayFailure(thrown);
  }
}
