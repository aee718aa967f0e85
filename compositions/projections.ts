/** `npm run projections -- list | rebuild <name>`: the read models that events feed. */
import { openDatabase } from '@soko/postgres';
import {
  CannotRebuild,
  findSecondsBehind,
  listGenerations,
  rebuilds,
  type ShownGeneration,
} from '@soko/subgraph-analytics/projections';
import type pg from 'pg';
import { readCommandLine, refuseArguments } from '../scripts/command-line.mjs';
import { projectionsArguments } from '../scripts/program-arguments.mjs';
import { CannotStart, explainAndExit } from './explain-and-exit.ts';
import { openInstallation } from './installation.ts';
import { openEventBusOfInstallation } from './open-event-bus.ts';

const { usage } = projectionsArguments;

type Name = keyof typeof rebuilds;

const names = Object.keys(rebuilds) as Name[];

type Arguments = { command: 'list' } | { command: 'rebuild'; name: Name };

function readArguments(): Arguments {
  const [command = 'list', name, ...others] = readCommandLine(projectionsArguments).arguments;
  if (command === 'list' && name === undefined) return { command };
  if (command !== 'rebuild') return refuseArguments(`Unknown command "${[command, name].join(' ').trim()}".`, usage);
  if (name === undefined)
    return refuseArguments(`rebuild requires the name of a read model: ${names.join(' or ')}.`, usage);
  const wanted = names.find((known) => known === name);
  if (wanted === undefined || others.length > 0)
    return refuseArguments(
      `There is no read model "${[name, ...others].join(' ')}". There are: ${names.join(', ')}.`,
      usage,
    );
  return { command, name: wanted };
}

const describeGeneration = ({ name, generation, status, startedAt, liveAt }: ShownGeneration): string =>
  `${name} ${generation}  ${status}, begun ${startedAt.toISOString()}${liveAt === null ? '' : `, live since ${liveAt.toISOString()}`}`;

async function list(pool: pg.Pool): Promise<void> {
  const generations = await listGenerations(pool);
  if (generations.length === 0) console.log('No read models yet: start Soko.');
  for (const generation of generations) console.log(describeGeneration(generation));
  for (const name of names.filter((known) => generations.some((generation) => generation.name === known)))
    console.log(`${name}: ${(await findSecondsBehind(pool, name, new Date())).toFixed(1)} seconds behind`);
}

/** Number of events after which the program says how far it is. */
const every = 50_000;

async function rebuild(pool: pg.Pool, name: Name): Promise<void> {
  const { bus, close } = await openEventBusOfInstallation();
  let said = 0;
  const onProgress = (events: number): void => {
    if (events - said < every) return;
    said = events;
    console.log(`${events} events …`);
  };
  try {
    const { generation, events, leftOut, takenOver } = await rebuilds[name]({
      pool,
      bus,
      now: () => new Date(),
      onProgress,
    });
    console.log(`${name} ${generation} answers now. It contains ${events - leftOut} events of the record.`);
    if (takenOver > 0)
      console.log(`${takenOver} orders, bets, payouts and mints are older than the record and were taken over.`);
    if (leftOut > 0) console.log(`${leftOut} events do not fit their schema and were left out.`);
  } catch (error) {
    throw error instanceof CannotRebuild ? new CannotStart(error.message) : error;
  } finally {
    await close();
  }
}

async function run(): Promise<void> {
  const wanted = readArguments();
  const installation = await openInstallation();
  const database = openDatabase({
    connectionString: installation.urlOf('analytics'),
    applicationName: 'soko-projections',
    max: 2,
  });
  try {
    await (wanted.command === 'list' ? list(database.pool) : rebuild(database.pool, wanted.name));
  } finally {
    await database.close();
    await installation.close();
  }
}

await run().catch(explainAndExit);
