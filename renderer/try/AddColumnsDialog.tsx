import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { TriedBoard, TriedNode } from '../../core/side-by-side.ts';
import { CaptionerPicker } from '../captioners/CaptionerPicker.tsx';
import { type CaptionerChoice, confirmChoice } from '../captioners/captioner-choice.ts';
import { captionerNode } from '../captioners/captioner-edits.ts';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { engine } from '../rpc/client.ts';
import { errorRecord } from '../rpc/engine-error.ts';
import { TRY_TEXTS } from '../texts/try.ts';
import { TEXTS as COMMON } from '../texts.ts';
import { promptName } from './column-names.ts';
import { type ChosenPrompts, chosenNodes, PromptChoice } from './PromptChoice.tsx';
import { useNames } from './use-names.ts';

const TEXTS = TRY_TEXTS.columns;

/** Chooses a captioner, and the prompts that it is tried with: each makes a column. No captioner is chosen for a person. */
export function AddColumnsDialog({
  board,
  onClose,
}: {
  readonly board: TriedBoard;
  readonly onClose: () => void;
}) {
  const names = useNames();
  const [choice, setChoice] = useState<CaptionerChoice>();
  const [edited, setEdited] = useState<ChosenPrompts>();
  const chosen = edited ?? usualPrompts(board, names);
  const prompts = chosenNodes(chosen, names);
  const add = useMutation({
    mutationFn: async (captionerChoice: CaptionerChoice) => {
      const captioner = captionerNode(names.catalog, await confirmChoice(captionerChoice));
      if (captioner === undefined) return;
      const columns = prompts.map((prompt) => ({ captioner, ...(prompt && { prompt }) }));
      await engine().sideBySide.addColumns({ columns: columns as never });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      width={920}
      title={TEXTS.addTitle}
      description={TEXTS.addText}
      footer={
        <>
          {add.isError && (
            <p role="alert" className="mr-auto self-center text-12 text-err">
              {errorRecord(add.error).message} {errorRecord(add.error).remedy}
            </p>
          )}
          <Button onClick={onClose}>{COMMON.cancel}</Button>
          <Button
            kind="main"
            disabled={choice === undefined || prompts.length === 0 || add.isPending}
            title={choice === undefined || prompts.length === 0 ? TEXTS.chooseFirst : undefined}
            onClick={() => choice && add.mutate(choice)}
          >
            {TEXTS.addColumns(prompts.length)}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[1fr_288px] items-start gap-5 max-[800px]:grid-cols-1">
        <div className="min-w-0">
          <CaptionerPicker choice={choice} onChoice={setChoice} />
        </div>
        <PromptChoice chosen={chosen} onChosen={setEdited} names={names} />
      </div>
    </Dialog>
  );
}

/** The prompts that are on the board already, so that another captioner is tried with the same; else the first that is offered. */
function usualPrompts(board: TriedBoard, names: ReturnType<typeof useNames>): ChosenPrompts {
  const { presets } = names;
  const used = board.columns.map(({ prompt }) => prompt);
  const isUsed = (title: string) => used.some((node) => node && promptName(node, names) === title);
  const ids = presets.filter(({ title }) => isUsed(title)).map(({ id }) => id);
  const own = used.find(
    (node): node is TriedNode =>
      node !== undefined && !presets.some(({ title }) => promptName(node, names) === title),
  );
  const none = used.includes(undefined) && used.length > 0;
  const first = presets[0]?.id;
  const nothing = ids.length === 0 && !own && !none;
  return { ids: nothing && first !== undefined ? [first] : ids, none, ...(own && { own }) };
}
