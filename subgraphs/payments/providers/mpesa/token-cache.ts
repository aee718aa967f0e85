/** A token and the time until which it is used, in Unix milliseconds. */
export interface Token {
  value: string;
  until: number;
}

export interface TokenCache {
  /** A valid token. One request at a time asks for a new one, and all others wait for it. */
  token(): Promise<string>;
  /** Drops a token that the provider refused, unless a newer one is known already. */
  refuse(value: string): void;
}

export function createTokenCache(request: () => Promise<Token>, now: () => number): TokenCache {
  let known: Token | null = null;
  let asking: Promise<Token> | null = null;
  return {
    async token() {
      if (known !== null && known.until > now()) return known.value;
      asking ??= request().finally(() => {
        asking = null;
      });
      known = await asking;
      return known.value;
    },
    refuse(value) {
      if (known?.value === value) known = null;
    },
  };
}
