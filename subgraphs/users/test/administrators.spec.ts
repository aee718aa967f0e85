import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeAdministratorIn } from '../administrators.ts';
import { openDatabase } from '@soko/postgres';
import { mutationsOf } from './ask.ts';
import { documents, join, logIn, profile, support } from './people.ts';
import { startUsers, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers();
});

afterAll(() => graph.close());

/** As the command does: on its own connection to the database of the running subgraph. */
async function makeAdministrator(email: string, options = { acceptsUnverified: false }) {
  const { connectionString } = graph.subgraph.database;
  const database = openDatabase({ connectionString, applicationName: 'spec', max: 1 });
  try {
    return await makeAdministratorIn(database, email, options);
  } finally {
    await database.close();
  }
}

const rolesChanged = async (id: string) =>
  (await graph.told('users.user.roles_changed')).filter(({ subject }) => subject === id);

describe('making an administrator', () => {
  it('saves the role and its event, whose actor is a service', async () => {
    const amina = await join(graph, 'amina@example.com');
    await expect(makeAdministrator('amina@example.com')).resolves.toEqual({ outcome: 'granted' });
    await expect(rolesChanged(amina.id)).resolves.toMatchObject([
      {
        subject: amina.id,
        actor: { kind: 'service', id: 'admin' },
        data: { roles: ['CUSTOMER', 'ADMIN'], previousRoles: ['CUSTOMER'] },
      },
    ]);
    const { viewer } = await logIn(graph, 'amina@example.com');
    expect(viewer).toMatchObject({ roles: ['CUSTOMER', 'ADMIN'] });
  });

  it('changes and publishes nothing the second time, also when two commands run at once', async () => {
    const amina = await join(graph, 'twice@example.com');
    const both = await Promise.all([makeAdministrator(amina.email), makeAdministrator(amina.email)]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['already an administrator', 'granted']);
    await expect(makeAdministrator(amina.email)).resolves.toEqual({ outcome: 'already an administrator' });
    await expect(rolesChanged(amina.id)).resolves.toHaveLength(1);
  });

  it('is refused for an unknown address', async () => {
    await expect(makeAdministrator('nobody@example.com')).resolves.toEqual({ outcome: 'no account' });
  });

  it('is refused for an account that is not verified, and for one that is suspended', async () => {
    await graph.query(documents.signUp, { input: profile('pending@example.com') });
    await expect(makeAdministrator('pending@example.com')).resolves.toEqual({
      outcome: 'wrong status',
      status: 'PENDING_VERIFICATION',
    });
    const amina = await join(graph, 'suspended@example.com');
    await mutationsOf(() => graph)('suspendUser', { userId: amina.id, reason: 'Chargebacks' }, support);
    await expect(makeAdministrator(amina.email)).resolves.toEqual({ outcome: 'wrong status', status: 'SUSPENDED' });
    await expect(rolesChanged(amina.id)).resolves.toHaveLength(0);
  });

  it('makes an account active that is not verified, when the operator vouches for it', async () => {
    await graph.query(documents.signUp, { input: profile('first@example.com') });
    await expect(makeAdministrator('first@example.com', { acceptsUnverified: true })).resolves.toEqual({
      outcome: 'granted',
    });
    const { viewer } = await logIn(graph, 'first@example.com');
    expect(viewer).toMatchObject({ roles: ['CUSTOMER', 'ADMIN'] });
    const verified = await graph.told('users.user.verified');
    expect(verified.at(-1)).toMatchObject({ actor: { kind: 'service', id: 'admin' } });
  });
});
