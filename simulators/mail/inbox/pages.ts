import { html } from '@soko/simulator-kit';
import type { MailRecord, TextRecord } from '../records.ts';

interface Counts {
  mails: number;
  texts: number;
}

interface Listed {
  mails: readonly MailRecord[];
  counts: Counts;
  search: string;
}

type Html = ReturnType<typeof html>;

const timeOf = (at: string): string => at.slice(5, 16).replace('T', ' ');

const frame = (title: string, counts: Counts, path: '/' | '/texts', search: string, content: Html): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="stylesheet" href="/inbox.css" />
        <link rel="icon" href="data:," />
        <script src="/inbox.js" defer></script>
      </head>
      <body data-messages="${counts.mails + counts.texts}">
        <header>
          <nav>
            <a href="/" ${path === '/' ? html`aria-current="page"` : ''}>Mail <b>${counts.mails}</b></a>
            <a href="/texts" ${path === '/texts' ? html`aria-current="page"` : ''}>SMS <b>${counts.texts}</b></a>
            <a href="/_admin/">Faults and settings</a>
          </nav>
          <form action="${path}" role="search">
            <input type="search" name="search" value="${search}" placeholder="Address or subject" aria-label="Search" />
          </form>
        </header>
        <p id="news" hidden><a href="">New messages have arrived. Show them.</a></p>
        ${content}
      </body>
    </html>`.markup;

const badges = ({ repeats, state }: MailRecord): Html =>
  html`${state === 'delivered' ? '' : html`<em>${state}</em>`}
  ${repeats > 0 ? html`<em title="Copies with the same Message-ID, which were dropped">+${repeats}</em>` : ''}`;

const mailList = ({ mails, search }: Listed, open: MailRecord | null): Html =>
  html`<ol class="list">
    ${mails.map(
      (mail) =>
        html`<li ${mail.id === open?.id ? html`class="open"` : ''}>
          <a href="/mails/${mail.id}${search === '' ? '' : `?search=${encodeURIComponent(search)}`}">
            <span class="to">${mail.to}</span><time>${timeOf(mail.at)}</time>
            <span class="subject">${mail.subject} ${badges(mail)}</span>
          </a>
        </li>`,
    )}
    ${mails.length === 0 ? html`<li class="empty">No mail here yet.</li>` : ''}
  </ol>`;

export const inboxPage = (listed: Listed): string =>
  frame(
    'Mailboxes',
    listed.counts,
    '/',
    listed.search,
    html`<main>
      ${mailList(listed, null)}
      <section class="none">Choose a mail.</section>
    </main>`,
  );

export const missingPage = (listed: Listed): string =>
  frame(
    'No such mail',
    listed.counts,
    '/',
    listed.search,
    html`<main>
      ${mailList(listed, null)}
      <section class="none">There is no such mail any more.</section>
    </main>`,
  );

const views = (mail: MailRecord): Html =>
  html`<input type="radio" name="view" id="as-html" ${mail.html === null ? html`disabled` : html`checked`} />
    <label for="as-html">HTML</label>
    <input type="radio" name="view" id="as-phone" ${mail.html === null ? html`disabled` : ''} />
    <label for="as-phone">Phone</label>
    <input type="radio" name="view" id="as-text" ${mail.html === null ? html`checked` : ''} />
    <label for="as-text">Text</label>
    <input type="radio" name="view" id="as-headers" />
    <label for="as-headers">Headers</label>
    ${mail.html === null ? '' : html`<iframe title="The mail" src="/mails/${mail.id}/html"></iframe>`}
    <pre class="text">${mail.text}</pre>
    <table class="headers">
      ${mail.headers.map(
        ({ name, value }) =>
          html`<tr>
            <th>${name}</th>
            <td>${value}</td>
          </tr>`,
      )}
    </table>`;

export const mailPage = (listed: Listed, mail: MailRecord): string =>
  frame(
    mail.subject,
    listed.counts,
    '/',
    listed.search,
    html`<main class="reading">
      ${mailList(listed, mail)}
      <section class="mail">
        <h1>${mail.subject}</h1>
        <p>
          From <b>${mail.from}</b> to <b>${mail.to}</b>, ${timeOf(mail.at)}, ${mail.sizeBytes} bytes ${badges(mail)}
        </p>
        ${views(mail)}
      </section>
    </main>`,
  );

export const textsPage = ({
  texts,
  counts,
  search,
}: {
  texts: readonly TextRecord[];
  counts: Counts;
  search: string;
}): string =>
  frame(
    'Text messages',
    counts,
    '/texts',
    search,
    html`<main class="phones">
      ${texts.map(
        (text) =>
          html`<article>
            <header>To <b>${text.to}</b> by ${text.service} <time>${timeOf(text.at)}</time></header>
            <p>${text.body}</p>
          </article>`,
      )}
      ${texts.length === 0 ? html`<p class="empty">No text message here yet.</p>` : ''}
    </main>`,
  );
