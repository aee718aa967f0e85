/** `npm run outbox -- list | resend`: the events that the event bus refused, in the outboxes of the subgraphs. */
import { listRefusedEvents, type RefusedEvent, resendRefusedEvents } from '@soko/outbox';
import { type Database, openDatabase } from '@soko/postgres';
import { readCommandLine, readWholeNumber, refuseArguments } from '../scripts/command-line.mjs';
import { outboxArguments } from '../scripts/program-arguments.mjs';
import { explainAndExit } from './explain-and-exit.ts';
import { type Installation, openInstallation } from './installation.ts';
import { isSubgraphName, type SubgraphName, subgraphNames } from './subgraphs.ts';

const { usage } = outboxArguments;

interface Arguments {
  command: 'list' | 'resend';
  subgraphs: readonly SubgraphName[];
  ids?: string[] | undefined;
  limit: number;
  json: boolean;
}

function readArguments(): Arguments {
  const { values, arguments: given } = readCommandLine(outboxArguments);
  const [command = 'list'] = given;
  if (command !== 'list' && command !== 'resend') return refuseArguments(`Unknown command "${command}".`, usage);
  const { subgraph, id: ids, json } = values;
  if (command === 'resend' && subgraph === undefined)
    return refuseArguments('resend requires a subgraph: pass --subgraph <name>.', usage);
  if (subgraph !== undefined && !isSubgraphName(subgraph))
    return refuseArguments(`There is no subgraph "${subgraph}". There are: ${subgraphNames.join(', ')}.`, usage);
  const limit = readWholeNumber(values.limit, 'limit', { usage });
  return { command, subgraphs: subgraph === undefined ? subgraphNames : [subgraph], ids, limit, json };
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
  const installation = await openInstallation();
  try {
    await runCommand(installation, given);
  } finally {
    await installation.close();
  }
}

await run().catch(explainAndExit);
