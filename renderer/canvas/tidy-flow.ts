/** Lays the flow, or what is chosen of it, out anew. What does it is loaded then. */
export async function tidyFlow(): Promise<void> {
  const { layOutFlow } = await import('./layout/lay-out-flow.ts');
  await layOutFlow();
}
