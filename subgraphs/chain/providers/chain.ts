import type { Fees } from '../domain/fees.ts';

export type Hex = `0x${string}`;

/** A call of a contract, or its deployment when there is no receiver. */
export interface EncodedCall {
  to: Hex | null;
  data: Hex;
}

/** A mint as the contract gets it. */
export interface EncodedMint {
  reference: Hex;
  recipient: string;
  number: number;
  amount: number;
}

/** A transfer as the contract gets it. */
export interface EncodedTransfer {
  reference: Hex;
  from: string;
  to: string;
  number: number;
  amount: number;
  deadline: Date;
  /** Made by the key of `from`. */
  signature: Hex;
}

/** Role in a contract. An administrator gives roles to others. */
export type ContractRole = 'MINTER' | 'ADMIN';

/** A role that an account gets. */
export interface EncodedGrant {
  role: ContractRole;
  account: string;
}

export interface SignedTransaction {
  hash: Hex;
  raw: Hex;
}

export interface UnsignedTransaction extends EncodedCall, Fees {
  chainId: number;
  nonce: number;
  gas: bigint;
}

/** Holds the key of the account that sends transactions. */
export interface Signer {
  address: Hex;
  sign(transaction: UnsignedTransaction): Promise<SignedTransaction>;
}

/** What the node says of a request that failed. It has no address of the node, which may contain a key. */
export class NodeError extends Error {
  override name = 'NodeError';

  /** False when the node did not answer, so that it makes no sense to ask it for other things. */
  readonly hasAnswered: boolean;

  constructor(message: string, { hasAnswered }: { hasAnswered: boolean }) {
    super(message);
    this.hasAnswered = hasAnswered;
  }
}

/** What the chain says of a call before it is sent. */
export type Estimate =
  /** `gas` is what it needs now. */
  | { result: 'accepted'; gas: bigint }
  /** The contract refuses it. `error` is the name of its error; null for one without a name. */
  | { result: 'refused'; error: string | null }
  /** The account cannot pay for the gas. */
  | { result: 'unfunded' };

export interface Receipt {
  blockNumber: number;
  succeeded: boolean;
  /** Address of the contract that it deployed. */
  contractAddress: Hex | null;
}

/** Items that moved from one address to another, those of a contract in the order of the chain. Addresses are in lower case. */
export interface Transfer {
  contract: string;
  /** The zero address for items that were minted. */
  from: string;
  to: string;
  /** Ids in the contract. Anybody can move none of any id: those of which nothing moved are left out. */
  ids: bigint[];
  /** Items that moved of each id. */
  amounts: bigint[];
  block: number;
}

/** One EVM chain, as the account of the signer uses it. Methods throw a `NodeError` when the node does not answer. */
export interface Chain {
  chainId: number;
  signer: Signer;
  /** Number of the newest block. */
  head(): Promise<number>;
  /** Number of the signer's transactions up to a block. */
  nonceAt(block: number | 'latest'): Promise<number>;
  receipt(hash: Hex): Promise<Receipt | null>;
  /** True for a transaction that the node has, mined or waiting. */
  isKnown(hash: Hex): Promise<boolean>;
  /** True if there is a contract at the address. */
  hasCode(address: Hex): Promise<boolean>;
  /** True if the contract at an address takes a signature of a text for its own (ERC-1271). */
  isSignedBy(contract: Hex, message: string, signature: Hex): Promise<boolean>;
  estimate(call: EncodedCall): Promise<Estimate>;
  fees(): Promise<Fees>;
  /** Sends a signed transaction. One that the node has, or whose nonce is used, is no error: its receipt tells the result. */
  send(raw: Hex): Promise<void>;
  encode: {
    deploy(collection: { name: string; uri: string; royaltyReceiver: string | null; royaltyBasisPoints: number }): Hex;
    createToken(number: number, maxSupply: number): Hex;
    mintOnce(mint: EncodedMint): Hex;
    mintOnceBatch(mints: readonly EncodedMint[]): Hex;
    transferOnce(transfer: EncodedTransfer): Hex;
    grantRole(grant: EncodedGrant): Hex;
  };
  /** True if the contract minted the reference, at a block; false where there is no contract. */
  isMinted(contract: string, reference: Hex, block: number): Promise<boolean>;
  /** True if the contract minted each of the references, at a block; false where there is no contract. */
  areMinted(contract: string, references: readonly Hex[], block: number): Promise<boolean>;
  /** True if the contract made the transfer of an owner, at a block; false where there is no contract. */
  isTransferred(contract: string, from: string, reference: Hex, block: number): Promise<boolean>;
  /** True if an account has a role in the contract, at a block; false where there is no contract. */
  hasRole(contract: string, grant: EncodedGrant, block: number): Promise<boolean>;
  /** Supply of a token in the contract at a block; 0 for one that it does not have, and where there is no contract. */
  maxSupply(contract: string, number: number, block: number): Promise<number>;
  /** Hash of a block. Null for one that the node does not have. */
  blockHash(block: number): Promise<Hex | null>;
  /** Transfers of all tokens of contracts, in blocks from one to another, both included. */
  transfers(contracts: readonly string[], blocks: { from: number; to: number }): Promise<Transfer[]>;
  /** Items that owners have of tokens of a contract, at a block; 0 where there is no contract. */
  balancesOf(
    contract: string,
    holdings: readonly { owner: string; number: number }[],
    block: number,
  ): Promise<number[]>;
  /** Wei of the account. */
  balance(): Promise<bigint>;
}
