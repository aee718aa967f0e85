import { createHash } from 'node:crypto';
import type { ChainFailure } from './failure.ts';

export type TransferStatus = 'QUEUED' | 'SUBMITTED' | 'CONFIRMED' | 'FAILED';

/** Items that a person sends from their custodial wallet to an address. */
export interface TokenTransfer {
  id: string;
  tokenId: string;
  /** Null once the person is erased. */
  userId: string | null;
  /** Address of the wallet, in lower case. */
  from: string;
  /** With its checksum. */
  to: string;
  amount: number;
  reference: `0x${string}`;
  /** Time after which the contract refuses it. */
  deadline: Date;
  status: TransferStatus;
  failure: ChainFailure | null;
  transactionHash: string | null;
  blockNumber: number | null;
  createdAt: Date;
  confirmedAt: Date | null;
}

/** Time for which a signature is good: a chain that is away for days ends the transfer, instead of making it by surprise. */
const validMs = 7 * 86_400_000;

/** The deadline of a transfer that is asked for now, in whole seconds, as the contract has it. */
export const transferDeadline = (at: Date): Date => new Date(Math.ceil((at.getTime() + validMs) / 1_000) * 1_000);

/** The reference of a transfer in the contract. It follows from its id: every try has the same. */
export const transferReference = (id: string): `0x${string}` =>
  `0x${createHash('sha256').update(`soko.transfer.${id}`).digest('hex')}`;
