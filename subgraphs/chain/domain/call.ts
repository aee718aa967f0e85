export type CallKind = 'DEPLOY' | 'CREATE_TOKEN' | 'MINT';

/** A call that must take effect on the chain once. */
export interface Call {
  id: string;
  kind: CallKind;
  subjectId: string;
  tries: number;
}

/** Attempts of a call that may end without effect. */
export const maxTries = 5;

/** What a refusal of the contract means for the call. */
export type Verdict = 'ALREADY_DONE' | 'NEVER' | 'LATER';

/** Errors of the contract that mean that the call took effect before. */
const done: Readonly<Record<CallKind, string | null>> = {
  DEPLOY: null,
  CREATE_TOKEN: 'TokenExists',
  MINT: 'AlreadyMinted',
};

/** Errors that come again whenever the call is tried. */
const permanent: readonly string[] = [
  'NothingToMint',
  'MaxSupplyExceeded',
  'ERC1155InvalidReceiver',
  'ERC2981InvalidDefaultRoyalty',
  'ERC2981InvalidDefaultRoyaltyReceiver',
];

/** Judges an error of the contract by its name; null for one without a name. Other errors, such as a missing role, may pass. */
export function judge(kind: CallKind, errorName: string | null): Verdict {
  if (errorName === null) return 'LATER';
  if (errorName === done[kind]) return 'ALREADY_DONE';
  return permanent.includes(errorName) ? 'NEVER' : 'LATER';
}
