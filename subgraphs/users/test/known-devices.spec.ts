import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mutationsOf } from './ask.ts';
import { documents, join, password } from './people.ts';
import { startUsers, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers();
});

afterAll(() => graph.close());

const change = mutationsOf(() => graph);

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0';

const logIn = async (email: string, identity: { clientAddress?: string; userAgent?: string } = {}) => {
  const { data } = await graph.query(documents.logIn, { input: { email, password } }, { identity });
  expect(data['logIn'].__typename).toBe('Session');
};

/** The names of the new devices that the owner of the account hears of. */
const newDevices = async (userId: string): Promise<unknown[]> =>
  (await graph.told('users.user.logged_in_with_new_device'))
    .filter(({ subject }) => subject === userId)
    .map(({ data }) => (data as { device: string | null }).device);

describe('a log-in with a device', () => {
  it('is no news the first time, nor with a device that is known', async () => {
    const amina = await join(graph, 'known@example.com');
    await logIn(amina.email);
    await logIn(amina.email);
    expect(await newDevices(amina.id)).toEqual([]);
  });

  it('that is new is published once, by a name of the device and never by what it sent', async () => {
    const amina = await join(graph, 'new-device@example.com');
    await logIn(amina.email, { userAgent: firefox });
    await logIn(amina.email, { userAgent: firefox.replaceAll('133.0', '140.1') });
    await logIn(amina.email, { userAgent: 'Click http://evil.example' });
    await logIn(amina.email, { userAgent: firefox, clientAddress: '203.0.113.9' });
    await logIn(amina.email, { userAgent: firefox, clientAddress: '203.0.113.77' });
    expect(await newDevices(amina.id)).toEqual(['Firefox on Linux', null, 'Firefox on Linux']);
  });

  it('that is new is published once when two log-ins come at the same time', async () => {
    const amina = await join(graph, 'at-once@example.com');
    await Promise.all(Array.from({ length: 5 }, () => logIn(amina.email, { userAgent: firefox })));
    expect(await newDevices(amina.id)).toEqual(['Firefox on Linux']);
  });

  it('is not recognised for another person, and is kept as a digest that ends with the account', async () => {
    const [amina, ben] = [await join(graph, 'mine@example.com'), await join(graph, 'theirs@example.com')];
    await logIn(amina.email, { userAgent: firefox, clientAddress: '203.0.113.9' });
    await logIn(ben.email, { userAgent: firefox, clientAddress: '203.0.113.9' });
    expect([await newDevices(amina.id), await newDevices(ben.id)]).toEqual([
      ['Firefox on Linux'],
      ['Firefox on Linux'],
    ]);
    const devices = async (id: string) =>
      (await graph.pool.query<{ device: string }>('SELECT device FROM known_devices WHERE user_id = $1', [id])).rows;
    const kept = (await devices(amina.id)).map(({ device }) => device);
    expect(kept).toHaveLength(2);
    expect(kept.join()).not.toMatch(/firefox|203\.0\.113/i);
    expect((await devices(ben.id)).filter(({ device }) => kept.includes(device))).toEqual([]);
    await change('eraseAccount', { password }, amina.viewer);
    expect(await devices(amina.id)).toEqual([]);
  });

  it('is no news with a wrong password', async () => {
    const amina = await join(graph, 'wrong@example.com');
    const input = { email: amina.email, password: 'not the password' };
    await graph.query(documents.logIn, { input }, { identity: { userAgent: firefox } });
    expect(await newDevices(amina.id)).toEqual([]);
  });
});
