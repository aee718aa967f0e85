import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { serveSubgraph } from '@soko/subgraph';
import { silentLogger } from '@soko/log';
import { newId } from '@soko/ids';
import { until } from '@soko/testing';
import {
  accountEvents,
  agree,
  becomes,
  erased,
  launch,
  seen,
  somebody,
  type Somebody,
  text,
  upToDate,
} from './campaign-scene.ts';
import { type PostOffice, type ReceivedMessage, startPostOffice } from './post-office.ts';
import { type Scene, startNotifications } from './start-notifications.ts';

jest.setTimeout(120_000);

let office: PostOffice;
const open: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  office = await startPostOffice();
});
afterAll(() => office.close());
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});

/** Notifications with its HTTP routes. */
async function start(env: Record<string, string> = {}): Promise<{ graph: Scene; url: string }> {
  const graph = await startNotifications({ ...office.variables, SOKO_PUBLIC_URL: 'https://soko.example', ...env });
  open.push(() => graph.close());
  const served = await serveSubgraph(graph.subgraph, {
    host: '127.0.0.1',
    port: 0,
    serviceKeys: 'a key for specs',
    log: silentLogger,
  });
  open.push(() => served.app.close());
  const address = served.app.server.address();
  return { graph, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` };
}

const links = [
  { label: 'Offers', url: 'https://shop.example/offers?a=1&b=2' },
  { label: 'Help', url: 'https://help.example/' },
];

/** A campaign that was sent to people, with the mail of each. */
async function sent(graph: Scene, count: number) {
  const readers: Somebody[] = Array.from({ length: count }, (_, index) => somebody(`reader-${index}`));
  await graph.publish(...readers.flatMap((reader) => accountEvents(graph, reader)));
  await agree(graph, ...readers);
  await upToDate(graph);
  const id = await launch(graph, { texts: [{ ...text, links }] });
  await becomes(graph, id, 'DONE');
  const mails = await Promise.all(
    readers.map(async ({ email }) =>
      (await office.mailsTo(email)).find(({ subject }) => subject?.startsWith('Spring'))!,
    ),
  );
  return { id, readers, mails };
}

/** Paths of the links in a mail. */
const pathsIn = ({ html }: ReceivedMessage): string[] =>
  [...html!.matchAll(/(?:href|src)="https:\/\/soko\.example(\/mail\/(?:opened|clicked)\/[^"]+)"/g)].map(
    ([, path]) => path!,
  );

const get = (url: string, path: string, method = 'GET') => fetch(`${url}${path}`, { method, redirect: 'manual' });

describe('the mail of a campaign', () => {
  it('counts its readers who open it and follow its links, once each', async () => {
    const { graph, url } = await start();
    const { id, mails, readers } = await sent(graph, 3);
    const [offers, help, pixel] = pathsIn(mails[0]!);
    for (const _ of [1, 2]) {
      const picture = await get(url, pixel!);
      expect([picture.status, picture.headers.get('content-type'), picture.headers.get('cache-control')]).toEqual([
        200,
        'image/gif',
        'no-store',
      ]);
    }
    expect((await seen(graph, id)).statistics).toMatchObject({ opened: 1, clicked: 0 });
    const followed = await get(url, offers!);
    expect([followed.status, followed.headers.get('location')]).toEqual([302, links[0]!.url]);
    expect((await get(url, help!)).headers.get('location')).toBe(links[1]!.url);
    // A click says that the mail was opened, also where pictures are not loaded.
    await get(url, pathsIn(mails[1]!)[0]!);
    expect((await seen(graph, id)).statistics).toMatchObject({ sent: 3, opened: 2, clicked: 2 });
    // Scanners of mail ask for the head alone.
    expect((await get(url, pathsIn(mails[2]!)[0]!, 'HEAD')).status).toBe(404);
    expect((await seen(graph, id)).statistics).toMatchObject({ clicked: 2 });
    await graph.publish(erased(graph, readers[0]!.userId));
    await upToDate(graph);
    const { rows } = await graph.pool.query('SELECT 1 FROM campaign_recipient WHERE user_id = $1', [
      readers[0]!.userId,
    ]);
    expect(rows).toEqual([]);
    expect((await seen(graph, id)).statistics).toMatchObject({ recipients: 3, sent: 3, opened: 2, clicked: 2 });
  });

  it('leads nowhere by a link that Soko did not make', async () => {
    const { graph, url } = await start();
    const { id, mails } = await sent(graph, 2);
    const [offers, , pixel] = pathsIn(mails[0]!) as [string, string, string];
    const other = pathsIn(mails[1]!)[0]!.split('/');
    const parts = offers.split('/');
    const signature = parts.at(-1)!;
    const forged = [
      offers.replace('/0/', '/1/'),
      offers.replace('/0/', '/https:%2F%2Fevil.example/'),
      offers.replace('/0/', '/00/'),
      [...parts.slice(0, -1), other.at(-1)].join('/'),
      [...parts.slice(0, -1), signature.slice(0, -1)].join('/'),
      [...parts.slice(0, -1), 'x'.repeat(90)].join('/'),
      `/mail/clicked/${newId('ntf')}/0/${signature}`,
      `/mail/clicked/${parts[3]}/0/${pixel.split('/').at(-1)!.replace('.gif', '')}`,
      `${offers}?url=https://evil.example`,
    ];
    const answers = await Promise.all(forged.map((path) => get(url, path)));
    expect(answers.slice(0, -1).map(({ status, headers }) => [status, headers.get('location')])).toEqual(
      forged.slice(0, -1).map(() => [404, null]),
    );
    expect(answers.at(-1)!.headers.get('location')).toBe(links[0]!.url);
    await get(url, `/mail/opened/${other[3]}/${signature}.gif`);
    expect((await seen(graph, id)).statistics).toMatchObject({ opened: 1, clicked: 1 });
  });

  it('loads nothing and leads straight to its targets when readers are not counted', async () => {
    const { graph, url } = await start({ CAMPAIGN_TRACKING: 'false' });
    const { mails } = await sent(graph, 1);
    expect(mails[0]!.html).not.toMatch(/<img|\/mail\/(opened|clicked)/);
    expect(mails[0]!.html).toContain('href="https://shop.example/offers?a=1&amp;b=2"');
    expect((await get(url, '/mail/opened/x/y.gif')).status).toBe(200);
  });

  it('counts bounces, complaints, and readers who unsubscribe by it', async () => {
    const { graph, url } = await start();
    const [bouncing, complaining, leaving] = [somebody('bouncing'), somebody('complaining'), somebody('leaving')];
    const readers = [bouncing, complaining, leaving];
    await graph.publish(...readers.flatMap((reader) => accountEvents(graph, reader)));
    await agree(graph, ...readers);
    await upToDate(graph);
    await until('everyone is welcomed', async () => {
      const counts = await Promise.all(readers.map(async ({ email }) => (await office.mailsTo(email)).length));
      return counts.every((count) => count === 1);
    });
    await office.fault({ match: `SMTP RCPT ${bouncing.email}`, status: 550 });
    const id = await launch(graph);
    await becomes(graph, id, 'DONE');
    await office.mend();
    await graph.pool.query("INSERT INTO blocked_address VALUES ($1, 'COMPLAINT', now())", [complaining.email]);
    const mail = (await office.mailsTo(leaving.email)).at(-1)!;
    const unsubscribe = mail.headers.find(({ name }) => name.toLowerCase() === 'list-unsubscribe')!.value.slice(1, -1);
    const { pathname, search } = new URL(unsubscribe);
    const posted = await fetch(`${url}${pathname}${search}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    });
    expect(posted.status).toBe(200);
    expect((await seen(graph, id)).statistics).toMatchObject({
      recipients: 3,
      sent: 2,
      failed: 1,
      bounced: 1,
      complained: 1,
      unsubscribed: 1,
    });
    const next = await launch(graph);
    expect(await becomes(graph, next, 'DONE')).toMatchObject({ statistics: { recipients: 0 } });
  });
});
