import { useMutation, useQuery } from '@tanstack/react-query';
import { Pencil, Plus, RotateCcw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ProfileEntry } from '../../core/contract/endpoint.ts';
import type { ImageTokenRule, ModelProfile } from '../../core/endpoint.ts';
import { Button } from '../parts/Button.tsx';
import { Chip } from '../parts/Chip.tsx';
import { IconButton } from '../parts/IconButton.tsx';
import { engine } from '../rpc/client.ts';
import { api, queryClient } from '../rpc/queries.ts';
import { ENDPOINT_TEXTS } from '../texts/endpoints.ts';
import { ChoiceSection } from './ChoiceRow.tsx';
import { TableCell, TableHead } from './FactsTable.tsx';
import { ProfileForm } from './ProfileForm.tsx';
import { ShowAll } from './ShowAll.tsx';

const TEXTS = ENDPOINT_TEXTS.profiles;
const SHOWN = 6;

/** What families of models take and how they count, with the user's changes. */
export function ProfileSection() {
  const profiles = useQuery(api.endpoint.profiles.queryOptions());
  const [all, setAll] = useState(false);
  /** Family that is edited; `''` is a new one. */
  const [open, setOpen] = useState<string>();
  const take = (entries: readonly ProfileEntry[]) => {
    queryClient.setQueryData(api.endpoint.profiles.queryKey(), entries);
    setOpen(undefined);
  };
  const restore = useMutation({
    mutationFn: (family: string) => engine().endpoint.restoreProfile({ family }),
    onSuccess: take,
  });
  const entries = profiles.data ?? [];
  const shown = all ? entries : entries.slice(0, SHOWN);
  return (
    <ChoiceSection
      title={TEXTS.title}
      text={TEXTS.text}
      action={
        <Button size="small" icon={Plus} onClick={() => setOpen('')}>
          {TEXTS.add}
        </Button>
      }
    >
      {open === '' && <ProfileForm onSaved={take} onCancel={() => setOpen(undefined)} />}
      <div className="overflow-x-auto">
        <table aria-label={TEXTS.title} className="w-full border-collapse">
          <TableHead
            columns={[
              { label: TEXTS.columns.family },
              { label: TEXTS.columns.limit },
              { label: TEXTS.columns.takes },
              { label: TEXTS.columns.reasoning, right: true },
              { label: TEXTS.columns.image, right: true },
              { label: '' },
            ]}
          />
          <tbody>
            {shown.map((entry) =>
              open === entry.profile.family ? (
                <tr key={entry.profile.family}>
                  <td colSpan={6} className="p-0">
                    <ProfileForm entry={entry} onSaved={take} onCancel={() => setOpen(undefined)} />
                  </td>
                </tr>
              ) : (
                <ProfileLine
                  key={entry.profile.family}
                  entry={entry}
                  onEdit={() => setOpen(entry.profile.family)}
                  onRestore={() => restore.mutate(entry.profile.family)}
                />
              ),
            )}
          </tbody>
        </table>
      </div>
      <ShowAll
        shown={shown.length}
        count={entries.length}
        text={TEXTS.showAll(entries.length)}
        onShow={() => setAll(true)}
      />
    </ChoiceSection>
  );
}

function ProfileLine({
  entry,
  onEdit,
  onRestore,
}: {
  readonly entry: ProfileEntry;
  readonly onEdit: () => void;
  readonly onRestore: () => void;
}) {
  const { profile, state } = entry;
  const { family } = profile;
  return (
    <tr className="h-7 border-line border-t" data-testid="profile-row">
      <TableCell head title={`${profile.models.join(', ')} – ${profile.source}`}>
        {family}{' '}
        {state !== 'shipped' && <Chip tone="accent">{state === 'own' ? TEXTS.own : TEXTS.changed}</Chip>}
      </TableCell>
      <TableCell>
        <span className="mono">{profile.maxTokensField}</span>
      </TableCell>
      <TableCell>{takenBy(profile)}</TableCell>
      <TableCell number>
        {profile.reasoningTokens === 0 ? '–' : TEXTS.tokens(profile.reasoningTokens)}
      </TableCell>
      <TableCell number>{megapixel(profile.image)}</TableCell>
      <td className="w-16 pr-3 text-right whitespace-nowrap">
        {state !== 'shipped' && (
          <IconButton
            icon={state === 'own' ? Trash2 : RotateCcw}
            size={24}
            iconSize={14}
            label={state === 'own' ? TEXTS.remove(family) : TEXTS.restore(family)}
            onClick={onRestore}
          />
        )}
        <IconButton icon={Pencil} size={24} iconSize={14} label={TEXTS.edit(family)} onClick={onEdit} />
      </td>
    </tr>
  );
}

function takenBy({ temperature, topP, seed }: ModelProfile): string {
  const taken = [temperature && TEXTS.takes.temperature, topP && TEXTS.takes.topP, seed && TEXTS.takes.seed];
  return taken.filter(Boolean).join(', ') || TEXTS.takesNothing;
}

/** Tokens of a picture of 1,000 × 1,000 pixels. */
function megapixel(rule: ImageTokenRule): string {
  switch (rule.kind) {
    case 'tiles':
      return TEXTS.tokens(rule.base + 4 * rule.each);
    case 'patches':
      return TEXTS.tokens(
        Math.ceil(
          Math.min(rule.most, Math.max(rule.least ?? 0, Math.ceil(1000 / rule.side) ** 2)) * rule.factor,
        ),
      );
    case 'area':
      return TEXTS.tokens(Math.min(rule.most, Math.ceil(1e6 / rule.pixelsPerToken)));
    case 'crops':
      return TEXTS.tokens(4 * rule.each);
    case 'fixed':
      return TEXTS.atMost(rule.tokens);
  }
}
