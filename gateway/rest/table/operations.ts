/** The parts of a page that every list takes. */
const pageVariables = '$first: Int, $after: String, $last: Int, $before: String';
const pageArguments = 'first: $first, after: $after, last: $last, before: $before';

/** A page of `field`: an operation called `name`, with the variables and arguments of its filter. */
export const pageOf = (
  name: string,
  field: string,
  type: string,
  { variables = '', args = '' }: { variables?: string; args?: string } = {},
): string => `query ${name}(${variables}${variables && ', '}${pageVariables}) {
  result: ${field}(${args}${args && ', '}${pageArguments}) { nodes { ...${type} } pageInfo { ...PageInfo } }
}`;

/** A page of the list `list` in the thing that `parent` returns, such as `collection(id: $id)`. */
export const pageIn = (name: string, parent: string, list: string, type: string, variables = '$id: ID!'): string =>
  `query ${name}(${variables}, ${pageVariables}) {
  result: ${parent} { ${list}(${pageArguments}) { nodes { ...${type} } pageInfo { ...PageInfo } } }
}`;

/** One thing by its id. */
export const oneOf = (name: string, field: string, type: string): string =>
  `query ${name}($id: ID!) { result: ${field}(id: $id) { ...${type} } }`;

/** A command whose result may be a refusal, or is always `type`. */
export function command(field: string, type: string, { isRefused = true }: { isRefused?: boolean } = {}): string {
  const name = `${field[0]!.toUpperCase()}${field.slice(1)}`;
  const refusal = isRefused ? '... on UserError { code message }' : '';
  return `mutation ${name}($input: ${name}Input!) {
  result: ${field}(input: $input) { __typename ... on ${type} { ...${type} } ${refusal} }
}`;
}
