import type { LiveEvent } from '@soko/subgraph';
import type { Feed } from './read-feeds.ts';

/** Finds the items that an event concerns. The cost is one look-up per key of the event, independent of the number of items. */
export interface EventIndex<Item> {
  /** Adds `item` for events of `feeds` whose key is among `keys` (null: all). Returns a function that removes it. */
  add(item: Item, feeds: readonly Feed[], keys: readonly string[] | null): () => void;
  find(event: LiveEvent): ReadonlySet<Item>;
}

const everything = '';

/** The value at a path such as `data.order.buyerId`. */
function valueAt(envelope: unknown, path: string): unknown {
  let value: unknown = envelope;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

export function createEventIndex<Item>(): EventIndex<Item> {
  /** Items by topic, then by the path of the key, then by the key. */
  const topics = new Map<string, Map<string, Map<string, Set<Item>>>>();

  const placesOf = (feeds: readonly Feed[], keys: readonly string[] | null) =>
    feeds.flatMap(({ topic, key }) =>
      key === null || keys === null
        ? [{ topic, path: everything, key: everything }]
        : keys.map((wanted) => ({ topic, path: key, key: wanted })),
    );

  const insert = (item: Item, { topic, path, key }: ReturnType<typeof placesOf>[number]): void => {
    const paths = topics.get(topic) ?? new Map<string, Map<string, Set<Item>>>();
    topics.set(topic, paths);
    const items = paths.get(path) ?? new Map<string, Set<Item>>();
    paths.set(path, items);
    items.set(key, (items.get(key) ?? new Set()).add(item));
  };

  const remove = (item: Item, { topic, path, key }: ReturnType<typeof placesOf>[number]): void => {
    const paths = topics.get(topic);
    const items = paths?.get(path);
    const set = items?.get(key);
    set?.delete(item);
    if (set?.size === 0) items?.delete(key);
    if (items?.size === 0) paths?.delete(path);
    if (paths?.size === 0) topics.delete(topic);
  };

  return {
    add(item, feeds, keys) {
      const places = placesOf(feeds, keys);
      for (const place of places) insert(item, place);
      return () => {
        for (const place of places) remove(item, place);
      };
    },
    find({ topic, envelope }) {
      const found = new Set<Item>();
      for (const [path, items] of topics.get(topic) ?? []) {
        const key = path === everything ? everything : valueAt(envelope, path);
        if (typeof key !== 'string') continue;
        for (const item of items.get(key) ?? []) found.add(item);
      }
      return found;
    },
  };
}
