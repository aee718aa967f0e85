import { type Envelope, personalPaths, type Topic, topicOf } from '@soko/events';
import { recordable, storableText } from './recordable.ts';

export type ActorKind = 'ANONYMOUS' | 'USER' | 'API_KEY' | 'SERVICE';

/** An event to record. */
export interface NewRecord {
  id: string;
  topic: string;
  type: string;
  version: number;
  subject: string;
  sequence: number;
  time: Date;
  correlationId: string;
  causationId: string | null;
  actor: { kind: ActorKind; id: string | null };
  data: unknown;
}

/** A recorded event. */
export interface EventRecord extends NewRecord {
  recordedAt: Date;
}

const actorKinds: Record<Envelope['actor']['kind'], ActorKind> = {
  anonymous: 'ANONYMOUS',
  user: 'USER',
  apiKey: 'API_KEY',
  service: 'SERVICE',
};

const textOrNull = (text: string | null): string | null => (text === null ? null : storableText(text));

/**
 * Makes records of the events of `topics`, without secrets and personal data. The data of an undeclared type is left out,
 * since its personal fields are unknown; after the type is declared, rebuild the record.
 */
export function createRecorder(topics: readonly Topic[]): (event: Envelope) => NewRecord {
  const schemas = new Map<string, Topic['events'][string]>(
    topics.flatMap(({ name, events }) =>
      Object.entries(events).map(([key, schema]) => [`${name}.${key}`, schema] as const),
    ),
  );
  // Found at the first event of a type. To find those of all types takes 0.4 s, for which every start would wait.
  const personal = new Map<string, ReadonlySet<string>>();
  const personalOf = (type: string): ReadonlySet<string> | undefined => {
    const schema = schemas.get(type);
    if (schema !== undefined && !personal.has(type)) personal.set(type, new Set(personalPaths(schema)));
    return personal.get(type);
  };
  const dataOf = ({ type, data }: Envelope): unknown => {
    const paths = personalOf(type);
    return paths === undefined ? '(unknown type)' : recordable(data, paths);
  };
  return (event) => ({
    id: storableText(event.id),
    topic: topicOf(event.type),
    type: event.type,
    version: event.version,
    subject: storableText(event.subject),
    sequence: event.sequence,
    time: new Date(event.time),
    correlationId: storableText(event.correlationId),
    causationId: textOrNull(event.causationId),
    actor: { kind: actorKinds[event.actor.kind], id: textOrNull(event.actor.id) },
    data: dataOf(event),
  });
}
