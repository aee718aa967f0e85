/** An object of an answer. */
export type Data = Record<string, unknown>;

export const isObject = (value: unknown): value is Data => typeof value === 'object' && value !== null;

/** The property of a value from a subgraph, which need not be the object that it should be. */
export function propertyOf(value: unknown, name: string): unknown {
  if (isObject(value) && !Array.isArray(value)) return value[name];
  return Object.prototype.hasOwnProperty.call(value, name) ? (value as Data)[name] : undefined;
}

/** A copy that shares no object with the original. Values of custom scalars that are instances of a class are kept. */
export function copy<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(copy) as Value;
  if (!isObject(value)) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return value;
  const copied = (prototype === null ? Object.create(null) : {}) as Data;
  for (const key of Object.keys(value)) {
    const own: unknown = copy((value as Data)[key]);
    if (key === '__proto__') {
      Object.defineProperty(copied, key, { value: own, writable: true, enumerable: true, configurable: true });
    } else copied[key] = own;
  }
  return copied as Value;
}
