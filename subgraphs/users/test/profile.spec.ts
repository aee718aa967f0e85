import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mistake, mutationsOf } from './ask.ts';
import { join } from './people.ts';
import { startUsers, type UsersGraph } from './start-users.ts';

let graph: UsersGraph;

beforeAll(async () => {
  graph = await startUsers();
});

afterAll(() => graph.close());

const change = mutationsOf(() => graph);

describe('the profile', () => {
  const fields = '... on User { firstName lastName phone phoneVerified locale displayName timeZone }';

  it('changes the given fields, and publishes the contact', async () => {
    const amina = await join(graph, 'renamed@example.com', { phone: '+254712345678' });
    await expect(
      change('updateProfile', { lastName: 'Otieno', locale: 'sw', timeZone: 'africa/nairobi' }, amina.viewer, fields),
    ).resolves.toMatchObject({
      firstName: 'Amina',
      lastName: 'Otieno',
      displayName: 'Amina O.',
      locale: 'sw',
      timeZone: 'Africa/Nairobi',
      phone: '+254712345678',
    });
    expect((await graph.told('users.user.contact_changed')).at(-1)).toMatchObject({
      subject: amina.id,
      data: { firstName: 'Amina', locale: 'sw', timeZone: 'Africa/Nairobi', phone: null, previousEmail: null },
    });
    await expect(change('updateProfile', { phone: null, timeZone: null }, amina.viewer, fields)).resolves.toMatchObject(
      {
        phone: null,
        timeZone: null,
      },
    );
  });

  it('requires a new number to be verified', async () => {
    const amina = await join(graph, 'renumbered@example.com', { phone: '+254712345678' });
    await graph.pool.query('UPDATE users SET phone_verified_at = now() WHERE id = $1', [amina.id]);
    const same = await change('updateProfile', { phone: '+254 712 345 678' }, amina.viewer, fields);
    expect(same.phoneVerified).toBe(true);
    const other = await change('updateProfile', { phone: '+254799999999' }, amina.viewer, fields);
    expect(other).toMatchObject({ phone: '+254799999999', phoneVerified: false });
  });

  it.each([
    ['firstName', { firstName: '' }],
    ['phone', { phone: '123' }],
    ['locale', { locale: '?' }],
    ['timeZone', { timeZone: '+03:00' }],
  ])('refuses a bad %s', async (field, input) => {
    const amina = await join(graph, `bad-${field}@example.com`.toLowerCase());
    await expect(change('updateProfile', input, amina.viewer)).rejects.toEqual(mistake('BAD_USER_INPUT', field));
  });

  it('keeps both of two simultaneous changes', async () => {
    const amina = await join(graph, 'torn@example.com');
    await Promise.all([
      change('updateProfile', { firstName: 'Asha' }, amina.viewer),
      change('updateProfile', { lastName: 'Njeri' }, amina.viewer),
    ]);
    const { data } = await graph.query('{ me { firstName lastName } }', {}, { as: amina.viewer });
    expect(data.me).toEqual({ firstName: 'Asha', lastName: 'Njeri' });
  });
});
