import './workers.ts';
// The parts of graphiql/style.css without the fonts it carries along.
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './style.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

// A list of titles needs less than the third of the window that GraphiQL gives its panels at first.
const panelWidth = 'graphiql:docExplorerFlex';
localStorage.setItem(panelWidth, localStorage.getItem(panelWidth) ?? '0.27');

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
