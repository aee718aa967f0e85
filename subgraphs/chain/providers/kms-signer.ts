import { createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { secp256k1 } from '@noble/curves/secp256k1';
import { bytesToHex, hexToBytes, keccak256, serializeTransaction } from 'viem';
import { publicKeyToAddress, recoverAddress } from 'viem/utils';
import type { Hex, Signer } from './chain.ts';
import { asEip1559 } from './local-signer.ts';

export interface KmsOptions {
  /** Id, alias or ARN of a key of the kind ECC_SECG_P256K1 that signs and verifies. */
  keyId: string;
  region: string;
  /** Address of the service, for one that is not reached at its public address. */
  endpoint?: string | undefined;
}

const timeoutMs = 3_000;

/** The address that belongs to the public key of a KMS key (SubjectPublicKeyInfo, DER). */
export function addressOf(publicKey: Uint8Array): Hex {
  const { crv, x, y } = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' }).export({
    format: 'jwk',
  });
  if (crv !== 'secp256k1')
    throw new Error('The KMS key is not of the kind ECC_SECG_P256K1, so it cannot sign for a chain.');
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')]);
  return publicKeyToAddress(bytesToHex(point));
}

/**
 * Signs with a key that AWS KMS keeps and never gives away. Credentials are found as every AWS SDK finds them: variables, files, or
 * the role of the machine.
 */
export async function openKmsSigner({ keyId, region, endpoint }: KmsOptions): Promise<Signer> {
  const client = new KMSClient({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    // A transaction of the database waits for the signature.
    maxAttempts: 2,
    requestHandler: { connectionTimeout: timeoutMs, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
  });
  const { PublicKey: publicKey } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
  if (publicKey === undefined) throw new Error('KMS gave no public key.');
  const address = addressOf(publicKey);

  async function signDigest(digest: Hex): Promise<{ r: Hex; s: Hex; yParity: 0 | 1 }> {
    const { Signature: der } = await client.send(
      new SignCommand({
        KeyId: keyId,
        Message: hexToBytes(digest),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
    );
    if (der === undefined) throw new Error('KMS gave no signature.');
    // KMS gives either of the two values of s that fit. Chains take the lower one alone (EIP-2).
    const signature = secp256k1.Signature.fromDER(der).normalizeS();
    const [r, s] = [signature.r, signature.s].map((each) =>
      bytesToHex(Buffer.from(each.toString(16).padStart(64, '0'), 'hex')),
    );
    for (const yParity of [0, 1] as const) {
      const signedBy = await recoverAddress({ hash: digest, signature: { r: r!, s: s!, yParity } });
      if (signedBy === address) return { r: r!, s: s!, yParity };
    }
    throw new Error('KMS signed with another key than the one whose public key it gave.');
  }

  return {
    address,
    async sign(transaction) {
      const unsigned = asEip1559(transaction);
      const raw = serializeTransaction(unsigned, await signDigest(keccak256(serializeTransaction(unsigned))));
      return { raw, hash: keccak256(raw) };
    },
  };
}
