import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createControls } from '../controls.ts';
import { createServer } from '../serve.ts';
import { addAdmin } from './admin-routes.ts';

const app = createServer();
const controls = createControls();
let url: string;
beforeAll(async () => {
  const panel = { title: 'Test', about: 'A simulator.', figures: () => [], tables: () => [] };
  await addAdmin(app, { controls, panel });
  url = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => app.close());

/** The status of a call with a `Host` of its own, which fetch does not allow. */
async function statusOf(method: string, path: string, headers: Record<string, string>, body?: object): Promise<number> {
  const sent = request(`${url}/_admin/${path}`, { method, headers });
  sent.end(body ? JSON.stringify(body) : undefined);
  const [response] = (await once(sent, 'response')) as [{ statusCode: number; resume(): void }];
  response.resume();
  return response.statusCode;
}
const jump = (headers: Record<string, string>) => statusOf('POST', 'clock', headers, { advanceMs: 1000 });
const json = { 'content-type': 'application/json' };

describe('the admin API', () => {
  it.each(['evil.example', 'evil.example:12111', 'localhost.evil.example'])(
    'does not serve the host %s',
    async (host) => {
      expect(await jump({ ...json, host })).toBe(403);
      expect(await jump({ ...json, host, origin: `http://${host}` })).toBe(403);
      expect(await statusOf('GET', 'requests', { host })).toBe(403);
    },
  );

  it('does not serve pages of other origins', async () => {
    for (const origin of ['http://evil.example', 'null', 'http://localhost:9999']) {
      expect(await jump({ ...json, host: 'localhost:12111', origin })).toBe(403);
    }
  });

  it.each(['text/plain', 'text/plain;charset=UTF-8', 'text/json', 'application/x-www-form-urlencoded'])(
    'does not read a body of type %s',
    async (type) => {
      expect(await jump({ 'content-type': type, host: 'localhost:12111' })).toBe(415);
      expect(controls.clock.aheadMs()).toBe(0);
    },
  );

  it.each(['localhost:12111', '127.0.0.1:12111', '[::1]:12111'])('serves its own page at %s', async (host) => {
    expect(await jump({ ...json, host, origin: `http://${host}` })).toBe(200);
    expect(await jump({ ...json, host })).toBe(200);
  });
});
