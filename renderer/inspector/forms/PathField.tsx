import { File, FolderOpen, Save } from 'lucide-react';
import { native } from '../../native/native-abilities.ts';
import { IconButton } from '../../parts/IconButton.tsx';
import { TextField } from '../../parts/TextField.tsx';
import { TEXTS } from '../../texts.ts';
import type { FieldIds } from './FieldRow.tsx';
import type { Field } from './form-model.ts';
import type { ParamState } from './use-param.ts';

/** A path that is typed or chosen in the system's dialog. */
export function PathField({
  field,
  state,
  ids,
}: {
  readonly field: Field;
  readonly state: ParamState;
  readonly ids: FieldIds;
}) {
  const value = typeof state.value === 'string' && !state.mixed ? state.value : '';
  const [icon, label, pick] =
    field.control === 'folder'
      ? ([FolderOpen, TEXTS.form.browseFolder, () => native().pickFolder()] as const)
      : field.control === 'file'
        ? ([File, TEXTS.form.browseFile, () => native().pickFile([])] as const)
        : ([Save, TEXTS.form.browseSave, () => native().pickSaveFile(value)] as const);
  const choose = async () => {
    const path = await pick();
    if (path !== undefined) state.set(path, 'press');
  };
  return (
    <TextField
      id={ids.control}
      aria-describedby={ids.message}
      mono
      className="w-full pr-0.5"
      invalid={state.error !== undefined}
      placeholder={field.control === 'folder' ? TEXTS.form.noFolder : TEXTS.form.noFile}
      value={value}
      title={value}
      onValue={(text) => state.set(text, 'typing')}
      end={<IconButton icon={icon} iconSize={14} size={24} label={label} onClick={() => void choose()} />}
    />
  );
}
