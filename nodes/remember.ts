/** A pure function of an object that is worked out once for each object, for as long as that object lives; parameters are such objects. */
export function remember<K extends object, V>(work: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    const entry = known.get(key) ?? { value: work(key) };
    known.set(key, entry);
    return entry.value;
  };
}

/** The same for texts, of which only the latest used are remembered. */
export function rememberLatest<V>(most: number, work: (text: string) => V): (text: string) => V {
  const known = new Map<string, V>();
  return (text) => {
    const value = known.has(text) ? (known.get(text) as V) : work(text);
    // Deleted and set again: a Map is in the order of setting.
    known.delete(text);
    known.set(text, value);
    const [oldest] = known.keys();
    if (known.size > most && oldest !== undefined) known.delete(oldest);
    return value;
  };
}
