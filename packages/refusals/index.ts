/**
 * A refusal: the state of the world does not allow what was asked. It is a value, not an exception, and leaves as a
 * member of the mutation's union: the name of its type, a code for programs and a sentence for people.
 */
export type Refused<Name extends string, Details extends object = object> = {
  __typename: Name;
  code: string;
  message: string;
} & Details;

/** `OutOfStock` → `OUT_OF_STOCK`. */
const codeOf = (name: string): string => name.replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, '_').toUpperCase();

/** `refuse('OutOfStock', 'Only 2 are left.', { lines })`. The code follows from the name. */
export const refuse = <const Name extends string, Details extends object = object>(
  name: Name,
  message: string,
  details?: Details,
): Refused<Name, Details> => ({ __typename: name, code: codeOf(name), message, ...(details as Details) });

/** True for a refusal, false for the entity or result that a command returns otherwise. */
export const isRefusal = <Outcome extends object>(
  outcome: Outcome,
): outcome is Extract<Outcome, { __typename: string; code: string }> => '__typename' in outcome && 'code' in outcome;

export type SellerNotActive = Refused<'SellerNotActive', { sellerStatus: string | null }>;

/** The refusal for a seller who may not sell, move stock or move money now. The status of an unknown seller is null. */
export const sellerNotActive = (sellerStatus: string | null): SellerNotActive =>
  refuse(
    'SellerNotActive',
    sellerStatus === null
      ? 'Become a seller first. If you were approved a moment ago, try again.'
      : `The seller has the status ${sellerStatus}; only a seller with the status ACTIVE sells, refunds, cancels or moves stock. Ask support.`,
    { sellerStatus },
  );
