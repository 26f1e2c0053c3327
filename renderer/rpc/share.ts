/**
 * `after` with every part taken from `before` that says the same, so that whoever compares by identity sees what has changed and nothing
 * else. For plain JSON: what comes over the wire is new from end to end although most of it says what it said before.
 *
 * Items of lists are matched by their place, or by `id` where they have one.
 */
export function share<T>(before: unknown, after: T): T {
  if (before === after) return after;
  if (Array.isArray(before) && Array.isArray(after)) return shareList(before, after) as T;
  if (isRecord(before) && isRecord(after)) return shareRecord(before, after) as T;
  return after;
}

function shareList(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  let same = before.length === after.length;
  // Lists that are known by ids keep their order nearly always: they are looked up only once something stands elsewhere.
  let byId: ReadonlyMap<unknown, unknown> | undefined;
  const shared = after.map((item, place) => {
    let old = before[place];
    const id = idOf(item);
    if (id !== undefined && idOf(old) !== id) {
      byId ??= new Map(before.map((each) => [idOf(each), each]));
      old = byId.get(id);
    }
    const taken = share(old, item);
    if (taken !== before[place]) same = false;
    return taken;
  });
  return same ? before : shared;
}

function shareRecord(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const names = Object.keys(after);
  let same = names.length === Object.keys(before).length;
  const shared: Record<string, unknown> = {};
  for (const name of names) {
    const taken = share(before[name], after[name]);
    // By definition: a name such as `__proto__` must stay an ordinary one.
    if (name === '__proto__') Object.defineProperty(shared, name, { value: taken, enumerable: true });
    else shared[name] = taken;
    if (taken !== before[name] || !Object.hasOwn(before, name)) same = false;
  }
  return same ? before : shared;
}

function idOf(item: unknown): unknown {
  return isRecord(item) ? item.id : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
