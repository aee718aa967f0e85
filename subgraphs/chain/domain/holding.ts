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

/** Items of a token that an address has. */
export interface TokenHolding {
  tokenId: string;
  /** In lower case. */
  owner: string;
  amount: number;
}
