/** Conditions that an event must meet, all of them. */
export interface EventFilter {
  subject?: string | null | undefined;
  type?: string | null | undefined;
  topic?: string | null | undefined;
  correlationId?: string | null | undefined;
  causationId?: string | null | undefined;
  actorId?: string | null | undefined;
  /** At this time or later. */
  from?: Date | null | undefined;
  /** Before this time. */
  to?: Date | null | undefined;
}

/** Position in the list, which is in order of time, then of id. */
export type EventPosition = readonly [time: Date, id: string];
