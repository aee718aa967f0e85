import { html } from '@soko/simulator-kit';
import type { FastifyInstance, FastifyReply } from 'fastify';

type Html = ReturnType<typeof html>;

const style = `:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#f4f5f7, #14161a);
  color: light-dark(#1b1f24, #e6e9ee); font: 16px/1.5 system-ui, sans-serif; }
main { box-sizing: border-box; width: min(30rem, calc(100vw - 2rem)); padding: 2rem; border-radius: 16px; background: light-dark(#fff, #1c1f25);
  border: 1px solid light-dark(#e1e4e8, #2c313a); }
h1 { margin: 0 0 0.5rem; font-size: 1.25rem; }
p { margin: 0 0 1.25rem; color: light-dark(#616b78, #98a2b0); }
.amount { font-size: 1.75rem; color: inherit; font-variant-numeric: tabular-nums; }
form { display: flex; gap: 0.75rem; margin-bottom: 1rem; }
button { flex: 1; padding: 0.6rem 1rem; border-radius: 9px; font: inherit; cursor: pointer; border: 1px solid #3b5bdb;
  background: #3b5bdb; color: #fff; }
button.other { background: transparent; color: inherit; border-color: light-dark(#cfd4da, #3a404b); }
small { color: light-dark(#616b78, #98a2b0); }`;

/** Forms on these pages post to their own address and are redirected from there. */
const security = "default-src 'none'; style-src 'self'; img-src data:";

export function addStyle(app: FastifyInstance): void {
  app.get('/hosted.css', async (_request, reply) => reply.type('text/css').send(style));
}

/** A page of Stripe for customers or sellers. */
export async function sendPage(reply: FastifyReply, title: string, content: Html, status = 200): Promise<void> {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/hosted.css" />
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${content}
          <small>A page of the simulated Stripe. No bank is involved.</small>
        </main>
      </body>
    </html>`;
  await reply.status(status).type('text/html').header('content-security-policy', security).send(page.markup);
}
