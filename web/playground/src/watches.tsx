import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';
import { endWatch, shown, type Watch } from './background-watch.ts';
import { usePlayground } from './use-playground.ts';

const stateOf = ({ events }: Watch): string => {
  if (events === 0) return 'waiting for the first event';
  return events === 1 ? '1 event' : `${events} events`;
};

/** The subscriptions that run. They run on while other tabs are shown; their events appear in their own tab. */
export function Watches() {
  const { watches } = usePlayground();
  const { tabs, activeTabIndex, responseEditor, isFetching } = useGraphiQL(
    pick('tabs', 'activeTabIndex', 'responseEditor', 'isFetching'),
  );
  const { changeTab, stop, updateActiveTabValues } = useGraphiQLActions();
  const tabId = tabs[activeTabIndex]?.id ?? '';
  const last = watches.find((watch) => watch.tabId === tabId)?.last;

  useEffect(() => {
    const isOther = shown.tabId !== tabId;
    shown.tabId = tabId;
    // GraphiQL goes on writing events into the tab that is shown when a new one was opened.
    if (isOther) stop();
  }, [tabId, stop]);

  useEffect(() => {
    if (!last || !responseEditor || isFetching) return;
    const response = JSON.stringify(last, null, 2);
    responseEditor.setValue(response);
    updateActiveTabValues({ response });
  }, [last, responseEditor, isFetching, updateActiveTabValues]);

  useEffect(() => {
    for (const watch of watches) if (!tabs.some(({ id }) => id === watch.tabId)) void endWatch(watch.tabId);
  }, [tabs, watches]);

  const show = (watch: Watch): void => changeTab(tabs.findIndex(({ id }) => id === watch.tabId));
  const end = (watch: Watch): void => {
    if (watch.tabId === tabId) stop();
    void endWatch(watch.tabId);
  };
  return watches.map((watch) => (
    <div key={watch.tabId} className="soko-watch" role="status">
      <span className="soko-dot" />
      <span>
        <b>{watch.name}</b> is running: {stateOf(watch)}
      </span>
      {watch.tabId !== tabId && (
        <button type="button" onClick={() => show(watch)}>
          Show
        </button>
      )}
      <button type="button" onClick={() => end(watch)}>
        Stop
      </button>
    </div>
  ));
}
