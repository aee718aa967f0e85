import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, Kind, parse, print, Source, stripIgnoredCharacters, validate } from 'graphql';
import { peerTypes } from './peer-types.ts';

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

/** The errors of a document, as one. */
export class PeerMistakes extends GraphQLError {
  readonly causes: readonly GraphQLError[];

  constructor(causes: readonly GraphQLError[]) {
    super(causes.map(({ message }) => message).join('\n'));
    this.causes = causes;
  }
}

/**
 * The TypeScript module of a document of operations for another subgraph: a constant and the types of its data and
 * variables for each operation. Throws an error that lists what does not fit the subgraph's contract.
 * @param file the document's path, for messages
 * @param text the document
 * @param sdl the whole contract of the subgraph that is asked, with the fields that the public graph hides
 */
export function peerOperations(file: string, text: string, sdl: string): string {
  const schema = buildSubgraphSchema(parse(sdl));
  const document = parse(new Source(text, file));
  const errors = validate(schema, document);
  if (errors.length > 0) throw new PeerMistakes(errors);
  const inputs = new Map<string, string>();
  const operations = document.definitions.map((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${file}: write operations only.`);
    const types = peerTypes(definition, schema);
    for (const [name, declaration] of types.inputs) inputs.set(name, declaration);
    const name = definition.name?.value ?? '';
    const query = JSON.stringify(stripIgnoredCharacters(print(definition)));
    return `${types.operation}\nexport const ${lowerFirst(name)}: PeerOperation<${name}Data, ${name}Variables> = { name: '${name}', query: ${query} };`;
  });
  return [
    `/** The operations of ${file}, typed. Written by scripts/generate.mjs. */`,
    `import type { PeerOperation } from '@soko/subgraph';`,
    ...inputs.values(),
    ...operations,
    '',
  ].join('\n');
}
