import { isCustomScalarType, isEnumType, type NamedType, type Schema } from '@apollo/federation-internals';
import { anomaly } from './anomaly.ts';

/** Makes a value of the answer from one of the data, which is not null. */
export type Complete = (value: unknown) => unknown;

const when =
  (isValid: (value: unknown) => boolean): Complete =>
  (value) => {
    if (!isValid(value)) throw anomaly;
    return value;
  };

const isString = (value: unknown): boolean => typeof value === 'string';

/** Larger numbers may be valid too, in a notation that the stock executor judges. */
const isInteger = (value: unknown): boolean => Number.isSafeInteger(value);

/** Compiles the check of a scalar or an enum. */
export function completeLeaf(type: NamedType, schema: Schema): Complete {
  if (isCustomScalarType(type)) return (value) => value;
  if (isEnumType(type)) {
    const names = new Set(type.values.map(({ name }) => name));
    return when((value) => typeof value === 'string' && names.has(value));
  }
  if (type === schema.stringType()) return when(isString);
  if (type === schema.idType()) return when((value) => isString(value) || isInteger(value));
  if (type === schema.intType()) return when(isInteger);
  if (type === schema.floatType()) return when(Number.isFinite);
  if (type === schema.booleanType()) return when((value) => typeof value === 'boolean');
  return when(() => false);
}
