import { getNamedType, type GraphQLField, type GraphQLInputType, isInputObjectType } from 'graphql';
import type { Costs } from './read-costs.ts';

/** The weights of the fields in a value of an input type. */
function ofValue(value: unknown, type: GraphQLInputType, weights: Costs['weights']): number {
  if (Array.isArray(value)) return value.reduce<number>((cost, each) => cost + ofValue(each, type, weights), 0);
  const named = getNamedType(type);
  if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return 0;
  const fields = named.getFields();
  let cost = 0;
  for (const [name, inner] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field) cost += (weights.get(`${named.name}.${name}`) ?? 0) + ofValue(inner, field.type, weights);
  }
  return cost;
}

/** The weights of the arguments that are given to a field, and of what is in them. */
export function argumentCost(
  place: string,
  field: GraphQLField<unknown, unknown>,
  given: ReadonlyMap<string, unknown>,
  { weights }: Costs,
): number {
  let cost = 0;
  for (const { name, type } of field.args) {
    const value = given.get(name);
    if (value !== undefined && value !== null)
      cost += (weights.get(`${place}(${name})`) ?? 0) + ofValue(value, type, weights);
  }
  return cost;
}
