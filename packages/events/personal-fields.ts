import { topics } from './catalogue.ts';
import type { Envelope } from './envelope.ts';
import { topicOf } from './new-event.ts';
import { personalPaths } from './personal.ts';

interface PersonalFields {
  paths: readonly (readonly string[])[];
  personOf: NonNullable<(typeof topics)[number]['personOf']>;
}

function findFields(type: string): PersonalFields | null {
  const topic = topics.find(({ name }) => name === topicOf(type));
  const schema = topic?.events[type.slice(topicOf(type).length + 1)];
  const paths = schema === undefined ? [] : personalPaths(schema).map((path) => path.split('.'));
  if (paths.length === 0) return null;
  if (topic?.personOf === undefined) throw new Error(`${type} has personal fields, and its topic names no person.`);
  return { paths, personOf: topic.personOf };
}

const known = new Map<string, PersonalFields | null>();

/** Found when the first event of a type passes: to read the schemas of all types takes a third of a second. */
function fieldsOf({ type }: Pick<Envelope, 'type'>): PersonalFields | null {
  const found = known.get(type);
  if (found !== undefined) return found;
  const fields = findFields(type);
  known.set(type, fields);
  return fields;
}

/** Id of the person whose data the event holds, or null when it holds none. */
export function personIn(event: Envelope): string | null {
  const fields = fieldsOf(event);
  if (fields === null) return null;
  const person = fields.personOf(event as Parameters<typeof fields.personOf>[0]);
  if (typeof person === 'string' && person !== '') return person;
  throw new Error(`The event ${event.id} of the type ${event.type} does not name the person of its personal fields.`);
}

/** The subgraph that publishes the event, and keeps the key of its person. */
export const publisherOf = ({ type }: Pick<Envelope, 'type'>): string => topicOf(type).split('.')[0] ?? '';

type Change = (value: unknown) => unknown;

function changeAt(value: unknown, [name, ...rest]: readonly string[], change: Change): unknown {
  if (value === null || value === undefined) return value;
  if (name === undefined) return change(value);
  if (Array.isArray(value)) return name === '*' ? value.map((each) => changeAt(each, rest, change)) : value;
  if (typeof value !== 'object') return value;
  const fields = Object.entries(value).map(([key, field]) => [
    key,
    key === name || name === '*' ? changeAt(field, rest, change) : field,
  ]);
  return Object.fromEntries(fields) as unknown;
}

/** The event with `change` applied to each personal field that has a value. */
export function changePersonalFields<Event extends Envelope>(event: Event, change: Change): Event {
  const paths = fieldsOf(event)?.paths ?? [];
  if (paths.length === 0) return event;
  return { ...event, data: paths.reduce((data, path) => changeAt(data, path, change), event.data) };
}
