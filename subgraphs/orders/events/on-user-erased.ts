import { usersUser } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { erasePerson } from '../store/erase-person.ts';
import type { OrdersServices } from '../services.ts';
import { group } from './group.ts';

/** Removes the contact data of an erased person. Their orders stay. A repeat changes nothing. */
export const onUserErased = ({ pool }: OrdersServices): Consumer =>
  consumer({ group, on: usersUser, types: ['erased'], handle: (event) => erasePerson(pool, event.subject) });
