import ELK, { type ElkNode } from 'elkjs/lib/elk-api.js';

let elk: InstanceType<typeof ELK> | undefined;

/**
 * Lays a graph out in a thread of its own, so that the canvas answers meanwhile. ELK's worker is a file by itself, as its authors
 * built it; it is loaded when somebody lays out for the first time.
 */
export async function layOut(graph: ElkNode): Promise<ElkNode> {
  elk ??= new ELK({
    workerFactory: () => new Worker(new URL('elkjs/lib/elk-worker.min.js', import.meta.url)),
  });
  return elk.layout(graph);
}
