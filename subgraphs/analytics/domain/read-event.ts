import type { Topic } from '@soko/events';
import type { ZodType } from 'zod';

/** An event as the bus delivers it or as the record has it: what is needed to read it. */
export interface ReadEvent {
  id: string;
  type: string;
  subject: string;
  sequence: number;
  time: string;
  data: unknown;
}

/** Makes the check of recorded events of some topics: the event with its data, or null when the data does not fit its type. */
export function createCheck(topics: readonly Topic[]): (recorded: ReadEvent) => ReadEvent | null {
  const schemas = new Map<string, ZodType>(
    topics.flatMap(({ name, events }) =>
      Object.entries(events).map(([key, schema]) => [`${name}.${key}`, schema] as const),
    ),
  );
  return (recorded) => {
    const checked = schemas.get(recorded.type)?.safeParse(recorded.data);
    return checked?.success ? { ...recorded, data: checked.data } : null;
  };
}
