import { PickPanel } from '../parts/PickPanel.tsx';
import { PortShape } from '../parts/PortShape.tsx';
import { COMMAND_TEXTS } from '../texts/commands.ts';
import { type Choice, type ChoiceRequest, useChoices } from './choice-state.ts';

/** Entries of a group that are drawn; typing finds the others. */
const SHOWN = 80;

/** A list at a node from which one entry is taken by keys: ports, wires, nodes. */
export function ChoiceList({ request }: { readonly request: ChoiceRequest }) {
  return (
    <PickPanel
      title={request.title}
      name={request.title}
      at={request.at}
      find={(search) => find(request, search)}
      nothing={COMMAND_TEXTS.choose.nothing}
      onClose={() => useChoices.setState({ request: undefined })}
    />
  );
}

function find({ groups }: ChoiceRequest, search: string) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const answers = ({ title, hint = '' }: Choice) =>
    words.every((word) => `${title} ${hint}`.toLowerCase().includes(word));
  return groups.map(({ title, choices }) => ({
    title,
    entries: choices
      .filter(answers)
      .slice(0, SHOWN)
      .map(({ port, ...choice }) => ({ ...choice, ...(port && { icon: <PortShape type={port} /> }) })),
  }));
}
