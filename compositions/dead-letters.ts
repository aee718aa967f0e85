/** `npm run dead-letters -- list | replay`: the events that consumers gave up on, in Kafka or in the log in Postgres. */
import { parseArgs } from 'node:util';
import type { DeadLetter, EventBus } from '@soko/event-bus';
import { openEventBusOfInstallation } from './open-event-bus.ts';
import { CannotStart, explainAndExit } from './explain-and-exit.ts';

const usage = `npm run dead-letters -- list   [--group <group>] [--topic <topic>] [--limit <count>] [--json]
npm run dead-letters -- replay --group <group> [--topic <topic>] [--id <id> …]

  list     lists the consumer groups that have dead letters, or the dead letters of one group, oldest first
  replay   delivers dead letters to their group again: all, those of a topic, or those with the given ids`;

interface Arguments {
  command: 'list' | 'replay';
  group?: string | undefined;
  topic?: string | undefined;
  ids?: string[] | undefined;
  limit: number;
  json: boolean;
}

function readArguments(): Arguments | 'help' {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        group: { type: 'string' },
        topic: { type: 'string' },
        id: { type: 'string', multiple: true },
        limit: { type: 'string', default: '100' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return 'help';
    const [command = 'list', ...rest] = positionals;
    if ((command !== 'list' && command !== 'replay') || rest.length > 0)
      throw new Error(`Unknown command "${positionals.join(' ')}".`);
    if (command === 'replay' && values.group === undefined)
      throw new Error('replay requires a consumer group: pass --group <group>.');
    const limit = Number(values.limit);
    if (!Number.isInteger(limit) || limit < 1) throw new Error('--limit must be a whole number of at least 1.');
    return { command, group: values.group, topic: values.topic, ids: values.id, limit, json: values.json };
  } catch (error) {
    throw new CannotStart(`${(error as Error).message}\n\n${usage}`);
  }
}

const firstLine = (text: string): string => text.split('\n', 1)[0]!;

const describeLetter = ({ id, key, attempts, failedAt, error }: DeadLetter): string =>
  `${id}  key ${key}  ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}, gave up ${failedAt}\n    ${firstLine(error)}`;

async function listGroups(bus: EventBus): Promise<void> {
  const groups = await bus.groupsWithDeadLetters();
  if (groups.length === 0) console.log('No dead letters.');
  for (const group of groups) {
    const letters = await bus.deadLetters({ group, limit: 1_000 });
    const oldest = letters[0];
    const count = letters.length === 1_000 ? '1000 or more' : String(letters.length);
    console.log(`${group}: ${count}, the oldest from ${oldest?.failedAt}\n    ${firstLine(oldest?.error ?? '')}`);
  }
}

async function listLetters(bus: EventBus, { group, topic, limit, json }: Arguments & { group: string }): Promise<void> {
  const letters = await bus.deadLetters({ group, limit, ...(topic === undefined ? {} : { topic }) });
  if (json) {
    for (const letter of letters) console.log(JSON.stringify(letter));
    return;
  }
  console.log(letters.length === 0 ? `${group} has no dead letters.` : letters.map(describeLetter).join('\n'));
}

async function replayLetters(bus: EventBus, { group, topic, ids }: Arguments & { group: string }): Promise<void> {
  const wanted = { group, ...(topic === undefined ? {} : { topic }), ...(ids === undefined ? {} : { ids }) };
  const count = await bus.replayDeadLetters(wanted);
  console.log(`${count} ${count === 1 ? 'event' : 'events'} queued for ${group} again.`);
}

async function runCommand(bus: EventBus, given: Arguments): Promise<void> {
  const { group } = given;
  if (group === undefined) return listGroups(bus);
  return given.command === 'list' ? listLetters(bus, { ...given, group }) : replayLetters(bus, { ...given, group });
}

async function main(): Promise<void> {
  const given = readArguments();
  if (given === 'help') return console.log(usage);
  const { bus, close } = await openEventBusOfInstallation();
  try {
    await runCommand(bus, given);
  } finally {
    await close();
  }
}

try {
  await main();
} catch (error) {
  explainAndExit(error);
}
