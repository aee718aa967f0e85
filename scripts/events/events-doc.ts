import * as events from '@soko/events';
import type { z } from 'zod';
import { type Field, fieldsOf } from './fields-of.ts';
import type { Interest } from './listeners-in.ts';

export interface Listener extends Interest {
  /** The subgraph that listens. */
  subgraph: string;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

const fieldTable = (fields: readonly Field[]): string =>
  fields.length === 0
    ? 'No data.'
    : table(
        ['field', 'type', 'meaning'],
        fields.map(({ path, type, meaning }) => [`\`${path}\``, type, meaning]),
      );

const topicNameOf = (exported: string): string => {
  const topic = (events as Record<string, unknown>)[exported] as events.Topic | undefined;
  if (topic === undefined) throw new Error(`@soko/events exports no topic "${exported}".`);
  return topic.name;
};

/** The subgraphs that listen to one event, but for those that listen to all there are. */
const listenersOf = (listeners: readonly Listener[], topic: string, type: string): string[] => [
  ...new Set(
    listeners
      .filter(({ topic: exported }) => exported !== null && topicNameOf(exported) === topic)
      .filter(({ types }) => types === null || types.includes(type))
      .map(({ subgraph }) => subgraph),
  ),
];

const subgraphLink = (name: string): string => `[${name}](../subgraphs/${name}/README.md)`;

const anchor = (heading: string): string => heading.replaceAll(/[^\w-]/g, '');

const described = (schema: z.ZodType): string[] => (schema.description ? [schema.description] : []);

function eventSection(topic: events.Topic, type: string, schema: z.ZodType, listeners: readonly Listener[]): string {
  const heard = listenersOf(listeners, topic.name, type);
  return [
    `### ${topic.name}.${type}`,
    ...described(schema),
    ...(heard.length === 0 ? [] : [`Handled by ${heard.map(subgraphLink).join(', ')}.`]),
    fieldTable(fieldsOf(schema)),
  ].join('\n\n');
}

const topicSection = (topic: events.Topic, listeners: readonly Listener[]): string =>
  [
    `## ${topic.name}`,
    `${topic.description}.`,
    ...Object.entries(topic.events).map(([type, schema]) => eventSection(topic, type, schema, listeners)),
  ].join('\n\n');

const overview = (topics: readonly events.Topic[]): string =>
  table(
    ['topic', 'meaning', 'events'],
    topics.map(({ name, description, events }) => [
      `[${name}](#${anchor(name)})`,
      description,
      Object.keys(events)
        .map((type) => `[${type}](#${anchor(`${name}.${type}`)})`)
        .join(', '),
    ]),
  );

/** `docs/events.md`: every topic, every event with its data, and who listens. */
export function eventsDoc(listeners: readonly Listener[]): string {
  const toAll = [...new Set(listeners.filter(({ topic }) => topic === null).map(({ subgraph }) => subgraph))];
  return [
    '# Events',
    '<!-- Written by `npm run events:doc` from packages/events. Change it there. -->',
    'Events that subgraphs publish. A topic holds the events of one kind of aggregate; events of one aggregate arrive in\ntheir order, at least once. An event is saved with the change it describes, and reaches its topic a moment later.',
    `${toAll.map(subgraphLink).join(', ')} handles every event and keeps the record that the\n\`events\` query searches. Personal fields, which identify a person, and sealed ones are not in that record.\nIn the log, personal fields are sealed with a key that \`eraseAccount\` deletes.`,
    overview(events.topics),
    '## The envelope',
    'Around the data of every event, as JSON:',
    fieldTable(fieldsOf(events.envelope)),
    ...events.topics.map((topic) => topicSection(topic, listeners)),
  ]
    .join('\n\n')
    .concat('\n');
}
