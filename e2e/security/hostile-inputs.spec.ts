import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { errorCodes } from '@soko/errors';
import fc from 'fast-check';
import { buildClientSchema, getIntrospectionQuery, type GraphQLSchema, OperationTypeNode } from 'graphql';
import { client } from '../harness/client.ts';
import { type RunningSoko, seededDataFolder, startSoko } from '../harness/soko.mjs';
import { watcher } from '../harness/watching.ts';
import { type Hostile, hostileValuesFor, jsonOf } from './hostile/hostile-values.ts';
import { type Attack, attackAt } from './hostile/operations.ts';
import { nameOf, type Position, positionsIn } from './hostile/positions.ts';
import { createWorld, type World } from './hostile/real-ids.ts';
import { type Sound, soundValues } from './hostile/sound-values.ts';

/* oxlint-disable node/no-process-env */
const seconds = Number(process.env['SOKO_SECURITY_SECONDS'] ?? 15);
const seed = Number(process.env['SOKO_SECURITY_SEED'] ?? 1);
/* oxlint-enable node/no-process-env */

/** Attacks under way at once. */
const width = 6;

/** Subscriptions on one socket, of which the gateway allows 100. */
const maxOfSocket = 90;

/** Slowest answer. An answer that took longer is asked for again, alone, before it counts. */
const maxMs = 2_000;

/** Characters of an answer that refuses something: a hostile value is not sent back. */
const maxRefusal = 20_000;

/** One address sends more than its share: limits would answer in place of the code that reads the values. */
const unlimited = Object.fromEntries(
  [
    'REQUESTS_PER_ADDRESS',
    'ORDERS_GUEST_CARTS_PER_ADDRESS',
    'COST_PER_ADDRESS',
    'COST_PER_VIEWER',
    'PLANNING_MS_PER_ADDRESS',
    'LOG_IN_TRIES_PER_ACCOUNT',
    'LOG_IN_TRIES_PER_ADDRESS',
    'CODES_PER_ADDRESS_AN_HOUR',
  ].map((variable) => [variable, '1000000000']),
);

interface Case {
  attacker: string;
  position: Position;
  hostile: Hostile;
  isInline: boolean;
}

interface Answer {
  status: number;
  text: string;
  errors: { message: string; extensions?: Record<string, unknown> }[];
  ms: number;
}

let soko: RunningSoko;
let world: World;
let sound: Sound;
let schema: GraphQLSchema;

beforeAll(async () => {
  soko = await startSoko({ dataFolder: await seededDataFolder(), env: unlimited });
  const introspection = await client({ url: soko.url }).data(getIntrospectionQuery());
  schema = buildClientSchema(introspection);
  world = await createWorld(soko);
  sound = soundValues(world.ids);
});

afterAll(async () => {
  await soko.stop();
  await rm(soko.dataFolder, { recursive: true, force: true });
});

/** Ends the session or the account of the attacker, and with it all that would follow. */
const suicidal: ReadonlySet<string> = new Set(['logOut', 'eraseAccount']);

/** Every hostile value at every place. What no field can accept is refused for everybody alike, and sent by one. */
function casesOf(positions: readonly Position[]): Case[] {
  const cases: Case[] = [];
  for (const position of positions) {
    for (const hostile of hostileValuesFor(position.type, position.path.at(-1)!)) {
      const isHarmless = !suicidal.has(position.steps[0]!.field.name);
      const attackers = hostile.isNeverValid || !isHarmless ? ['anonymous'] : Object.keys(world.attackers);
      for (const attacker of attackers)
        for (const isInline of [false, true]) cases.push({ attacker, position, hostile, isInline });
    }
  }
  return cases;
}

/** Those that the gateway refuses for everybody alike come late: there are few ways to refuse them. */
const weightOf = ({ hostile }: Case): number => (hostile.isNeverValid ? 5 : 1);

/** The cases in an order that the seed decides, so that a short run is a fair sample. */
function shuffled(cases: readonly Case[]): Case[] {
  const { length } = cases;
  const [keys = []] = fc.sample(fc.array(fc.nat(), { minLength: length, maxLength: length }), { seed, numRuns: 1 });
  return cases
    .map((each, index) => ({ each, key: keys[index]! * weightOf(each) }))
    .toSorted((one, other) => one.key - other.key)
    .map(({ each }) => each);
}

