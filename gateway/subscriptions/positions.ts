import type { Place } from '@soko/event-bus';

/** The next offset of each partition, by its name. All earlier events of the partition are handled. */
export type Positions = ReadonlyMap<string, number>;

/** The name of a partition in `Positions`. */
export const partitionName = ({ topic, partition }: Pick<Place, 'topic' | 'partition'>): string =>
  `${topic}/${partition}`;

/** True when an event lies before the position of its partition. */
export const isBefore = (event: Place, positions: Positions): boolean =>
  event.offset < (positions.get(partitionName(event)) ?? 0);

/** True when no partition of `positions` is behind `others`. */
export const hasReached = (positions: Positions, others: Positions): boolean =>
  [...others].every(([name, offset]) => (positions.get(name) ?? 0) >= offset);

/** The greater offset of each partition. */
export const laterOf = (positions: Positions, others: Positions): Positions =>
  new Map([...positions].map(([name, offset]) => [name, Math.max(offset, others.get(name) ?? 0)]));
