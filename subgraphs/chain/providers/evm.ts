import { sokoCollection } from '@soko/contracts';
import {
  BaseError,
  createPublicClient,
  decodeErrorResult,
  encodeDeployData,
  encodeFunctionData,
  ExecutionRevertedError,
  http,
  InsufficientFundsError,
  isHex,
  NonceTooLowError,
  TransactionNotFoundError,
  TransactionReceiptNotFoundError,
} from 'viem';
import type { Chain, Estimate, Hex, Signer } from './chain.ts';

const { abi, bytecode } = sokoCollection;

/** Time that the node gets for one answer. */
const timeoutMs = 10_000;

/** The data of a revert, somewhere in the causes of an error. */
function revertData(error: BaseError): Hex | null {
  let found: Hex | null = null;
  error.walk((each) => {
    const { data } = each as { data?: unknown };
    const inner = typeof data === 'object' && data !== null ? (data as { data?: unknown }).data : data;
    if (isHex(inner) && inner.length >= 10) found = inner;
    return false;
  });
  return found;
}

function nameOf(data: Hex | null): string | null {
  if (data === null) return null;
  try {
    return decodeErrorResult({ abi, data }).errorName;
  } catch {
    return null;
  }
}

const has = (error: unknown, kind: abstract new (...args: never[]) => Error): boolean =>
  error instanceof BaseError && error.walk((each) => each instanceof kind) !== null;

/** What an error of an estimate means. Throws it when the node itself failed. */
function judgeEstimate(error: unknown): Estimate {
  if (has(error, InsufficientFundsError)) return { result: 'unfunded' };
  const data = error instanceof BaseError ? revertData(error) : null;
  if (data === null && !has(error, ExecutionRevertedError)) throw error;
  return { result: 'refused', error: nameOf(data) };
}

/** Nodes say so in words of their own. */
const isHarmless = (error: unknown): boolean =>
  has(error, NonceTooLowError) ||
  (error instanceof BaseError && /already (known|imported)|nonce too low/i.test(error.message));

/** Adds a fifth to the gas of an estimate: the state may change before the transaction is mined. */
const withMargin = (gas: bigint): bigint => gas + gas / 5n;

/** Speaks to a node by JSON-RPC. Throws when it belongs to another chain. */
export async function openEvmChain(options: { rpcUrl: string; chainId: number; signer: Signer }): Promise<Chain> {
  const { rpcUrl, chainId, signer } = options;
  const client = createPublicClient({ transport: http(rpcUrl, { timeout: timeoutMs, retryCount: 0 }) });
  const found = await client.getChainId();
  if (found !== chainId)
    throw new Error(`The node at CHAIN_RPC_URL belongs to chain ${found}, and CHAIN_ID is ${chainId}.`);
  const { address } = signer;
  const at = (block: number) => ({ blockNumber: BigInt(block) });
  return {
    chainId,
    signer,
    head: async () => Number(await client.getBlockNumber({ cacheTime: 0 })),
    nonceAt: (block) =>
      client.getTransactionCount({ address, ...(typeof block === 'number' ? at(block) : { blockTag: block }) }),
    async receipt(hash) {
      try {
        const { blockNumber, status, contractAddress } = await client.getTransactionReceipt({ hash });
        return {
          blockNumber: Number(blockNumber),
          succeeded: status === 'success',
          contractAddress: contractAddress ?? null,
        };
      } catch (error) {
        if (error instanceof TransactionReceiptNotFoundError) return null;
        throw error;
      }
    },
    async isKnown(hash) {
      try {
        await client.getTransaction({ hash });
        return true;
      } catch (error) {
        if (error instanceof TransactionNotFoundError) return false;
        throw error;
      }
    },
    async estimate({ to, data }) {
      try {
        const gas = await client.estimateGas({ account: address, data, ...(to === null ? {} : { to }) });
        return { result: 'accepted', gas: withMargin(gas) };
      } catch (error) {
        return judgeEstimate(error);
      }
    },
    async fees() {
      const { maxFeePerGas, maxPriorityFeePerGas } = await client.estimateFeesPerGas();
      return { maxFee: maxFeePerGas, priorityFee: maxPriorityFeePerGas };
    },
    async send(raw) {
      try {
        await client.sendRawTransaction({ serializedTransaction: raw });
      } catch (error) {
        if (!isHarmless(error)) throw error;
      }
    },
    encode: {
      deploy: ({ name, uri, royaltyReceiver, royaltyBasisPoints }) =>
        encodeDeployData({
          abi,
          bytecode,
          args: [name, uri, address, (royaltyReceiver as Hex | null) ?? address, BigInt(royaltyBasisPoints)],
        }),
      createToken: (number, maxSupply) =>
        encodeFunctionData({ abi, functionName: 'createToken', args: [BigInt(number), BigInt(maxSupply)] }),
      mintOnce: (reference, to, number, amount) =>
        encodeFunctionData({
          abi,
          functionName: 'mintOnce',
          args: [reference, to as Hex, BigInt(number), BigInt(amount)],
        }),
    },
    isMinted: (contract, reference, block) =>
      client.readContract({ address: contract as Hex, abi, functionName: 'isMinted', args: [reference], ...at(block) }),
    async maxSupply(contract, number, block) {
      const args = [BigInt(number)] as const;
      const request = { address: contract as Hex, abi, functionName: 'maxSupply', args, ...at(block) } as const;
      return Number(await client.readContract(request));
    },
    balance: () => client.getBalance({ address }),
  };
}
