/** Why an operation is executed by the stock executor. */
export type Reason =
  | 'not planned yet'
  | 'subscription'
  | 'introspection'
  | 'trace'
  | 'query plan shown'
  | 'plan node'
  | 'context'
  | 'name'
  | 'types'
  | 'invalid';

/** Thrown while an operation is compiled: the stock executor executes it. */
export class NotCompiled extends Error {
  override readonly name = 'NotCompiled';

  readonly reason: Reason;

  constructor(reason: Reason) {
    super(`Not compiled: ${reason}`);
    this.reason = reason;
  }
}

/**
 * The name of a field or variable that compiled functions may read and write as an ordinary property. Names that objects
 * inherit, such as `constructor` or `__proto__`, are left to the stock executor.
 */
export function ordinaryName(name: string): string {
  if (name in Object.prototype) throw new NotCompiled('name');
  return name;
}
