import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const pages = [1, 5, 20].map((first) => ({ query: `{ things(first: ${first}) { id name price } }` }));
const named = { query: 'query Thing($id: ID!) { thing(id: $id) { name price } }' };
const renaming = { query: 'mutation ($id: ID!, $name: String!) { rename(id: $id, name: $name) { id name price } }' };
const watching = [
  { query: 'subscription ($id: ID!) { thingChanged(id: $id) { id name price } }' },
  { query: 'subscription { ticks { id name price } }' },
];

/**
 * Clients that do what clients do, until `over` is aborted: equal and ever new queries, mistakes, failures of a subgraph, changes,
 * and subscriptions that come and go, over WebSocket and as event streams, politely or not.
 * @param {string} url
 * @param {AbortSignal} over
 * @param {Record<string, number>} counts what was done, to which is added
 */
export async function mixedLoad(url, over, counts) {
  const isOver = () => over.aborted;
  let number = 0;
  const idOf = (count) => `t${count % 20}`;
  const count = (what) => (counts[what] = (counts[what] ?? 0) + 1);

  const post = async (body, headers = {}, signal) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal,
    });

  const ask = async (what, body, isRight) => {
    const answer = await (await post(body)).json();
    if (!isRight(answer)) throw new Error(`A wrong answer to ${body.query}: ${JSON.stringify(answer).slice(0, 500)}`);
    count(what);
  };
  const isWhole = ({ data, errors }) => data && !errors;
  const isRefused = ({ errors }) => errors?.length > 0;

  const requests = async () => {
    while (!isOver()) {
      const own = (number += 1);
      const id = idOf(own);
      await ask('equal queries', pages[own % pages.length], isWhole);
      await ask('equal queries', { ...named, variables: { id } }, isWhole);
      await ask('new queries', { query: `{ things(first: 2) { id a${own}: price } }` }, isWhole);
      if (own % 4 === 0) await ask('changes', { ...renaming, variables: { id, name: `Name ${own}` } }, isWhole);
      if (own % 9 === 0) await ask('mistakes', { query: `{ things { nothing${own} } }` }, isRefused);
      if (own % 11 === 0) await ask('failures', { query: '{ fail }' }, isRefused);
    }
  };

  /** The first messages of a subscription; null when none comes before the end. */
  const readSome = async (messages, most) => {
    for (let read = 0; read < most && !isOver(); read += 1) {
      const { value, done } = await messages.next();
      if (done) return;
      if (value.errors) throw new Error(`A wrong message: ${JSON.stringify(value).slice(0, 500)}`);
      count('messages');
    }
  };

  const sockets = async () => {
    while (!isOver()) {
      const own = (number += 1);
      const opened = [];
      const client = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        retryAttempts: 0,
        webSocketImpl: class extends WebSocket {
          constructor(...args) {
            super(...args);
            opened.push(this);
          }
        },
      });
      // Nothing changes any more at the end, so that no message would come.
      const leave = () => void client.dispose();
      over.addEventListener('abort', leave);
      const streams = watching.map((asked, index) => ({
        most: index === 0 ? 1 : 3,
        messages: client.iterate({ ...asked, variables: { id: idOf(own + index) } }),
      }));
      // A slow one is left without a word.
      const isRude = own % 3 === 0;
      const reading = Promise.all(streams.map(({ messages, most }) => readSome(messages, most)));
      if (isRude) {
        reading.catch(() => {});
        await readSome(client.iterate(watching[1]), 2).catch(() => {});
        for (const socket of opened) socket.terminate();
      } else {
        await reading;
        for (const { messages } of streams) await messages.return();
      }
      over.removeEventListener('abort', leave);
      await client.dispose();
      count('sockets');
    }
  };

  const eventStreams = async () => {
    while (!isOver()) {
      const leaving = new AbortController();
      const { body } = await post(watching[1], { accept: 'text/event-stream' }, leaving.signal);
      const reader = body.getReader();
      await reader.read();
      leaving.abort();
      await reader.read().catch(() => {});
      count('event streams');
    }
  };

  await Promise.all([...Array.from({ length: 6 }, requests), ...Array.from({ length: 4 }, sockets), eventStreams()]);
}
