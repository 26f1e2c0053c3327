import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { EndpointInfo } from '../../core/contract/captioner.ts';
import { findKeyPlace, type KeyPlace } from '../native/key-place.ts';
import { TextField } from '../parts/TextField.tsx';
import { CAPTIONER_TEXTS } from '../texts/captioners.ts';
import { FormField } from './FormField.tsx';

const TEXTS = CAPTIONER_TEXTS.form;

/** An endpoint's key, with where it will be kept; a stored key is never shown. */
export function KeyField({
  endpoint,
  value,
  onValue,
}: {
  readonly endpoint: EndpointInfo | undefined;
  readonly value: string;
  readonly onValue: (key: string) => void;
}) {
  const place = useQuery({ queryKey: ['key-place'], queryFn: findKeyPlace });
  const input = useRef<HTMLInputElement>(null);
  const lacksKey = endpoint !== undefined && !endpoint.hasKey;
  // Opened because a key is missing: that is where the person goes on.
  useEffect(() => {
    if (lacksKey) input.current?.focus();
  }, [lacksKey]);
  return (
    <FormField
      label={TEXTS.key}
      help={endpoint?.hasKey ? TEXTS.keyStored : place.data && keyHelp(place.data)}
    >
      {(id, describedBy) => (
        <TextField
          ref={input}
          id={id}
          aria-describedby={describedBy}
          mono
          type="password"
          autoComplete="off"
          value={value}
          onValue={onValue}
        />
      )}
    </FormField>
  );
}

function keyHelp(place: KeyPlace): string {
  return place.kind === 'keychain' ? TEXTS.keyHelp.keychain(place.title) : TEXTS.keyHelp[place.kind];
}
