import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  concatAST,
  getLocation,
  GraphQLError,
  KnownTypeNamesRule,
  parse,
  Source,
  UniqueArgumentDefinitionNamesRule,
  UniqueEnumValueNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueInputFieldNamesRule,
  UniqueTypeNamesRule,
} from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import { schemaFilesOf } from '../subgraphs.mjs';

/** Mistakes in hand-written GraphQL. `message` has a line for each: `subgraphs/x/schema.graphql:17: Unknown type "Strin".` */
export class SchemaMistakes extends Error {
  name = 'SchemaMistakes';
}

/** The place of an error in the files that were parsed; null when it has none. */
function placeOf({ nodes, source, positions }) {
  const loc = nodes?.find((node) => node.loc)?.loc;
  if (loc) return { file: loc.source.name, line: getLocation(loc.source, loc.start).line };
  if (source && positions?.length > 0) return { file: source.name, line: getLocation(source, positions[0]).line };
  return null;
}

/** One line for an error, with its place; `file` when the error has none. */
export function describeMistake(error, file) {
  const place = placeOf(error);
  const [sentence] = error.message.replace(/^\[.*?\] /, '').split('\n');
  return `${place ? `${place.file}:${place.line}` : file}: ${sentence}`;
}

/** Mistakes of GraphQL itself, found before federation is asked: its own errors name no place for some of them. */
const rules = [
  UniqueTypeNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueEnumValueNamesRule,
  UniqueArgumentDefinitionNamesRule,
  UniqueInputFieldNamesRule,
  KnownTypeNamesRule,
];

const require = (errors, file) => {
  if (errors.length > 0) throw new SchemaMistakes(errors.map((error) => describeMistake(error, file)).join('\n'));
};

/** Runs `work`, and throws the GraphQL errors of it as `SchemaMistakes`. */
export function explainMistakes(file, work) {
  try {
    return work();
  } catch (error) {
    if (error instanceof GraphQLError) return require(error.causes ?? [error], file);
    throw error;
  }
}

/**
 * Reads and checks the contract of a subgraph: its own schema and the shared part.
 * @param {string} file the path of its own schema; files of the folder `schema` beside it are part of it
 * @param {{ text?: string, shared?: string }} texts for specs; by default those of the files
 * @returns {import('graphql').GraphQLSchema} the schema with federation's own fields
 */
export function readContract(file, { text = readFileSync(file, 'utf8'), shared } = {}) {
  const sharedFile = 'schema/shared.graphql';
  const [, ...parts] = schemaFilesOf(file);
  const sources = [
    new Source(text, file),
    ...parts.map((part) => new Source(readFileSync(part, 'utf8'), part)),
    new Source(shared ?? readFileSync(sharedFile, 'utf8'), sharedFile),
  ];
  const document = explainMistakes(file, () => concatAST(sources.map((source) => parse(source))));
  require(validateSDL(document, undefined, rules), file);
  return explainMistakes(file, () => buildSubgraphSchema(document));
}
