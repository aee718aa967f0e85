/** Items of a token at an address, by the number of the token in its collection. */
export interface Holding {
  collectionId: string;
  number: number;
  /** In lower case. */
  owner: string;
}

export interface Balance extends Holding {
  amount: number;
}

/** Items of a token that moved from one address to another, both in lower case. */
export interface Move {
  collectionId: string;
  number: number;
  from: string;
  to: string;
  amount: number;
}

/** Items of a token that an address has. */
export interface TokenHolding {
  tokenId: string;
  /** In lower case. */
  owner: string;
  amount: number;
}
