/*
 * What the tests of bad input share: small flows as a stranger would write them, and what must never be said.
 */

export const node = (id: string, type: string, params: Record<string, unknown> = {}) => ({
  id,
  type,
  params,
});

export const wire = (from: [string, string], to: [string, string]) => ({
  from: { node: from[0], port: from[1] },
  to: { node: to[0], port: to[1] },
});

/** images → captions that lie beside them → dataset. */
export const FLOW = {
  nodes: [
    node('images', 'sources.folder'),
    node('existing', 'captioners.existing'),
    node('dataset', 'datasets.dataset'),
  ],
  wires: [
    wire(['images', 'images'], ['existing', 'image']),
    wire(['existing', 'caption'], ['dataset', 'captions']),
  ],
};

/** Stacks, control characters other than line ends, words of the runtime: nothing that is printed may match. */
export const NEVER_SAID: readonly RegExp[] = [
  /^ {4}at /m,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/,
  /undefined|\[object|fault of the program|E[A-Z]{4,}:/,
];
