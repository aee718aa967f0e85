/** `npm run dead-letters -- list | replay`: the events that consumers gave up on, in Kafka or in the log in Postgres. */
import type { DeadLetter, EventBus } from '@soko/event-bus';
import { readCommandLine, readWholeNumber, refuseArguments } from '../scripts/command-line.mjs';
import { deadLettersArguments } from '../scripts/program-arguments.mjs';
import { openEventBusOfInstallation } from './open-event-bus.ts';
import { CannotStart, explainAndExit } from './explain-and-exit.ts';

const { usage } = deadLettersArguments;

interface Arguments {
  command: 'list' | 'replay';
  group?: string | undefined;
  topic?: string | undefined;
  ids?: string[] | undefined;
  limit: number;
  json: boolean;
}

function readArguments(): Arguments {
  const { values, arguments: given } = readCommandLine(deadLettersArguments);
  const [command = 'list'] = given;
  if (command !== 'list' && command !== 'replay') return refuseArguments(`Unknown command "${command}".`, usage);
  if (command === 'replay' && values.group === undefined)
    return refuseArguments('replay requires a consumer group: pass --group <group>.', usage);
  const { group, topic, id: ids, json } = values;
  return { command, group, topic, ids, limit: readWholeNumber(values.limit, 'limit', { usage }), json };
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

/** A group without dead letters is most often a wrong name. */
async function requireGroup(bus: EventBus, group: string): Promise<void> {
  const groups = await bus.groupsWithDeadLetters();
  if (groups.includes(group)) return;
  const others = groups.length === 0 ? 'No group has any.' : `Groups that have some: ${groups.join(', ')}.`;
  throw new CannotStart(`There are no dead letters of a group "${group}". ${others}`);
}

async function replayLetters(bus: EventBus, { group, topic, ids }: Arguments & { group: string }): Promise<void> {
  await requireGroup(bus, group);
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
