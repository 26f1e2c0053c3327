import type { CaptionerRef } from '../../core/captioner.ts';
import type { FixAction } from '../../core/errors.ts';
import type { TriedColumnState } from '../../core/side-by-side.ts';
import { openChooser } from '../app/open-chooser.ts';
import { captionerNode } from '../captioners/captioner-edits.ts';
import { sameJson } from '../inspector/forms/check-param.ts';
import { engine } from '../rpc/client.ts';
import { useTryCap } from './CapMeter.tsx';
import { change } from './try-state.ts';

type Help = Exclude<FixAction, 'choose-folder' | 'retry-failed'>;

/** Whether there is a button for it besides "Try again". */
export function helps(fix: FixAction | undefined): fix is Help {
  return fix !== undefined && fix !== 'choose-folder' && fix !== 'retry-failed';
}

/** Opens what repairs a column, and asks again once it is repaired. */
export function helpColumn(column: TriedColumnState, fix: FixAction | undefined): void {
  if (fix === 'raise-budget') {
    useTryCap.setState({ open: true });
    return;
  }
  const ref = column.captionerRef;
  const keyFor = fix === 'enter-key' && ref.kind === 'endpoint' ? ref.endpoint : undefined;
  openChooser({
    kind: ref.kind,
    chosen: ref,
    ...(keyFor !== undefined && { keyFor }),
    onChoose: (chosen) => void useInstead(column, chosen),
  });
}

/** The same captioner is asked again, another one takes the column's place. */
async function useInstead(column: TriedColumnState, chosen: CaptionerRef): Promise<void> {
  await change(async (board) => {
    const types = await engine().flow.nodeTypes();
    const node = captionerNode(new Map(types.map((type) => [type.type, type])), chosen);
    const same =
      node?.type === column.captioner.type &&
      Object.entries(node.params).every(([name, value]) => sameJson(value, column.captioner.params[name]));
    if (node !== undefined && !same) {
      const params =
        node.type === column.captioner.type ? { ...column.captioner.params, ...node.params } : node.params;
      const captioner = { ...node, params };
      const { id, prompt } = column;
      await board.changeColumn({ id, column: { captioner, ...(prompt && { prompt }) } as never });
      await board.caption({});
    } else await board.caption({ columns: [column.id] });
  });
}
