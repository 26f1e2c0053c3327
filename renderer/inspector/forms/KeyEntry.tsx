import { useMutation } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { reloadFlow } from '../../flow/flow-store.ts';
import { Button } from '../../parts/Button.tsx';
import { TextField } from '../../parts/TextField.tsx';
import { engine } from '../../rpc/client.ts';
import { errorRecord } from '../../rpc/engine-error.ts';
import { api, queryClient } from '../../rpc/queries.ts';
import { TEXTS } from '../../texts.ts';

/** Takes an endpoint's key to where keys are kept. It is in this field until it is saved, and nowhere in the project. */
export function KeyEntry({ endpoint, onDone }: { readonly endpoint: string; readonly onDone: () => void }) {
  const [key, setKey] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => field.current?.focus(), []);
  const save = useMutation({
    mutationFn: () => engine().captioner.setKey({ name: endpoint, key: key.trim() }),
    onSuccess: async () => {
      onDone();
      // What was said of the missing key is no longer so.
      reloadFlow();
      await queryClient.invalidateQueries({ queryKey: api.captioner.endpoints.key() });
    },
  });
  return (
    <form
      className="mt-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (key.trim() !== '') save.mutate();
      }}
    >
      <div className="flex items-center gap-2">
        <TextField
          ref={field}
          className="min-w-0 flex-1"
          mono
          type="password"
          aria-label={TEXTS.form.keyOf(endpoint)}
          aria-describedby={id}
          value={key}
          onValue={setKey}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            onDone();
          }}
        />
        <Button type="submit" disabled={key.trim() === '' || save.isPending}>
          {TEXTS.form.saveKey}
        </Button>
      </div>
      <p id={id} role={save.isError ? 'alert' : undefined} className="mt-1 text-11 text-tx-3">
        {save.isError ? (
          <span className="text-err">{errorRecord(save.error).message}</span>
        ) : (
          TEXTS.form.keyHelp
        )}
      </p>
    </form>
  );
}
