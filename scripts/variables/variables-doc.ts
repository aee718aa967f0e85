import { basename, isAbsolute } from 'node:path';
import type { ZodType } from 'zod';

/** The variables of one program, by name. */
export type Shape = Readonly<Record<string, ZodType>>;

/** One variable as programs read it. */
interface Variable {
  name: string;
  /** Its default in each program that reads it. */
  defaults: ReadonlyMap<string, string>;
  /** Its meanings, with the programs in which each holds: several where the default depends on the program. */
  meanings: ReadonlyMap<string, readonly string[]>;
}

interface Wrapper {
  innerType?: ZodType;
  in?: ZodType;
}

/** The description of a schema, also of the one that `.optional()`, `.default()` or `.transform()` wraps. */
function meaningOf(schema: ZodType): string | undefined {
  const { innerType, in: input } = schema.def as Wrapper;
  const inner = innerType ?? input;
  return schema.description ?? (inner === undefined ? undefined : meaningOf(inner));
}

const inBackticks = (text: string): string => `\`${text}\``;

/** The default as it is shown: the name of a folder rather than its place on this machine. */
function defaultOf(schema: ZodType): string {
  const { success, data } = schema.safeParse(undefined);
  if (!success) return 'required';
  if (Array.isArray(data)) return inBackticks(data.map(listed).join(', '));
  if (typeof data === 'string') return inBackticks(isAbsolute(data) ? basename(data) : data);
  return typeof data === 'number' || typeof data === 'boolean' ? inBackticks(String(data)) : '';
}

const listed = (entry: unknown): string =>
  typeof entry === 'object' && entry !== null ? Object.values(entry).join(':') : String(entry);

function variablesIn(programs: Readonly<Record<string, Shape>>): Variable[] {
  const names = new Set(Object.values(programs).flatMap((shape) => Object.keys(shape)));
  return [...names].map((name) => {
    const readers = Object.entries(programs).filter(([, shape]) => name in shape);
    const meanings = new Map<string, string[]>();
    for (const [program, shape] of readers) {
      const meaning = meaningOf(shape[name]!);
      if (meaning !== undefined) meanings.set(meaning, [...(meanings.get(meaning) ?? []), program]);
    }
    return {
      name,
      defaults: new Map(readers.map(([program, shape]) => [program, defaultOf(shape[name]!)])),
      meanings,
    };
  });
}

const row = (...cells: string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const table = (head: string[], rows: string[][]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');

/** One default for all, or that of most programs and then those of the others. */
function shownDefault(defaults: Variable['defaults']): string {
  const values = [...new Set(defaults.values())];
  if (values.length === 1) return values[0]!;
  const readersOf = (value: string): string[] =>
    [...defaults].filter(([, other]) => other === value).map(([program]) => program);
  const [most, ...others] = values.toSorted((one, other) => readersOf(other).length - readersOf(one).length);
  return [most || 'not set', ...others.map((value) => `${readersOf(value).join(', ')}: ${value || 'not set'}`)].join(
    '; ',
  );
}

function shownMeaning({ meanings }: Variable): string {
  const [first, ...others] = [...meanings];
  if (first === undefined) return '—';
  return [first[0], ...others.map(([meaning, programs]) => `In ${programs.join(', ')}: ${meaning}`)].join(' ');
}

const readersIn = ({ defaults }: Variable, services: readonly string[]): string =>
  services.every((name) => defaults.has(name)) ? 'all services' : [...defaults.keys()].join(', ');

function sectionOf(program: string, variables: readonly Variable[]): string[] {
  const own = variables.filter(({ defaults }) => defaults.size === 1 && defaults.has(program));
  if (own.length === 0) return [];
  const rows = own.map((each) => [inBackticks(each.name), shownDefault(each.defaults), shownMeaning(each)]);
  return [`## ${program}`, table(['variable', 'default', 'meaning'], rows)];
}

const intro = [
  '# Variables',
  '<!-- Written by `npm run variables:doc` from the env.ts files. Change it there. -->',
  'Every program reads its environment variables once, when it starts. Invalid values are reported together, before any\nconnection is opened. An empty value counts as not set.',
  '`npm start` makes the required secrets itself and keeps them in `.soko/secrets.json`. For services of their own, `npm run\nsecrets` writes them.',
].join('\n\n');

const perService = table(
  ['variable', 'meaning'],
  [
    [
      '`<NAME>_DATABASE_URL`',
      'Postgres database of one subgraph, such as `USERS_DATABASE_URL`, instead of its own on `DATABASE_URL`.',
    ],
    ['`<NAME>_URL`', 'Address of one subgraph, such as `USERS_URL`. Default `http://<name>:4000/graphql`.'],
    ['`<NAME>_TIMEOUT_MS`', 'Time that the gateway gives one subgraph to respond, instead of `SUBGRAPH_TIMEOUT_MS`.'],
  ],
);

/**
 * docs/variables.md: every variable with its default, its meaning and the programs that read it.
 * @param programs the variables of each program; those of services first, `npm start` among the others
 */
export function variablesDoc(programs: Readonly<Record<string, Shape>>, services: readonly string[]): string {
  const variables = variablesIn(programs);
  const shared = variables
    .filter(({ defaults }) => defaults.size > 1)
    .toSorted((one, other) => other.defaults.size - one.defaults.size || one.name.localeCompare(other.name));
  const sharedRows = shared.map((each) => [
    inBackticks(each.name),
    shownDefault(each.defaults),
    shownMeaning(each),
    readersIn(each, services),
  ]);
  return [
    intro,
    '## Several programs',
    table(['variable', 'default', 'meaning', 'read by'], sharedRows),
    ...Object.keys(programs).flatMap((program) => sectionOf(program, variables)),
    '## One subgraph of several',
    perService,
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n');
}

/** One sentence for each variable without a meaning. */
export const problemsOf = (programs: Readonly<Record<string, Shape>>): string[] =>
  variablesIn(programs)
    .filter(({ meanings }) => meanings.size === 0)
    .map(({ name, defaults }) => `${name} (${[...defaults.keys()].join(', ')}) has no .describe(…).`);
