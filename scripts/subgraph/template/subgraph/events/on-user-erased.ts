import { usersUser } from '@soko/events';
import { type Consumer, consumer, onceOnlyWithPrisma } from '@soko/outbox';
import type { SamplesServices } from '../services.ts';
import { deleteSamplesOf } from '../store/samples.ts';
import { group } from './group.ts';

/** Deletes the samples of an erased user. */
export const onUserErased = ({ db }: SamplesServices): Consumer =>
  consumer({
    group,
    on: usersUser,
    types: ['erased'],
    handle: (event) => onceOnlyWithPrisma(db, group, event, (tx) => deleteSamplesOf(tx, event.subject)),
  });
