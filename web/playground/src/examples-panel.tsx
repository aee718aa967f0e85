import { type GraphiQLPlugin, pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { examples } from 'soko:examples';
import { isNarrow } from './is-narrow.ts';
import { usePlayground } from './use-playground.ts';

type Example = (typeof examples)[number];

/** Shows an example in its tab, or in a new one. Null until the editors are ready. */
function useOpenExample(): ((example: Example) => void) | null {
  const { tabs, queryEditor, variableEditor } = useGraphiQL(pick('tabs', 'queryEditor', 'variableEditor'));
  const { addTab, changeTab, setVisiblePlugin, stop, updateActiveTabValues } = useGraphiQLActions();
  if (!queryEditor || !variableEditor) return null;
  return ({ name, query, variables }) => {
    // On a narrow screen the list covers the editors.
    if (isNarrow()) setVisiblePlugin(null);
    const index = tabs.findIndex(({ title }) => title === name);
    if (index >= 0) return changeTab(index);
    stop();
    addTab();
    queryEditor.setValue(query);
    variableEditor.setValue(variables ?? '');
    updateActiveTabValues({ query, variables, operationName: name });
    return undefined;
  };
}

function RememberedValues() {
  const { memory } = usePlayground();
  return (
    <dl className="soko-memory">
      {Object.entries(memory).map(([name, value]) => (
        <div key={name}>
          <dt>{`{{${name}}}`}</dt>
          <dd title={value}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Examples() {
  const open = useOpenExample();
  const { tabs, activeTabIndex } = useGraphiQL(pick('tabs', 'activeTabIndex'));
  const active = tabs[activeTabIndex]?.title;
  const groups = [...new Set(examples.map(({ group }) => group))];
  return (
    <section className="soko-examples" aria-label="Worked examples">
      <h2>Worked examples</h2>
      <p>
        A tour from the catalogue to a refund and a bet. Open an example, press ▶ and read the result. The page
        remembers values that later examples need.
      </p>
      {groups.map((group) => (
        <div key={group}>
          <h3>{group}</h3>
          <ol>
            {examples.map(
              (example, index) =>
                example.group === group && (
                  <li key={example.file} value={index + 1}>
                    <button
                      type="button"
                      disabled={!open}
                      aria-current={example.name === active}
                      onClick={() => open?.(example)}
                    >
                      <b>{example.name}</b>
                      <span>{example.title}</span>
                    </button>
                  </li>
                ),
            )}
          </ol>
        </div>
      ))}
      <h3>Remembered values</h3>
      <RememberedValues />
    </section>
  );
}

const Icon = () => (
  <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.300" strokeLinecap="round" aria-hidden>
    <path d="M2 3.500 3 4.500 5 2.500M2 8.500 3 9.500 5 7.500M2 13.500 3 14.500 5 12.500M7.500 3.500H14M7.500 8.500H14M7.500 13.500H14" />
  </svg>
);

export const examplesPlugin: GraphiQLPlugin = { title: 'Worked examples', icon: Icon, content: Examples };
