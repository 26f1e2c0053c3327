/** Texts of what nodes have made as a whole. */
export const ARTIFACT_TEXTS = {
  name: 'What this node made last',
  records: (count: string) => `${count} ${count === '1' ? 'record' : 'records'}`,
  none: 'What this node makes of its datasets stands here after a run',
};
