import { requireRole, requireUser } from '@soko/auth';
import { badUserInput, notFound } from '@soko/errors';
import { newEvent, walletsGaming } from '@soko/events';
import { readCountry, readDate } from '@soko/input';
import { tell } from '@soko/outbox';
import { inTransaction } from '@soko/postgres';
import type { WalletsContext } from '../../context.ts';
import { ageOn, dayOf } from '../../domain/gaming/age.ts';
import { type DateOfBirthAlreadySet, dateOfBirthAlreadySet } from '../../domain/gaming/refusals.ts';
import { findPerson, type GamingPerson, lockPerson, saveDateOfBirth } from '../../store/gaming/persons.ts';
import { readUserId } from './exclude.ts';

export interface BornInput {
  dateOfBirth: string;
  country: string;
}

const oldest = 130;

function readBorn(input: BornInput, now: Date): BornInput {
  const dateOfBirth = readDate(input.dateOfBirth, 'dateOfBirth');
  const age = ageOn(dateOfBirth, dayOf(now));
  if (age < 0 || age > oldest)
    throw badUserInput(`The date of birth must be a day of the last ${oldest} years.`, 'dateOfBirth');
  return { dateOfBirth, country: readCountry(input.country) };
}

/** Saves the date for a user who is locked in `decide`, or returns the refusal of `decide`. */
async function saveBorn<Refusal>(
  { pool, trail }: WalletsContext,
  userId: string,
  born: BornInput,
  { by, decide }: { by: 'USER' | 'SUPPORT'; decide: (person: GamingPerson) => Refusal | null },
): Promise<GamingPerson | Refusal> {
  const refusal = await inTransaction(pool, async (tx) => {
    const person = await lockPerson(tx, userId);
    const refused = decide(person);
    if (refused !== null) return refused;
    if (person.dateOfBirth === born.dateOfBirth && person.country === born.country) return null;
    await saveDateOfBirth(tx, userId, born);
    const fact = { subject: userId, sequence: person.version, data: { by } };
    await tell(tx, [newEvent(walletsGaming, 'date_of_birth_set', fact, trail)]);
    return null;
  });
  return refusal ?? findPerson(pool, userId);
}

/** Saves the viewer's date of birth and country. Another one than the saved one needs support. */
export function setDateOfBirth(
  context: WalletsContext,
  input: BornInput,
): Promise<GamingPerson | DateOfBirthAlreadySet> {
  const { id } = requireUser(context.viewer);
  const born = readBorn(input, context.now());
  return saveBorn(context, id, born, {
    by: 'USER',
    decide: ({ dateOfBirth, country }) =>
      dateOfBirth === null || (dateOfBirth === born.dateOfBirth && country === born.country)
        ? null
        : dateOfBirthAlreadySet(),
  });
}

/** Corrects the date of birth and country that a user has given. Throws NOT_FOUND for a user who has given none. */
export function correctDateOfBirth(
  context: WalletsContext,
  input: BornInput & { userId: string },
): Promise<GamingPerson> {
  requireRole(context.viewer, 'SUPPORT');
  const userId = readUserId(input.userId);
  return saveBorn<never>(context, userId, readBorn(input, context.now()), {
    by: 'SUPPORT',
    decide({ dateOfBirth }) {
      if (dateOfBirth === null) throw notFound('The user');
      return null;
    },
  });
}
