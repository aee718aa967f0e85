import { pick, useGraphiQL } from '@graphiql/react';
import { useEffect } from 'react';
import { usePlayground } from './use-playground.ts';

function scrollToIt(): void {
  document.querySelector('.graphiql-tab-active')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** Scrolls the row of tabs to the one that is shown. GraphiQL leaves the row where it is. */
export function ActiveTab() {
  const { tabs, activeTabIndex } = useGraphiQL(pick('tabs', 'activeTabIndex'));
  const { watches } = usePlayground();
  const { id, title } = tabs[activeTabIndex] ?? {};
  // A new title and the list of what runs change the widths.
  useEffect(scrollToIt, [id, title, tabs.length, watches.length]);
  useEffect(() => {
    addEventListener('resize', scrollToIt);
    return () => removeEventListener('resize', scrollToIt);
  }, []);
  return null;
}
