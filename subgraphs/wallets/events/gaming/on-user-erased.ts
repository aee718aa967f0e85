import { usersUser } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import type { WalletsServices } from '../../services.ts';
import { forgetPerson } from '../../store/gaming/persons.ts';
import { group } from '../group.ts';

/** Deletes the date of birth of an erased user, and reasons that support wrote. Exclusions and limits stay. */
export const forgetErasedUser = ({ pool }: WalletsServices): Consumer =>
  consumer({ group, on: usersUser, types: ['erased'], handle: ({ subject }) => forgetPerson(pool, subject) });
