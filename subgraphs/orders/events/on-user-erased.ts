import { usersUser } from '@soko/events';
import { type Consumer, consumer } from '@soko/outbox';
import { forgetPerson } from '../store/forget-person.ts';
import type { ConsumerDeps } from './consumer-deps.ts';
import { group } from './group.ts';

/** Orders stay, without what identifies their buyer. Doing it twice changes nothing. */
export const onUserErased = ({ pool }: ConsumerDeps): Consumer =>
  consumer({ group, on: usersUser, types: ['erased'], handle: (event) => forgetPerson(pool, event.subject) });
