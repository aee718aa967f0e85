import type { Controls } from '../controls.ts';
import type { WebhookSender } from '../webhooks/webhook-sender.ts';
import { attemptTable, requestTable } from './activity-tables.ts';
import { controlCards } from './control-cards.ts';
import { html, type Html } from './html.ts';
import type { Panel } from './panel.ts';
import { table } from './table.ts';

/** Attempts on the page, the newest ones. */
const shownAttempts = 500;

const figures = (panel: Panel): Html =>
  html`<dl id="figures" data-live>
    ${panel.figures().map(
      ({ label, value }) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;

/** The admin page: figures, controls, records and recent calls. It is readable without its script. */
export const page = (panel: Panel, controls: Controls, sender: WebhookSender | null): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${panel.title}</title>
        <link rel="stylesheet" href="admin.css" />
        <link rel="icon" href="data:," />
        <script src="admin.js" defer></script>
      </head>
      <body>
        <header>
          <div>
            <h1>${panel.title}</h1>
            <p>${panel.about}</p>
          </div>
          ${figures(panel)}
        </header>
        <p id="message" role="alert" hidden></p>
        <div class="columns">
          <aside>${controlCards(controls, sender)}</aside>
          <main>
            ${panel.tables().map(table)} ${sender && table(attemptTable(sender.attempts().slice(0, shownAttempts)))}
            ${table(requestTable(controls.requests))}
          </main>
        </div>
      </body>
    </html>`.markup;
