import { createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { secp256k1 } from '@noble/curves/secp256k1';

const { n: order } = secp256k1.CURVE;

/** What AWS KMS answers for one key of the kind ECC_SECG_P256K1. Each second signature has the higher value of s, as KMS gives either. */
export async function startKms(privateKey: Uint8Array) {
  const point = Buffer.from(secp256k1.getPublicKey(privateKey, false));
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'secp256k1',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const state = { isDown: false, signed: 0, keyIds: new Set<string>() };

  function signatureOf(digest: Buffer): string {
    const low = secp256k1.sign(digest, privateKey, { lowS: true });
    state.signed += 1;
    const given = state.signed % 2 === 0 ? low : new secp256k1.Signature(low.r, order - low.s);
    return Buffer.from(given.toDERRawBytes()).toString('base64');
  }

  const server = createServer(async (request, response) => {
    const body = JSON.parse(await text(request));
    const answer = (status: number, value: object): void => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(value));
    };
    if (state.isDown) return answer(500, { __type: 'KMSInternalException' });
    if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 Credential=')) {
      return answer(400, { __type: 'MissingAuthenticationTokenException' });
    }
    state.keyIds.add(body.KeyId);
    switch (request.headers['x-amz-target']) {
      case 'TrentService.GetPublicKey':
        return answer(200, {
          KeyId: body.KeyId,
          KeySpec: 'ECC_SECG_P256K1',
          KeyUsage: 'SIGN_VERIFY',
          PublicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
        });
      case 'TrentService.Sign':
        if (body.MessageType !== 'DIGEST' || body.SigningAlgorithm !== 'ECDSA_SHA_256') {
          return answer(400, { __type: 'ValidationException' });
        }
        return answer(200, { KeyId: body.KeyId, Signature: signatureOf(Buffer.from(body.Message, 'base64')) });
      default:
        return answer(400, { __type: 'UnknownOperationException' });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    state,
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
