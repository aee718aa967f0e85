import { Kind, parse, type ASTNode, type ConstDirectiveNode, type DefinitionNode, type StringValueNode } from 'graphql';
import { phrasesInDescription } from './find-phrases.ts';
import { lineAt, type Problem } from './problem.ts';

/** A part of a schema that has a description, or should have one. */
interface Described {
  coordinate: string;
  description: StringValueNode | undefined;
  offset: number;
  /** Describing it is another subgraph's task: a root type, or a reference to an entity that is resolved elsewhere. */
  exempt: boolean;
}

export interface SchemaFile {
  file: string;
  source: string;
}

interface Member extends ASTNodeWithName {
  directives?: readonly ConstDirectiveNode[];
  arguments?: readonly ASTNodeWithName[];
}

interface ASTNodeWithName {
  name: { value: string };
  description?: StringValueNode | undefined;
  loc?: ASTNode['loc'];
}

const rootTypes = ['Query', 'Mutation', 'Subscription'];

const hasDirective = (node: { directives?: readonly ConstDirectiveNode[] }, name: string): boolean =>
  node.directives?.some((directive) => directive.name.value === name) ?? false;

const isReference = (node: { directives?: readonly ConstDirectiveNode[] }): boolean =>
  node.directives?.some(
    ({ name, arguments: given }) =>
      name.value === 'key' &&
      given?.some((each) => each.name.value === 'resolvable' && each.value.kind === Kind.BOOLEAN && !each.value.value),
  ) ?? false;

function membersOf(definition: DefinitionNode): readonly Member[] {
  if ('fields' in definition) return definition.fields ?? [];
  if ('values' in definition) return definition.values ?? [];
  if (definition.kind === Kind.DIRECTIVE_DEFINITION) return definition.arguments ?? [];
  return [];
}

function describedBy(definition: DefinitionNode): Described[] {
  if (!('name' in definition) || !definition.name || definition.kind === Kind.OPERATION_DEFINITION) return [];
  const name = definition.name.value;
  const one = (node: ASTNodeWithName, coordinate: string, exempt: boolean): Described => ({
    coordinate,
    description: node.description,
    offset: node.description?.loc?.start ?? node.loc?.start ?? 0,
    exempt,
  });
  const isExtension = definition.kind.endsWith('Extension');
  const reference = 'directives' in definition && isReference(definition as Member);
  const itself = isExtension ? [] : [one(definition, name, rootTypes.includes(name) || reference)];
  const members = membersOf(definition).flatMap((member) => [
    one(member, `${name}.${member.name.value}`, reference || hasDirective(member, 'external')),
    ...(member.arguments ?? []).map((argument) =>
      one(argument, `${name}.${member.name.value}(${argument.name.value}:)`, false),
    ),
  ]);
  return [...itself, ...members];
}

const questions = /^(what|who|whom|whose|how|whether|where|when|why|so|of|which)\b/i;

const minWords = 3;

/** Phrases of every list, by the coordinate they describe. */
const fixed: { coordinate: RegExp; allowed: RegExp; write: string }[] = [
  {
    coordinate: /\(first:\)$/,
    allowed: /^Number of items to return, 1 to [\d,]+\. Default \d+\.$/,
    write: '"Number of items to return, 1 to 100. Default 20."',
  },
  {
    coordinate: /\(last:\)$/,
    allowed: /^Number of items to return from the end, 1 to [\d,]+\.$/,
    write: '"Number of items to return from the end, 1 to 100."',
  },
  {
    coordinate: /\(after:\)$/,
    allowed: /^Returns items after this cursor\.$/,
    write: '"Returns items after this cursor."',
  },
  {
    coordinate: /\(before:\)$/,
    allowed: /^Returns items before this cursor\.$/,
    write: '"Returns items before this cursor."',
  },
  {
    coordinate: /Connection\.edges$/,
    allowed: /^The items with their cursors\.$/,
    write: '"The items with their cursors."',
  },
  {
    coordinate: /Connection\.nodes$/,
    allowed: /^The items without cursors\.$/,
    write: '"The items without cursors."',
  },
  {
    coordinate: /Connection\.pageInfo$/,
    allowed: /^Position of this page in the list\.$/,
    write: '"Position of this page in the list."',
  },
  { coordinate: /Edge\.cursor$/, allowed: /^Cursor of this item\.$/, write: '"Cursor of this item."' },
  { coordinate: /Edge\.node$/, allowed: /^The item itself\.$/, write: '"The item itself."' },
  {
    coordinate: /\.idempotencyKey$/,
    allowed: /^Makes a repeat return the first result: 8 to 128 characters, unique per caller\./,
    write: '"Makes a repeat return the first result: 8 to 128 characters, unique per caller."',
  },
];

