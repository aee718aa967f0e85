import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { changePersonalFields, type Envelope, newEvent, usersUser } from '@soko/events';
import { newId } from '@soko/ids';
import { newPersonalKey, sealPersonal } from '@soko/seal';
import type { SubgraphTransport } from '@soko/subgraph';
import { registered, type Scene, startNotifications } from './start-notifications.ts';

/** Users as it answers after the erasure: the key is gone. */
const users: SubgraphTransport = async ({ query }) => {
  expect(query).toContain('personalKey');
  return { data: { personalKey: null } };
};

const sealed = (event: Envelope): Envelope => {
  const key = newPersonalKey();
  return changePersonalFields(event, (value) => sealPersonal(key, event.id, value));
};

describe('a person of whom the first event never arrived, or who was erased before their first event arrived', () => {
  let graph: Scene;
  beforeAll(async () => {
    graph = await startNotifications({}, () => users);
  });
  afterAll(() => graph.close());

  it('gets no message and holds up nobody', async () => {
    const gone = newId('usr');
    const [next, email] = [newId('usr'), `next-${newId('usr')}@example.org`];
    const of = (type: 'verified' | 'erased', subject: string, sequence: number) =>
      newEvent(usersUser, type, { subject, sequence, data: {} }, graph.trail);
    await graph.publish(
      sealed(registered(graph.trail, gone, 'gone@example.org')),
      of('verified', gone, 2),
      of('erased', gone, 3),
      registered(graph.trail, next, email),
      of('verified', next, 2),
    );
    expect(await graph.messagesTo(email)).toMatchObject([{ template: 'welcome' }]);
    await graph.caughtUp();
    const { rows } = await graph.pool.query('SELECT user_id, email, version FROM contacts ORDER BY version');
    expect(rows).toEqual([
      { user_id: next, email, version: 1 },
      { user_id: gone, email: null, version: 3 },
    ]);
    expect(await graph.bus.deadLetters({ group: 'notifications.messages' })).toEqual([]);
  });

  it('gets no mail about the account, and holds up nobody either', async () => {
    const [next, email] = [newId('usr'), `after-${newId('usr')}@example.org`];
    const verified = (subject: string) =>
      newEvent(usersUser, 'verified', { subject, sequence: 2, data: {} }, graph.trail);
    const unknown = Array.from({ length: 16 }, () => verified(newId('usr')));
    await graph.publish(...unknown, registered(graph.trail, next, email), verified(next));
    expect(await graph.messagesTo(email)).toMatchObject([{ template: 'welcome' }]);
    await graph.caughtUp();
  });
});