async function send(attack: Attack, attacker: string): Promise<Answer> {
  const { token } = world.attackers[attacker]!;
  const startedAt = performance.now();
  const response = await fetch(`${soko.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: jsonOf(attack),
  });
  const text = await response.text();
  const { errors = [] } = JSON.parse(text) as Partial<Answer>;
  return { status: response.status, text, errors, ms: performance.now() - startedAt };
}

/** What is wrong with an answer; null when it is as it should be. */
function faultOf({ hostile }: Case, { status, text, errors, ms }: Answer): string | null {
  const codes = errors.map(({ extensions }) => extensions?.['code']);
  const wrong = codes.find((code) => code === 'INTERNAL_SERVER_ERROR' || !errorCodes.some((known) => known === code));
  if (wrong !== undefined) {
    return `${JSON.stringify(wrong)}: ${errors[0]?.message} ${JSON.stringify(errors[0]?.extensions)}`;
  }
  if (status >= 500) return `status ${status}: ${text.slice(0, 200)}`;
  if (ms > maxMs) return `took ${Math.round(ms)} ms`;
  if (errors.length > 0 && text.length > maxRefusal) return `a refusal of ${text.length} characters`;
  if (hostile.isNeverValid && codes[0] !== 'BAD_USER_INPUT') return `not refused: ${text.slice(0, 200)}`;
  // A text that is no operation, and a body with a key that could change prototypes, are refused before there are fields.
  const isUnread = /^(Syntax Error|Body is not valid JSON)/.test(errors[0]?.message ?? '');
  const hasField = typeof errors[0]?.extensions?.['field'] === 'string';
  return hostile.isNeverValid && !hasField && !isUnread ? `no field: ${errors[0]?.message}` : null;
}

const nameFault = ({ attacker, position, hostile, isInline }: Case, fault: string): string =>
  `${attacker}: ${nameOf(position)} = ${hostile.name} (${isInline ? 'inline' : 'variable'}): ${fault}`;

/** Sends an attack. `isShut` is true when the attacker has no right to the field at all: further values would show nothing. */
async function attack(each: Case): Promise<{ fault: string | null; isShut: boolean }> {
  const { attacker, position, hostile, isInline } = each;
  const sent = attackAt(position, hostile.value, isInline, sound);
  try {
    let answer = await send(sent, attacker);
    if (answer.ms > maxMs) answer = await send(sent, attacker);
    const fault = faultOf(each, answer);
    const code = answer.errors[0]?.extensions?.['code'];
    return {
      fault: fault && nameFault(each, fault),
      isShut: code === 'UNAUTHENTICATED' || code === 'FORBIDDEN',
    };
  } catch (error) {
    return { fault: nameFault(each, `no answer: ${String(error)}`), isShut: false };
  }
}

/** Places that an attacker has no right to. */
const shut = new Set<string>();

const doorOf = ({ attacker, position }: Case): string =>
  `${attacker} ${position.steps.map(({ field }) => field.name).join('.')}`;

/** What Soko logged as an error, which says why an answer is a fault. */
const loggedErrors = (): string[] =>
  soko
    .output()
    .split('\n')
    .filter((line) => line.includes('"level":"error"'))
    .slice(-5)
    .map((line) => line.slice(0, 2_000));

/** Sends attacks until the time is over, several at once, and returns how many were sent, and the faults. */
async function attackFor(ms: number, cases: Iterator<Case>): Promise<{ sent: number; faults: string[] }> {
  const deadline = performance.now() + ms;
  const faults: string[] = [];
  let sent = 0;
  const work = async (): Promise<void> => {
    while (performance.now() < deadline && faults.length < 50) {
      const { value: each, done } = cases.next() as IteratorResult<Case, undefined>;
      if (done === true) return;
      if (!each.hostile.isNeverValid && shut.has(doorOf(each))) continue;
      sent += 1;
      const { fault, isShut } = await attack(each);
      if (fault !== null) faults.push(fault);
      if (isShut) shut.add(doorOf(each));
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  return { sent, faults };
}

const isSubscription = ({ operation }: Position): boolean => operation === OperationTypeNode.SUBSCRIPTION;

/** A test takes this long at most. */
const secondsOfPart = Math.min(seconds, 60);
const parts = Array.from({ length: Math.ceil(seconds / secondsOfPart) }, (_, index) => index + 1);

describe('hostile values in every argument', () => {
  let cases: Iterator<Case>;
  let planned: number;
  beforeAll(() => {
    const all = shuffled(casesOf(positionsIn(schema).filter((position) => !isSubscription(position))));
    planned = all.length;
    cases = all[Symbol.iterator]();
  });

  it.each(parts)(
    'are refused or taken, and never a fault: part %i',
    async () => {
      const { sent, faults } = await attackFor(secondsOfPart * 1_000, cases);
      // oxlint-disable-next-line no-console
      console.info(`sent ${sent} of ${planned} attacks, seed ${seed}`);
      // oxlint-disable-next-line no-console
      if (faults.length > 0) console.error(loggedErrors().join('\n'));
      expect(faults).toEqual([]);
      expect((await fetch(`${soko.url}/health/live`)).ok).toBe(true);
    },
    (secondsOfPart + 60) * 1_000,
  );

  it('are refused or taken by subscriptions', async () => {
    const places = casesOf(positionsIn(schema).filter(isSubscription));
    const faults: string[] = [];
    for (const attacker of ['anonymous', 'buyer']) {
      const { token } = world.attackers[attacker]!;
      const all = places.filter((each) => each.attacker === attacker);
      for (let start = 0; start < all.length; start += maxOfSocket) {
        const socket = watcher(token, soko.url);
        for (const each of all.slice(start, start + maxOfSocket)) {
          const { query, variables } = attackAt(each.position, each.hostile.value, each.isInline, sound);
          const { errors } = await socket.watch(query, JSON.parse(jsonOf(variables)) as Record<string, unknown>);
          const refusal = (errors ?? []) as Answer['errors'];
          const fault = faultOf(each, { status: 200, text: JSON.stringify(refusal), errors: refusal, ms: 0 });
          if (fault !== null) faults.push(nameFault(each, fault));
        }
        socket.close();
      }
    }
    expect(faults).toEqual([]);
  });
});
