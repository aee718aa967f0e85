/** Which events to find; what is given must all hold. */
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

/** A place in the list: events are ordered by time, and by id where times are equal. */
export interface EventPosition {
  time: Date;
  id: string;
}
