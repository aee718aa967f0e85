export type CallKind = 'DEPLOY' | 'CREATE_TOKEN' | 'MINT' | 'MINT_BATCH' | 'TRANSFER' | 'GRANT_ROLE';

/** A call that must take effect on the chain once. */
export interface Call {
  id: string;
  kind: CallKind;
  subjectId: string;
  tries: number;
}

/** Transactions of a call that may be mined without effect. */
const maxReverts = 5;

/**
 * True when a call is not sent again. The receiver of a transfer, whom anybody may name, decides what its own code does: one
 * transaction that was mined without effect ends it. One that was lost was nobody's doing.
 */
export const isUsedUp = (kind: CallKind, { reverted, lost }: { reverted: number; lost: number }): boolean =>
  reverted + lost >= maxReverts || (kind === 'TRANSFER' && reverted > 0);

/** Attempts of a call after which a refusal is final. With their pauses they last for more than an hour. */
export const maxTries = 20;

/** Most gas that a call may need, a batch for each of its mints: the receiver of items decides what its own code burns. */
const maxGas: Readonly<Record<CallKind, bigint>> = {
  DEPLOY: 5_000_000n,
  CREATE_TOKEN: 200_000n,
  MINT: 500_000n,
  MINT_BATCH: 100_000n,
  TRANSFER: 500_000n,
  // No code of others runs in it, and a rollup counts its data as gas.
  GRANT_ROLE: 5_000_000n,
};

/** Mints that one transaction makes. Each needs some 80,000 gas, and a block has 30 million on most chains. */
export const maxBatch = 100;

/**
 * Gas that a call gets: a fifth more than it needs now, since the state may change before it is mined. Null when it needs
 * more than calls of its kind may.
 */
export function gasLimit(kind: CallKind, needed: bigint, mints = 1): bigint | null {
  const max = maxGas[kind] * (kind === 'MINT_BATCH' ? BigInt(mints) : 1n);
  if (needed > max) return null;
  const wanted = needed + needed / 5n;
  return wanted < max ? wanted : max;
}

/** What a refusal of the contract means for the call. */
export type Verdict = 'ALREADY_DONE' | 'NEVER' | 'LATER';

/** Errors of the contract that mean that the call took effect before. */
const done: Readonly<Record<CallKind, string | null>> = {
  DEPLOY: null,
  CREATE_TOKEN: 'TokenExists',
  MINT: 'AlreadyMinted',
  // The contract skips what it has minted.
  MINT_BATCH: null,
  TRANSFER: 'AlreadyTransferred',
  // The contract takes a role twice, and nothing changes.
  GRANT_ROLE: null,
};

/** Errors that come again whenever the call is tried. */
const permanent: readonly string[] = [
  'NothingToMint',
  'MaxSupplyExceeded',
  'ERC1155InvalidReceiver',
  'ERC2981InvalidDefaultRoyalty',
  'ERC2981InvalidDefaultRoyaltyReceiver',
  'TransferExpired',
  'WrongSignature',
];

/** Judges an error of the contract by its name; null for one without a name. Other errors, such as a missing role, may pass. */
export function judge(kind: CallKind, errorName: string | null): Verdict {
  if (errorName === null) return 'LATER';
  if (errorName === done[kind]) return 'ALREADY_DONE';
  return permanent.includes(errorName) ? 'NEVER' : 'LATER';
}
