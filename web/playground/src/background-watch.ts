import { change, currentState } from './playground-state.ts';
import type { GraphQLAnswer } from './post.ts';

/** A subscription that runs. It belongs to the tab in which it was started, and runs on while other tabs are shown. */
export interface Watch {
  name: string;
  /** The tab of the editor, by its id. */
  tabId: string;
  events: number;
  last: GraphQLAnswer | null;
}

/** The tab that is shown, by its id. The page keeps it up to date. */
export const shown = { tabId: '' };

const running = new Map<string, () => Promise<void>>();

const watches = (): readonly Watch[] => currentState().watches;

const update = (tabId: string, changes: Partial<Watch>): void =>
  change({ watches: watches().map((watch) => (watch.tabId === tabId ? { ...watch, ...changes } : watch)) });

/** Ends the subscription of a tab, if it has one. */
export async function endWatch(tabId: string): Promise<void> {
  const end = running.get(tabId);
  running.delete(tabId);
  change({ watches: watches().filter((watch) => watch.tabId !== tabId) });
  await end?.();
}

/** The page learns of another tab a moment after GraphiQL has stopped reading. */
const tabChangeMs = 100;

/**
 * Lets GraphiQL read the events of a subscription. GraphiQL stops reading when another tab is shown: the subscription then
 * runs on, and the page shows its events. It ends when the reader stops it in its own tab, or closes the tab.
 */
export function keepWatching(name: string, events: AsyncIterableIterator<GraphQLAnswer>): AsyncIterable<GraphQLAnswer> {
  const { tabId } = shown;
  void endWatch(tabId);
  change({ watches: [...watches(), { name, tabId, events: 0, last: null }] });
  const end = async (): Promise<void> => void (await events.return?.());
  running.set(tabId, end);
  const isRunning = (): boolean => running.get(tabId) === end;

  const waiting: GraphQLAnswer[] = [];
  let wake = (): void => {};
  let isRead = true;
  void (async () => {
    for await (const answer of events) {
      if (!isRunning()) break;
      waiting.push(answer);
      update(tabId, { events: (watches().find((watch) => watch.tabId === tabId)?.events ?? 0) + 1, last: answer });
      wake();
    }
    if (isRunning()) await endWatch(tabId);
    isRead = false;
    wake();
  })();

  const reader: AsyncIterableIterator<GraphQLAnswer> = {
    async next() {
      while (isRead && waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      const value = waiting.shift();
      return value === undefined ? { done: true, value: undefined } : { done: false, value };
    },
    async return() {
      isRead = false;
      waiting.length = 0;
      wake();
      setTimeout(() => {
        if (shown.tabId === tabId && isRunning()) void endWatch(tabId);
      }, tabChangeMs);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => reader,
  };
  return reader;
}
