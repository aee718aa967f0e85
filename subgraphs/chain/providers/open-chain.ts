import type { Chain, Hex, Signer } from './chain.ts';
import type { KmsOptions } from './kms-signer.ts';

/** Where the key of the account is: in this process, or in AWS KMS. */
export type SignerOptions = { key: Hex } | { kms: KmsOptions };

/** Null where no account sends transactions. */
export function signerOptions(env: {
  CHAIN_SIGNER_KEY?: string | undefined;
  CHAIN_KMS_KEY_ID?: string | undefined;
  CHAIN_KMS_REGION: string;
  CHAIN_KMS_ENDPOINT?: string | undefined;
}): SignerOptions | null {
  const {
    CHAIN_SIGNER_KEY: key,
    CHAIN_KMS_KEY_ID: keyId,
    CHAIN_KMS_REGION: region,
    CHAIN_KMS_ENDPOINT: endpoint,
  } = env;
  if (keyId !== undefined) return { kms: { keyId, region, endpoint } };
  return key === undefined ? null : { key: key as Hex };
}

/** The previous account, which gives its roles to the one of now. Null without one. */
export const oldSignerOptions = (
  env: Omit<Parameters<typeof signerOptions>[0], 'CHAIN_SIGNER_KEY' | 'CHAIN_KMS_KEY_ID'> & {
    CHAIN_OLD_SIGNER_KEY?: string | undefined;
    CHAIN_OLD_KMS_KEY_ID?: string | undefined;
  },
): SignerOptions | null =>
  signerOptions({ ...env, CHAIN_SIGNER_KEY: env.CHAIN_OLD_SIGNER_KEY, CHAIN_KMS_KEY_ID: env.CHAIN_OLD_KMS_KEY_ID });

async function openSigner(options: SignerOptions): Promise<Signer> {
  if ('kms' in options) return (await import('./kms-signer.ts')).openKmsSigner(options.kms);
  return (await import('./local-signer.ts')).createLocalSigner(options.key);
}

/** Opens the chain at the first call, and again after a failure. Its library is loaded then: most processes never need it. */
export function createOpenChain(options: {
  rpcUrl: string;
  chainId: number;
  signer: SignerOptions;
}): () => Promise<Chain> {
  let opening: Promise<Chain> | null = null;
  const open = async (): Promise<Chain> => {
    const [{ openEvmChain }, signer] = await Promise.all([import('./evm.ts'), openSigner(options.signer)]);
    return openEvmChain({ ...options, signer });
  };
  return () => {
    opening ??= open().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };
}
