import { privateKeyToAccount } from 'viem/accounts';
import type { EncodedTransfer, Hex } from './chain.ts';

const types = {
  Transfer: [
    { name: 'ref', type: 'bytes32' },
    { name: 'from', type: 'address' },
    { name: 'to', type: 'address' },
    { name: 'id', type: 'uint256' },
    { name: 'amount', type: 'uint256' },
    { name: 'deadline', type: 'uint256' },
  ],
} as const;

/** Signs a transfer with the key of the wallet that has the items (EIP-712), for one contract on one chain. */
export const signTransfer = (
  privateKey: Hex,
  { reference, from, to, number, amount, deadline }: Omit<EncodedTransfer, 'signature'>,
  { chainId, contract }: { chainId: number; contract: Hex },
): Promise<Hex> =>
  privateKeyToAccount(privateKey).signTypedData({
    domain: { name: 'SokoCollection', version: '1', chainId, verifyingContract: contract },
    types,
    primaryType: 'Transfer',
    message: {
      ref: reference,
      from: from as Hex,
      to: to as Hex,
      id: BigInt(number),
      amount: BigInt(amount),
      deadline: secondsOf(deadline),
    },
  });

/** A time as contracts know it. */
export const secondsOf = (time: Date): bigint => BigInt(Math.floor(time.getTime() / 1_000));
