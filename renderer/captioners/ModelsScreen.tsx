/** Endpoints and local models: what is there, what can be had. */
export function ModelsScreen() {
  return null;
}
