/** `npm run outbox -- list | resend`: the events that the event bus refused, in the outboxes of the subgraphs. */
import { parseArgs } from 'node:util';
import { listRefusedEvents, type RefusedEvent, resendRefusedEvents } from '@soko/outbox';
import { type Database, openDatabase } from '@soko/postgres';
import { CannotStart, explainAndExit } from './explain-and-exit.ts';
import { type Installation, openInstallation } from './installation.ts';
import { isSubgraphName, type SubgraphName, subgraphNames } from './subgraphs.ts';

const usage = `npm run outbox -- list   [--subgraph <name>] [--limit <count>] [--json]
npm run outbox -- resend --subgraph <name> [--id <id> …]

  list     lists the events that the event bus refused, with its answer, oldest first
  resend   publishes refused events of one subgraph again: all, or those with the given ids`;

interface Arguments {
  command: 'list' | 'resend';
  subgraphs: readonly SubgraphName[];
  ids?: string[] | undefined;
  limit: number;
  json: boolean;
}

function readArguments(): Arguments | 'help' {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        subgraph: { type: 'string' },
        id: { type: 'string', multiple: true },
        limit: { type: 'string', default: '100' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return 'help';
    const [command = 'list', ...rest] = positionals;
    if ((command !== 'list' && command !== 'resend') || rest.length > 0)
      throw new Error(`Unknown command "${positionals.join(' ')}".`);
    const { subgraph } = values;
    if (command === 'resend' && subgraph === undefined)
      throw new Error('resend requires a subgraph: pass --subgraph <name>.');
    if (subgraph !== undefined && !isSubgraphName(subgraph))
      throw new Error(`There is no subgraph "${subgraph}". There are: ${subgraphNames.join(', ')}.`);
    const limit = Number(values.limit);
    if (!Number.isInteger(limit) || limit < 1) throw new Error('--limit must be a whole number of at least 1.');
    return {
      command,
      subgraphs: subgraph === undefined ? subgraphNames : [subgraph],
      ids: values.id,
      limit,
      json: values.json,
    };
  } catch (error) {
    throw new CannotStart(`${(error as Error).message}\n\n${usage}`);
  }
}

const describeEvent = (subgraph: string, { id, type, subject, bytes, refusedAt, refusal }: RefusedEvent): string =>
  `${subgraph}  ${id}  ${type} of ${subject}  ${bytes} bytes, refused ${refusedAt.toISOString()}\n    ${refusal}`;

async function listEvents(database: Database, subgraph: string, { limit, json }: Arguments): Promise<number> {
  const events = await listRefusedEvents(database.pool, limit);
  for (const event of events) {
    console.log(json ? JSON.stringify({ subgraph, ...event }) : describeEvent(subgraph, event));
  }
  return events.length;
}

async function runCommand({ urlOf }: Installation, given: Arguments): Promise<void> {
  let found = 0;
  for (const subgraph of given.subgraphs) {
    const database = openDatabase({ connectionString: urlOf(subgraph), applicationName: 'soko-outbox', max: 1 });
    try {
      found +=
        given.command === 'list'
          ? await listEvents(database, subgraph, given)
          : await resendRefusedEvents(database.pool, given.ids);
    } finally {
      await database.close();
    }
  }
  if (given.command === 'resend') {
    console.log(`${found} ${found === 1 ? 'event waits' : 'events wait'} to be published again.`);
  } else if (found === 0 && !given.json) console.log('No refused events.');
}

async function run(): Promise<void> {
  const given = readArguments();
  if (given === 'help') {
    console.log(usage);
    return;
  }
  const installation = await openInstallation();
  try {
    await runCommand(installation, given);
  } finally {
    await installation.close();
  }
}

await run().catch(explainAndExit);
