/** What one file of a subgraph's `events/` listens to. */
export interface Interest {
  /** The name under which `@soko/events` exports the topic; null for every topic that is recorded. */
  topic: string | null;
  /** The events, without the topic's name; null for all of them. */
  types: readonly string[] | null;
}

const words = (list: string): string[] => [...list.matchAll(/'([\w.]+)'/g)].map(([, word]) => word!);

/**
 * Reads from the source of an `on-….ts` what it listens to: each `consumer({ group, on: usersUser, types: ['verified'],
 * handle … })`, in which `...` may stand for the handler, a consumer of all `recordedTopics`, or a call of one of the `shared`
 * functions of packages, by its name. Throws when it finds none, so that nothing is left out silently.
 */
export function listenersIn(source: string, shared: Readonly<Record<string, readonly Interest[]>> = {}): Interest[] {
  const declared = [...source.matchAll(/\bconsumer\(\{([\s\S]*?)(?:\bhandle\b|\.\.\.)/g)].map(
    ([, options]): Interest => {
      const topic = /\bon: (\w+)/.exec(options!)?.[1];
      if (topic === undefined) throw new Error('A consumer does not say `on: <topic>` before its handler.');
      const types = /\btypes: \[([^\]]*)\]/.exec(options!)?.[1];
      return { topic, types: types === undefined ? null : words(types) };
    },
  );
  const all = /\btopics: recordedTopics\.map\(/.test(source) ? [{ topic: null, types: null }] : [];
  const ofPackages = Object.entries(shared).flatMap(([name, interests]) =>
    new RegExp(`\\b${name}\\(\\{`).test(source) ? interests : [],
  );
  const found = [...declared, ...all, ...ofPackages];
  if (found.length === 0) throw new Error('There is no `consumer({ group, on, types, handle })` in it.');
  return found;
}
