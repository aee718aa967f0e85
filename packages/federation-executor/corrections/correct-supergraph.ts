import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  parse,
  print,
  type SchemaDefinitionNode,
  visit,
} from 'graphql';
import { argumentOf, parseFieldSet } from './field-sets.ts';
import { type Fielded, type Needs, type RequiredField, separateRequiredFields } from './required-fields.ts';
import { resolvableKeysFirst } from './resolvable-keys.ts';

/** A supergraph from which the planner makes right plans, and what its plans need afterwards. */
export interface CorrectedSupergraph {
  /** The text itself when nothing of it is changed. */
  supergraphSdl: string;
  /** Required fields with arguments, by their names in the supergraph. */
  fields: ReadonlyMap<string, RequiredField>;
  /** What a field needs, by subgraph, type and field: `shop.Product.costs`. */
  needs: ReadonlyMap<string, Needs>;
  /** The names of all fields that the planner adds to selections. */
  addedNames: ReadonlySet<string>;
}

const isFielded = (node: DefinitionNode): node is Fielded =>
  node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;

const directiveNamed = (name: string, given: Record<string, string>): ConstDirectiveNode => ({
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: name },
  arguments: Object.entries(given).map(([key, value]) => ({
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: key },
    value: key === 'for' ? { kind: Kind.ENUM, value } : { kind: Kind.STRING, value },
  })),
});

const inaccessibleUrl = 'https://specs.apollo.dev/inaccessible/v0.2';
const inaccessibleDefinition =
  'directive @inaccessible on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION';

/** The name of the directive that hides a field; null when the supergraph has none. */
function inaccessibleIn({ definitions }: DocumentNode): string | null {
  const links = definitions.flatMap((node) => (node.kind === Kind.SCHEMA_DEFINITION ? (node.directives ?? []) : []));
  const link = links.find((each) => argumentOf(each, 'url')?.includes('/inaccessible/'));
  return link ? (argumentOf(link, 'as') ?? 'inaccessible') : null;
}

const withInaccessible = (document: DocumentNode): DocumentNode => ({
  ...document,
  definitions: [
    ...document.definitions.map((node): DefinitionNode =>
      node.kind === Kind.SCHEMA_DEFINITION
        ? ({
            ...node,
            directives: [...(node.directives ?? []), directiveNamed('link', { url: inaccessibleUrl, for: 'SECURITY' })],
          } satisfies SchemaDefinitionNode)
        : node,
    ),
    ...parse(inaccessibleDefinition).definitions,
  ],
});

/** The names of subgraphs by those of the graphs that stand for them. */
function subgraphNames({ definitions }: DocumentNode): ReadonlyMap<string, string> {
  const graphs = definitions.find(
    (node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph',
  );
  const values = graphs?.kind === Kind.ENUM_TYPE_DEFINITION ? (graphs.values ?? []) : [];
  return new Map(
    values.map(({ name, directives = [] }) => [
      name.value,
      directives.map((directive) => argumentOf(directive, 'name')).find((found) => found !== null) ?? name.value,
    ]),
  );
}

/** The names of the fields in keys and requirements. */
function addedNamesIn(document: DocumentNode): ReadonlySet<string> {
  const names = new Set(['__typename']);
  const addFields = (fields: string | null): void => {
    if (fields === null) return;
    visit(parseFieldSet(fields), { Field: ({ name }: FieldNode) => void names.add(name.value) });
  };
  visit(document, {
    Directive(node) {
      const directive = node as ConstDirectiveNode;
      if (directive.name.value === 'join__type') addFields(argumentOf(directive, 'key'));
      if (directive.name.value === 'join__field') addFields(argumentOf(directive, 'requires'));
    },
  });
  return names;
}

const typesIn = ({ definitions }: DocumentNode): Map<string, Fielded> =>
  new Map(definitions.filter(isFielded).map((type) => [type.name.value, type]));

function replaceTypes(document: DocumentNode, types: ReadonlyMap<string, Fielded>): DocumentNode {
  const definitions = document.definitions.map((node) => (isFielded(node) ? types.get(node.name.value)! : node));
  return { ...document, definitions };
}

/** Changes a supergraph where plans for it would be wrong. See `corrections/README.md`. */
export function correctSupergraph(supergraphSdl: string): CorrectedSupergraph {
  const document = parse(supergraphSdl, { noLocation: true });
  const isLinked = inaccessibleIn(document);
  const { types, fields, needs } = separateRequiredFields(typesIn(document), isLinked ?? 'inaccessible');
  let isSorted = false;
  const sorted = [...types].map(([name, type]): [string, Fielded] => {
    const directives = resolvableKeysFirst(type.directives ?? []);
    isSorted ||= directives.some((directive, index) => directive !== type.directives?.[index]);
    return [name, { ...type, directives }];
  });
  const corrected = replaceTypes(
    fields.size > 0 && isLinked === null ? withInaccessible(document) : document,
    new Map(sorted),
  );
  const names = subgraphNames(document);
  const nameGraph = (key: string): string => {
    const [graph = '', ...rest] = key.split('.');
    return [names.get(graph) ?? graph, ...rest].join('.');
  };
  return {
    supergraphSdl: isSorted || fields.size > 0 ? print(corrected) : supergraphSdl,
    fields,
    needs: new Map([...needs].map(([key, each]) => [nameGraph(key), each])),
    addedNames: addedNamesIn(corrected),
  };
}
