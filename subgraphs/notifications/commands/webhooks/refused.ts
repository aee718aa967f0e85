/** Rolls a transaction back: a refusal keeps no idempotency key. */
export class Refused<Refusal extends object> extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super('The command was refused.');
    this.refusal = refusal;
  }
}
