import type { FastifyInstance } from 'fastify';
import { claimPageScript } from './claim-page-script.ts';
import { claimPageStyle } from './claim-page-style.ts';

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Claim</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/claim/page.css">
<script src="/claim/page.js" defer></script>
</head>
<body>
<main>
<p id="loading">Loading …</p>
<noscript><p>This page needs JavaScript.</p></noscript>
<section id="token" hidden>
<img id="picture" alt="" hidden>
<div id="letter" class="no-picture" aria-hidden="true" hidden></div>
<h1 id="name"></h1>
<p id="collection" class="dim"></p>
<p id="description" hidden></p>
<p id="left" class="dim" hidden></p>
</section>
<p id="closed" role="status" hidden></p>
<form id="access" hidden>
<h2 id="access-title"></h2>
<p id="invited" class="dim" hidden>This link is for invited people: use the email address that was invited.</p>
<label for="email">Email address</label>
<input id="email" type="email" autocomplete="email" required>
<div id="names">
<label for="first-name">First name</label>
<input id="first-name" autocomplete="given-name" maxlength="100">
<label for="last-name">Last name</label>
<input id="last-name" autocomplete="family-name" maxlength="100">
</div>
<label for="password">Password</label>
<input id="password" type="password" required aria-describedby="password-rule">
<p id="password-rule" class="dim">At least 10 characters.</p>
<p id="access-problem" class="bad" role="alert" hidden></p>
<button id="enter" type="submit" class="wide"></button>
<button id="switch" type="button" class="plain"></button>
</form>
<form id="verify" hidden>
<h2>Enter the code</h2>
<p>We sent a code with six digits to <span id="sent-to"></span>.</p>
<label for="code">Code</label>
<input id="code" inputmode="numeric" autocomplete="one-time-code" required>
<p id="verify-problem" class="bad" role="alert" hidden></p>
<button type="submit" class="wide">Continue</button>
<p class="dim">No code? You may have an account already.</p>
<button id="back" type="button" class="plain">Log in instead</button>
</form>
<form id="claim" hidden>
<h2>Claim your item</h2>
<p class="dim">You need no wallet: the item is kept for you in your account.</p>
<details>
<summary>Send it to my own wallet</summary>
<label for="address">Address on the chain</label>
<input id="address" autocomplete="off" spellcheck="false" placeholder="0x…">
</details>
<p id="claim-problem" class="bad" role="alert" hidden></p>
<button id="take" type="submit" class="wide">Claim</button>
<button id="leave" type="button" class="plain">Use another account</button>
</form>
<section id="progress" hidden>
<h2 id="progress-title" tabindex="-1">Your item</h2>
<ol id="steps"><li>Reserved</li><li>Sent to the chain</li><li>Yours</li></ol>
<p id="state" role="status" hidden></p>
<p class="dim">Receiver: <code id="to"></code></p>
<p id="transaction" class="dim" hidden>Transaction: <code id="hash"></code></p>
</section>
</main>
</body>
</html>
`;

/** Nothing comes from another host, except the pictures of tokens. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src https: http: data:',
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const headers = {
  'content-security-policy': policy,
  'cache-control': 'no-cache',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
};

/** `GET /claim/<code>`: the page on which people claim. It is the same for every code, and asks the graph for the rest. */
export function claimPage(app: FastifyInstance): void {
  app.get('/claim/page.css', async (_request, reply) =>
    reply.headers(headers).type('text/css; charset=utf-8').send(claimPageStyle),
  );
  app.get('/claim/page.js', async (_request, reply) =>
    reply.headers(headers).type('text/javascript; charset=utf-8').send(claimPageScript),
  );
  app.get('/claim/:code', async (_request, reply) =>
    reply.headers(headers).type('text/html; charset=utf-8').send(page),
  );
}
