import type { EventBus } from '@soko/event-bus';
import { analyticsPulse, newEvent } from '@soko/events';
import { newId } from '@soko/ids';
import type { Queryable } from '@soko/postgres';
import { digestOf, toPulseData } from '../../domain/pulse/pulse-event.ts';
import { findLastMessage, readPulse, saveMessage } from '../../store/pulse.ts';

/**
 * Job: publishes the pulse when it says something new, once a second at most. The lock of the job and the time of the last
 * message hold for all processes together. While nothing happens it only reads.
 */
export async function publishPulse({
  pool,
  bus,
  now,
}: {
  pool: Queryable;
  bus: Pick<EventBus, 'publish'>;
  now: () => Date;
}): Promise<void> {
  const last = await findLastMessage(pool);
  if (last?.isDue === false) return;
  const pulse = await readPulse(pool, now());
  const digest = digestOf(pulse);
  if (digest === last?.digest || (last === null && pulse.counts.length === 0)) return;
  const fact = {
    subject: 'platform',
    sequence: Math.floor(pulse.at.getTime() / 1_000),
    data: toPulseData(pulse),
  };
  const trail = {
    correlationId: newId('req'),
    causationId: null,
    actor: { kind: 'service', id: 'analytics' } as const,
    now,
  };
  await bus.publish(analyticsPulse.name, [newEvent(analyticsPulse, 'counted', fact, trail)]);
  // Only after it is published: one that could not be is published at the next turn.
  await saveMessage(pool, digest);
}
