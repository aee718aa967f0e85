import './workers.ts';
// The parts of graphiql/style.css, without its fonts.
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './style.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { greetReturnedBuyer } from './returned-from-bank.ts';

// A list of titles needs less width than the third of the window that GraphiQL gives its panels.
const panelWidth = 'graphiql:docExplorerFlex';
localStorage.setItem(panelWidth, localStorage.getItem(panelWidth) ?? '0.27');

const root = document.getElementById('root');
void greetReturnedBuyer();
if (root) createRoot(root).render(<App />);
