import type { z } from 'zod';
import { fieldsOf } from '../events/fields-of.ts';

/** The public events of notifications. */
export interface PublicEvents {
  envelope: z.ZodType;
  /** Data by type. */
  events: Readonly<Record<string, z.ZodType>>;
  /** Name of a type in the graph. Null for one that cannot be chosen. */
  nameInGraph(type: string): string | null;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const fieldTable = (schema: z.ZodType): string =>
  [
    ['field', 'type', 'meaning'],
    ['---', '---', '---'],
    ...fieldsOf(schema).map(({ path, type, meaning }) => [`\`${path}\``, type, meaning]),
  ]
    .map((row) => `| ${row.map(cell).join(' | ')} |`)
    .join('\n');

/** docs/webhook-events.md: every type of event that a store can have posted, with its fields. */
export const webhookEventsDoc = ({ envelope, events, nameInGraph }: PublicEvents): string =>
  [
    '# Webhook events',
    '<!-- Written by `npm run webhooks:doc` from subgraphs/notifications/domain/webhooks. Change it there. -->',
    'Events that are posted to the [webhook endpoints](webhooks.md) of stores. The list is closed, and the shapes have a version: fields\nmay be added to one, and nothing is renamed or removed.',
    '## Around every event',
    fieldTable(envelope),
    ...Object.entries(events).flatMap(([type, schema]) => {
      const name = nameInGraph(type);
      const choosing = name === null ? [] : [`Choose it as \`${name}\`.`];
      return [`## ${type}`, [schema.description!, ...choosing].join(' '), fieldTable(schema)];
    }),
  ]
    .join('\n\n')
    .concat('\n');
