import { commaList, count } from '@soko/env';
import { oldSealKeys, publicUrl, sealKey } from '@soko/env/known';
import { z } from 'zod';

/** The environment variables of the chain subgraph. */
export const chainEnv = {
  SOKO_PUBLIC_URL: publicUrl,
  SOKO_SEAL_KEY: sealKey,
  SOKO_SEAL_KEYS_OLD: oldSealKeys,
  CHAIN_RPC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address of a node of the chain (JSON-RPC). Default: stores cannot create collections or mint.'),
  CHAIN_ID: z.coerce
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .default(1)
    .describe('Id of the chain (EIP-155). Nothing is sent to a node of another chain.'),
  CHAIN_CONFIRMATIONS: count(12).describe(
    'Blocks after which a transaction counts as confirmed, its own block included.',
  ),
  CHAIN_SIGNER_KEY: z
    .string()
    .regex(/^0x[\da-f]{64}$/i, 'is not 0x and 64 hexadecimal digits')
    .optional()
    .describe(
      'Private key of the account that deploys collections, mints, and pays for gas. `CHAIN_RPC_URL` requires it, or `CHAIN_KMS_KEY_ID`. Nothing else may use the account.',
    ),
  CHAIN_KMS_KEY_ID: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Id, alias or ARN of a key in AWS KMS that signs instead of `CHAIN_SIGNER_KEY`: of the kind `ECC_SECG_P256K1`, for signing. Credentials are found as every AWS SDK finds them, with the rights `kms:GetPublicKey` and `kms:Sign`.',
    ),
  CHAIN_OLD_SIGNER_KEY: z
    .string()
    .regex(/^0x[\da-f]{64}$/i, 'is not 0x and 64 hexadecimal digits')
    .optional()
    .describe(
      'Private key of the previous account. It gives its roles in the contracts of collections to the account of now, and its transactions under way are followed. Remove it when the log says that all roles are given.',
    ),
  CHAIN_OLD_KMS_KEY_ID: z
    .string()
    .min(1)
    .optional()
    .describe('The same for a previous account whose key is in AWS KMS, in the same region.'),
  CHAIN_KMS_REGION: z.string().min(1).default('us-east-1').describe('Region of `CHAIN_KMS_KEY_ID`.'),
  CHAIN_KMS_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address of KMS, when it is not the public one of the region.'),
  CHAIN_CALLBACK_KEYS: commaList
    .refine((keys) => keys.every((key) => key.length >= 16), 'has keys shorter than 16 characters')
    .prefault('')
    .describe(
      'Signing keys of the webhooks of a hosted chain engine (Alchemy), separated by commas. They post to `/chain-callbacks/alchemy`. Default: no callbacks are taken.',
    ),
  CHAIN_TRANSFERS_PER_DAY: count(100).describe(
    'Transfers of one person from their custodial wallet in a day. The operator pays for each.',
  ),
  CHAIN_COLLECTIONS_PER_DAY: count(10).describe('Collections that one store creates in a day.'),
  CHAIN_TOKENS_PER_DAY: count(500).describe('Tokens that one store creates in a day.'),
  CHAIN_STUCK_SECONDS: count(180).describe(
    'Seconds after which a transaction that was not mined is replaced by one with a higher fee.',
  ),
};
