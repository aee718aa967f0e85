import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { until } from '@soko/testing';
import { errors, Pool } from 'undici';
import { slowCalls } from './fixture-graph.ts';
import { startTestGateway } from './start-test-gateway.ts';

const body = (query: string): string => JSON.stringify({ query });
const headers = { 'content-type': 'application/json' };

describe('a gateway that closes', () => {
  it('loses no request of clients that keep their connections until they are asked to leave', async () => {
    const gateway = await startTestGateway({ env: { DRAIN_DELAY_MS: '1500' } });
    const pool = new Pool(gateway.url, { connections: 8 });
    let answered = 0;
    const lost: unknown[] = [];

    const askOnce = async (): Promise<boolean> => {
      const answer = await pool.request({ path: '/graphql', method: 'POST', headers, body: body('{ slow(ms: 5) }') });
      const { data } = (await answer.body.json()) as { data?: unknown };
      if (answer.statusCode === 200 && data) answered += 1;
      else lost.push(answer.statusCode);
      return answer.headers['connection'] !== 'close';
    };
    const client = async (): Promise<void> => {
      while (await askOnce());
    };
    const clients = Promise.all(Array.from({ length: 8 }, () => client().catch((error: unknown) => lost.push(error))));
    await until('some answers', () => answered > 50);
    const before = answered;
    await Promise.all([gateway.close(), clients]);
    expect(lost).toEqual([]);
    expect(answered).toBeGreaterThanOrEqual(before + 8);
    await pool.close();
  });

  it('reports it to load balancers, and finishes the slow request first', async () => {
    const gateway = await startTestGateway({ env: { DRAIN_DELAY_MS: '2000' } });
    const { begun } = slowCalls;
    const slow = gateway.ask('{ slow(ms: 2500) }');
    await until('the request to be under way', async () => {
      const { status } = await fetch(`${gateway.url}/health/ready`);
      return status === 200 && slowCalls.begun > begun;
    });
    const closed = gateway.close();
    const ready = await fetch(`${gateway.url}/health/ready`);
    expect(ready.status).toBe(503);
    expect(ready.headers.get('connection')).toBe('close');
    expect((await slow).data).toEqual({ slow: 2500 });
    await closed;
    await expect(fetch(`${gateway.url}/health/live`)).rejects.toThrow('fetch failed');
  });

  it('answers connections that it has not accepted yet', async () => {
    const gateway = await startTestGateway();
    const { port } = new URL(gateway.url);
    const query = encodeURIComponent('{ slow(ms: 1) }');
    // The kernel accepts them at once; the gateway's process does so one by one.
    const answers = Array.from({ length: 60 }, async () => {
      const socket = connect({ host: '127.0.0.1', port: Number(port) });
      socket.write(
        `GET /graphql?query=${query} HTTP/1.1\r\nhost: 127.0.0.1\r\nx-apollo-operation-name: slow\r\nconnection: close\r\n\r\n`,
      );
      let text = '';
      for await (const chunk of socket.setEncoding('utf8')) text += chunk as string;
      return text.split('\r\n', 1)[0];
    });
    const seen = Promise.allSettled(answers);
    await gateway.close();
    const lost = (await seen).filter((each) => each.status === 'rejected' || each.value !== 'HTTP/1.1 200 OK');
    expect(lost).toEqual([]);
  });

  it('does not wait for connections that clients opened ahead and sent nothing on', async () => {
    const gateway = await startTestGateway({ env: { DRAIN_TIMEOUT_MS: '600000' } });
    const ahead = connect({ host: '127.0.0.1', port: Number(new URL(gateway.url).port) });
    await once(ahead, 'connect');
    // The gateway accepts connections in their order, so that it has this one as well.
    await gateway.ask('{ slow(ms: 1) }');
    await Promise.all([gateway.close(), once(ahead, 'close')]);
  });

  it('stops waiting after its timeout', async () => {
    const gateway = await startTestGateway({ env: { DRAIN_TIMEOUT_MS: '100' } });
    const pool = new Pool(gateway.url);
    const slow = pool.request({ path: '/graphql', method: 'POST', headers, body: body('{ slow(ms: 8000) }') });
    const outcome = slow.then(
      () => 'answered',
      (error: unknown) => (error instanceof errors.SocketError ? 'cut off' : error),
    );
    await until('the request to be under way', () => pool.stats.running === 1);
    await gateway.close();
    // Had it waited for the answer, that would have been sent.
    expect(await outcome).toBe('cut off');
    await pool.destroy();
  });
});
