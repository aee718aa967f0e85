import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { topics } from './catalogue.ts';
import { personal, personalPaths } from './personal.ts';
import { usersUser } from './users-user.ts';

describe('personal fields', () => {
  it('are found wherever they are', () => {
    const email = personal(z.string().describe('Where to write.'));
    const data = z.object({
      id: z.string(),
      email,
      previousEmail: email.nullable(),
      lines: z.array(z.object({ sku: z.string(), name: email.optional() })),
      byId: z.record(z.string(), email),
      address: personal(z.object({ city: z.string() })),
    });
    expect(personalPaths(data)).toEqual(['email', 'previousEmail', 'lines.*.name', 'byId.*', 'address']);
  });

  it('keep their descriptions, whichever comes first', () => {
    const described = personal(z.string().describe('Where to write.'));
    expect(z.globalRegistry.get(described)).toMatchObject({ description: 'Where to write.', personal: true });
    expect(personalPaths(z.object({ to: personal(z.string()).describe('Where to write.') }))).toEqual(['to']);
  });

  it('belong to a person whom the topic names', () => {
    const withoutPerson = topics.flatMap(({ name, events, personOf }) =>
      Object.entries(events)
        .filter(([, schema]) => personOf === undefined && personalPaths(schema).length > 0)
        .map(([key]) => `${name}.${key}`),
    );
    expect(withoutPerson).toEqual([]);
  });

  it('of a new account are the address, the name and the time zone', () => {
    expect(personalPaths(usersUser.events.registered)).toEqual(['email', 'firstName', 'timeZone']);
  });
});
