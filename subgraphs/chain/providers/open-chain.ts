import type { Chain, Hex } from './chain.ts';

/** Opens the chain at the first call, and again after a failure. Its library is loaded then: most processes never need it. */
export function createOpenChain(options: { rpcUrl: string; chainId: number; signerKey: Hex }): () => Promise<Chain> {
  let opening: Promise<Chain> | null = null;
  const open = async (): Promise<Chain> => {
    const [{ openEvmChain }, { createLocalSigner }] = await Promise.all([
      import('./evm.ts'),
      import('./local-signer.ts'),
    ]);
    return openEvmChain({ ...options, signer: createLocalSigner(options.signerKey) });
  };
  return () => {
    opening ??= open().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };
}
