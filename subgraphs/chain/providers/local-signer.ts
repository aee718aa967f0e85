import { keccak256 } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { Hex, Signer } from './chain.ts';

/** Signs with a private key of this process. */
export function createLocalSigner(privateKey: Hex): Signer {
  const account = privateKeyToAccount(privateKey);
  return {
    address: account.address,
    async sign({ chainId, nonce, to, data, gas, maxFee, priorityFee }) {
      const raw = await account.signTransaction({
        type: 'eip1559',
        chainId,
        nonce,
        data,
        gas,
        maxFeePerGas: maxFee,
        maxPriorityFeePerGas: priorityFee,
        ...(to === null ? {} : { to }),
      });
      return { raw, hash: keccak256(raw) };
    },
  };
}
