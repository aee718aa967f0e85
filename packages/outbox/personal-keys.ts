import { changePersonalFields, type Envelope, personIn } from '@soko/events';
import type { Queryable } from '@soko/postgres';
import { isPersonalSeal, newPersonalKey, sealPersonal, unsealPersonal } from '@soko/seal';

/** The key of an event's personal fields, and the person to whom they belong. */
export interface PersonalKey {
  event_id: string;
  person_id: string;
  key: string;
}

/** Seals the personal fields of events, each with a new key. Events without personal data stay as they are. */
export function sealEvents(events: readonly Envelope[]): { events: Envelope[]; keys: PersonalKey[] } {
  const keys: PersonalKey[] = [];
  const sealed = events.map((event) => {
    const person = personIn(event);
    if (person === null) return event;
    const key = newPersonalKey();
    keys.push({ event_id: event.id, person_id: person, key });
    return changePersonalFields(event, (value) => sealPersonal(key, event.id, value));
  });
  return { events: sealed, keys };
}

/** The keys of events by their ids. Those of erased people and of old events are missing. */
export async function findPersonalKeys(db: Queryable, eventIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; key: string }>({
    name: 'find-personal-keys',
    text: 'SELECT event_id AS id, key FROM personal_key WHERE event_id = ANY ($1)',
    values: [eventIds],
  });
  return new Map(rows.map(({ id, key }) => [id, key]));
}

/** The event has a personal field that is sealed. */
function hasSeal(event: Envelope): boolean {
  let found = false;
  changePersonalFields(event, (value) => {
    found ||= isPersonalSeal(value);
    return value;
  });
  return found;
}

/**
 * The event with its personal fields opened, or null when its key was destroyed: the person was erased, or the event is
 * older than the log. `findKey` asks the subgraph that published the event, and is not called for events without such fields.
 */
export async function openPersonalFields<Event extends Envelope>(
  event: Event,
  findKey: (event: Event) => Promise<string | null>,
): Promise<Event | null> {
  if (!hasSeal(event)) return event;
  const key = await findKey(event);
  if (key === null) return null;
  return changePersonalFields(event, (value) => (isPersonalSeal(value) ? unsealPersonal(key, value) : value));
}
