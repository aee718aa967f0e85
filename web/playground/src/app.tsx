import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { examples } from 'soko:examples';
import { ActiveTab } from './active-tab.tsx';
import { EditorFont } from './editor-font.tsx';
import { examplesPlugin } from './examples-panel.tsx';
import { fetcher } from './fetcher.ts';
import { isNarrow } from './is-narrow.ts';
import { SessionBar } from './session-bar.tsx';
import { Watches } from './watches.tsx';

const plugins = [examplesPlugin, HISTORY_PLUGIN];

/** The first examples open as tabs; the others are in the list beside them. */
const firstTabs = examples.slice(0, 6).map(({ query, variables }) => ({ query, variables }));

const blankTab = '# Ctrl-Space lists what can be asked here; the book on the left is the documentation.\n\n';

const Mark = () => (
  <svg className="soko-mark" viewBox="0 0 32 32" aria-hidden>
    <rect width="32" height="32" rx="8" />
    <path d="M7 13h18l-1.600 12H8.600z" />
    <path className="soko-handle" d="M11.500 13a4.500 4.500 0 0 1 9 0" />
  </svg>
);

export function App() {
  return (
    <div className="soko-page">
      <header className="soko-header">
        <Mark />
        <h1>Soko</h1>
        <p>One graph for a marketplace. Press ▶, or follow the examples on the left.</p>
        <SessionBar />
      </header>
      <main>
        <GraphiQL
          fetcher={fetcher as never}
          plugins={plugins}
          {...(isNarrow() ? {} : { visiblePlugin: examplesPlugin })}
          defaultTabs={firstTabs}
          defaultQuery={blankTab}
          defaultEditorToolsVisibility={isNarrow() ? false : 'variables'}
          shouldPersistHeaders={false}
          showPersistHeadersSettings={false}
          inputValueDeprecation
          schemaDescription={false}
        >
          <GraphiQL.Logo>
            <EditorFont />
            <ActiveTab />
            <Watches />
          </GraphiQL.Logo>
        </GraphiQL>
      </main>
    </div>
  );
}
