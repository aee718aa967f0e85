import { keccak256 } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { Hex, Signer, UnsignedTransaction } from './chain.ts';

/** A transaction as viem takes it (EIP-1559). */
export const asEip1559 = ({ chainId, nonce, to, data, gas, maxFee, priorityFee }: UnsignedTransaction) => ({
  type: 'eip1559' as const,
  chainId,
  nonce,
  data,
  gas,
  maxFeePerGas: maxFee,
  maxPriorityFeePerGas: priorityFee,
  ...(to === null ? {} : { to }),
});

/** Signs with a private key of this process. */
export function createLocalSigner(privateKey: Hex): Signer {
  const account = privateKeyToAccount(privateKey);
  return {
    address: account.address,
    async sign(transaction) {
      const raw = await account.signTransaction(asEip1559(transaction));
      return { raw, hash: keccak256(raw) };
    },
  };
}