const wordsOf = (description: StringValueNode): string => description.value.replaceAll(/\s+/g, ' ').trim();

/** Words of docs/words.md that descriptions must not use, outside of code. */
const wrongWords: { pattern: RegExp; write: string }[] = [
  { pattern: /\be-mails?\b/i, write: '"email"' },
  { pattern: /\b(merchant|vendor)s?\b/i, write: '"seller"' },
  { pattern: /\bbaskets?\b/i, write: '"cart"' },
  { pattern: /\b(colou?r and colou?r|color|favorite|behavior|catalog|fulfillment)s?\b/i, write: 'British spelling' },
  {
    pattern: /\b\w+(oriz|aniz|ogniz|maliz)(e|es|ed|ing|ation|ations)\b/i,
    write: 'British spelling, such as "authorise"',
  },
  { pattern: /(?<![\w.-])\d{5,}(?![\w.-])/, write: 'a comma in the number, such as 10,000' },
  { pattern: /\b(anonymous user|current user|requester)s?\b/i, write: '"guest" or "viewer"' },
  { pattern: /\bthe caller of\b/i, write: '"viewer"' },
];

function complaintAbout(coordinate: string, text: string): string | undefined {
  const opening = questions.exec(text)?.[1];
  if (opening) return `the name of the thing first, not "${opening}"`;
  if (/^[a-z]/.test(text)) return 'a sentence that begins with a capital letter';
  const prose = text.replaceAll(/`[^`]*`|https?:\S+/g, '');
  const wrong = wrongWords.find(({ pattern }) => pattern.test(prose));
  if (wrong !== undefined) return wrong.write;
  const words = text.split(/\s+/).filter(Boolean).length;
  if (words < minWords) return `a sentence of at least ${minWords} words; this has ${words}`;
  return fixed.find((each) => each.coordinate.test(coordinate) && !each.allowed.test(text))?.write;
}

function problemsOf({ file, source }: SchemaFile, described: Described, isDescribed: (coordinate: string) => boolean) {
  const { coordinate, description, exempt, offset } = described;
  const line = lineAt(source, offset);
  if (!description) {
    if (exempt || isDescribed(coordinate)) return [];
    return [{ file, line, text: coordinate, write: 'a description, which is missing' }];
  }
  const text = wordsOf(description);
  const complaint = complaintAbout(coordinate, text);
  const start = source.indexOf('"', description.loc!.start) + (description.block ? 3 : 1);
  return [
    ...(complaint ? [{ file, line, text: `${coordinate}: ${text}`, write: complaint }] : []),
    ...phrasesInDescription(
      file,
      source,
      source.slice(start, description.loc!.end - (description.block ? 3 : 1)),
      start,
    ),
  ];
}

interface ParsedFile {
  each: SchemaFile;
  parts: Described[];
}

/** A type or field that several subgraphs describe has the same words in each: clients see one of them. */
function differencesIn(all: ParsedFile[]): Problem[] {
  const first = new Map<string, { file: string; text: string }>();
  return all.flatMap(({ each: { file, source }, parts }) =>
    parts.flatMap(({ coordinate, description, offset }) => {
      if (!description) return [];
      const text = wordsOf(description);
      const other = first.get(coordinate) ?? { file, text };
      first.set(coordinate, other);
      if (other.text === text) return [];
      const line = lineAt(source, offset);
      return [{ file, line, text: `${coordinate}: ${text}`, write: `the same as ${other.file}: "${other.text}"` }];
    }),
  );
}

/**
 * The descriptions of a graph that are missing, too short, or begin with a question. A type or field that several
 * subgraphs define needs a description in one of them.
 */
export function checkDescriptions(files: SchemaFile[]): Problem[] {
  const all: ParsedFile[] = files.map((each) => ({
    each,
    parts: parse(each.source).definitions.flatMap(describedBy),
  }));
  const known = new Set(
    all.flatMap(({ parts }) => parts.filter(({ description }) => description).map(({ coordinate }) => coordinate)),
  );
  return [
    ...all.flatMap(({ each, parts }) =>
      parts.flatMap((described) => problemsOf(each, described, (coordinate) => known.has(coordinate))),
    ),
    ...differencesIn(all),
  ];
}
