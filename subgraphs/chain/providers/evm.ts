import { sokoCollection } from '@soko/contracts';
import {
  BaseError,
  BlockNotFoundError,
  ContractFunctionZeroDataError,
  createPublicClient,
  decodeErrorResult,
  encodeDeployData,
  encodeFunctionData,
  ExecutionRevertedError,
  getAbiItem,
  hashMessage,
  http,
  HttpRequestError,
  InsufficientFundsError,
  isHex,
  keccak256,
  NonceTooLowError,
  parseAbi,
  TimeoutError,
  toBytes,
  TransactionNotFoundError,
  TransactionReceiptNotFoundError,
  zeroHash,
} from 'viem';
import { type Chain, type ContractRole, type Estimate, type Hex, NodeError, type Signer } from './chain.ts';
import { secondsOf } from './sign-transfer.ts';

const { abi, bytecode } = sokoCollection;

/** Roles as the contract knows them (AccessControl of OpenZeppelin). */
const roleIds: Readonly<Record<ContractRole, Hex>> = { MINTER: keccak256(toBytes('MINTER_ROLE')), ADMIN: zeroHash };

/** Contracts whose transfers are asked for at once. Nodes limit the addresses of a question. */
const contractsAtOnce = 100;

const transferEvents = [
  getAbiItem({ abi, name: 'TransferSingle' }),
  getAbiItem({ abi, name: 'TransferBatch' }),
] as const;

const erc1271 = parseAbi(['function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)']);

/** What a contract answers of a signature that it takes for its own. */
const saysYes = '0x1626ba7e';

/** Gas that the code of a stranger gets in the node for that answer. */
const answerGas = 500_000n;

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

/** Nodes say so when the code of a call, such as that of a receiver, burns all gas or breaks off. */
const isFaultOfCode = (error: unknown): boolean =>
  error instanceof BaseError &&
  /out of gas|gas required exceeds|invalid opcode|invalid jump|stack (under|over)flow|execution (aborted|timeout)/i.test(
    error.message,
  );

/** What an error of an estimate means. Throws it when the node itself failed. */
function judgeEstimate(error: unknown): Estimate {
  if (has(error, InsufficientFundsError)) return { result: 'unfunded' };
  const data = error instanceof BaseError ? revertData(error) : null;
  if (data === null && !has(error, ExecutionRevertedError) && !isFaultOfCode(error)) throw error;
  return { result: 'refused', error: nameOf(data) };
}

/** Nodes say so in words of their own. */
const isHarmless = (error: unknown): boolean =>
  has(error, NonceTooLowError) ||
  (error instanceof BaseError && /already (known|imported)|nonce too low/i.test(error.message));

/** The hosts of addresses alone: the path or the query of a node's address is often a key. */
const withoutAddresses = (text: string): string =>
  text.replaceAll(/\b(?:https?|wss?):\/\/[^\s"'<>]+/gi, (address) => URL.parse(address)?.host ?? 'a node');

/**
 * Hosted engines put the status of HTTP into the error of JSON-RPC when a key is refused or has reached its limit: the chain itself
 * has said nothing.
 */
const hasStatusOfHttp = (each: unknown): boolean => {
  const { code } = each as { code?: unknown };
  return typeof code === 'number' && code > 400 && code < 600;
};

/** The same error without the address of the node, which the library has in messages, causes and stacks. */
function nodeError(error: unknown): NodeError {
  const isAway =
    has(error, TimeoutError) ||
    (error instanceof BaseError &&
      error.walk((each) => (each instanceof HttpRequestError && each.status !== 400) || hasStatusOfHttp(each)) !==
        null);
  return new NodeError(withoutAddresses(error instanceof Error ? error.message : String(error)), {
    hasAnswered: !isAway,
  });
}

/** The function with errors that can be logged. */
const careful =
  <Given extends unknown[], Result>(ask: (...given: Given) => Promise<Result>) =>
  async (...given: Given): Promise<Result> => {
    try {
      return await ask(...given);
    } catch (error) {
      // No `cause`: it has the address of the node.
      // oxlint-disable-next-line preserve-caught-error
      throw nodeError(error);
    }
  };

/** The answer of a contract, or `fallback` where there is none. */
async function orWithoutContract<Result>(answer: Promise<Result>, fallback: Result): Promise<Result> {
  try {
    return await answer;
  } catch (error) {
    if (has(error, ContractFunctionZeroDataError)) return fallback;
    throw error;
  }
}

/** Speaks to a node by JSON-RPC. Throws when it belongs to another chain. */
export async function openEvmChain(options: { rpcUrl: string; chainId: number; signer: Signer }): Promise<Chain> {
  const { rpcUrl, chainId, signer } = options;
  const client = createPublicClient({ transport: http(rpcUrl, { timeout: timeoutMs, retryCount: 0 }) });
  const found = await careful(() => client.getChainId())();
  if (found !== chainId)
    throw new Error(`The node at CHAIN_RPC_URL belongs to chain ${found}, and CHAIN_ID is ${chainId}.`);
  const { address } = signer;
  const at = (block: number) => ({ blockNumber: BigInt(block) });
  return {
    chainId,
    signer,
    head: careful(async () => Number(await client.getBlockNumber({ cacheTime: 0 }))),
    nonceAt: careful((block) =>
      client.getTransactionCount({ address, ...(typeof block === 'number' ? at(block) : { blockTag: block }) }),
    ),
    receipt: careful(async (hash) => {
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
    }),
    isKnown: careful(async (hash) => {
      try {
        await client.getTransaction({ hash });
        return true;
      } catch (error) {
        if (error instanceof TransactionNotFoundError) return false;
        throw error;
      }
    }),
    hasCode: careful(async (contract) => ((await client.getCode({ address: contract })) ?? '0x') !== '0x'),
    isSignedBy: careful(async (contract, message, signature) => {
      const args = [hashMessage(message), signature] as const;
      const asked = {
        address: contract,
        abi: erc1271,
        functionName: 'isValidSignature',
        args,
        gas: answerGas,
      } as const;
      try {
        return (await client.readContract(asked)) === saysYes;
      } catch (error) {
        if (has(error, HttpRequestError) || has(error, TimeoutError)) throw error;
        return false;
      }
    }),
    estimate: careful(async ({ to, data }): Promise<Estimate> => {
      try {
        const gas = await client.estimateGas({ account: address, data, ...(to === null ? {} : { to }) });
        return { result: 'accepted', gas };
      } catch (error) {
        return judgeEstimate(error);
      }
    }),
    fees: careful(async () => {
      const { maxFeePerGas, maxPriorityFeePerGas } = await client.estimateFeesPerGas();
      return { maxFee: maxFeePerGas, priorityFee: maxPriorityFeePerGas };
    }),
    send: careful(async (raw) => {
      try {
        await client.sendRawTransaction({ serializedTransaction: raw });
      } catch (error) {
        if (!isHarmless(error)) throw error;
      }
    }),
    encode: {
      deploy: ({ name, uri, royaltyReceiver, royaltyBasisPoints }) =>
        encodeDeployData({
          abi,
          bytecode,
          args: [name, uri, address, (royaltyReceiver as Hex | null) ?? address, BigInt(royaltyBasisPoints)],
        }),
      createToken: (number, maxSupply) =>
        encodeFunctionData({ abi, functionName: 'createToken', args: [BigInt(number), BigInt(maxSupply)] }),
      mintOnce: ({ reference, recipient, number, amount }) =>
        encodeFunctionData({
          abi,
          functionName: 'mintOnce',
          args: [reference, recipient as Hex, BigInt(number), BigInt(amount)],
        }),
      mintOnceBatch: (mints) =>
        encodeFunctionData({
          abi,
          functionName: 'mintOnceBatch',
          args: [
            mints.map(({ reference }) => reference),
            mints.map(({ recipient }) => recipient as Hex),
            mints.map(({ number }) => BigInt(number)),
            mints.map(({ amount }) => BigInt(amount)),
          ],
        }),
      transferOnce: ({ reference, from, to, number, amount, deadline, signature }) =>
        encodeFunctionData({
          abi,
          functionName: 'transferOnce',
          args: [reference, from as Hex, to as Hex, BigInt(number), BigInt(amount), secondsOf(deadline), signature],
        }),
      grantRole: ({ role, account }) =>
        encodeFunctionData({ abi, functionName: 'grantRole', args: [roleIds[role], account as Hex] }),
    },
    hasRole: careful((contract, { role, account }, block) => {
      const args = [roleIds[role], account as Hex] as const;
      const request = { address: contract as Hex, abi, functionName: 'hasRole', args, ...at(block) } as const;
      return orWithoutContract(client.readContract(request), false);
    }),
    isTransferred: careful((contract, from, reference, block) => {
      const args = [from as Hex, reference] as const;
      const request = { address: contract as Hex, abi, functionName: 'isTransferred', args, ...at(block) } as const;
      return orWithoutContract(client.readContract(request), false);
    }),
    isMinted: careful((contract, reference, block) => {
      const args = [reference] as const;
      const request = { address: contract as Hex, abi, functionName: 'isMinted', args, ...at(block) } as const;
      return orWithoutContract(client.readContract(request), false);
    }),
    areMinted: careful((contract, references, block) => {
      const args = [references] as const;
      const request = { address: contract as Hex, abi, functionName: 'areMinted', args, ...at(block) } as const;
      return orWithoutContract(client.readContract(request), false);
    }),
    maxSupply: careful(async (contract, number, block) => {
      const args = [BigInt(number)] as const;
      const request = { address: contract as Hex, abi, functionName: 'maxSupply', args, ...at(block) } as const;
      return Number(await orWithoutContract(client.readContract(request), 0n));
    }),
    blockHash: careful(async (block) => {
      try {
        return (await client.getBlock(at(block))).hash;
      } catch (error) {
        if (error instanceof BlockNotFoundError) return null;
        throw error;
      }
    }),
    transfers: careful(async (contracts, { from, to }) => {
      const blocks = { fromBlock: BigInt(from), toBlock: BigInt(to) };
      const logs = [];
      for (let start = 0; start < contracts.length; start += contractsAtOnce) {
        const address = contracts.slice(start, start + contractsAtOnce) as Hex[];
        logs.push(...(await client.getLogs({ address, events: transferEvents, strict: true, ...blocks })));
      }
      return logs.map(({ address: contract, args, blockNumber }) => {
        const moved =
          'id' in args ? [[args.id, args.value] as const] : args.ids.map((id, at) => [id, args.values[at]!] as const);
        const items = moved.filter(([, amount]) => amount > 0n);
        return {
          contract: contract.toLowerCase(),
          from: args.from.toLowerCase(),
          to: args.to.toLowerCase(),
          ids: items.map(([id]) => id),
          amounts: items.map(([, amount]) => amount),
          block: Number(blockNumber),
        };
      });
    }),
    balancesOf: careful(async (contract, holdings, block) => {
      const args = [holdings.map(({ owner }) => owner as Hex), holdings.map(({ number }) => BigInt(number))] as const;
      const request = { address: contract as Hex, abi, functionName: 'balanceOfBatch', args, ...at(block) } as const;
      const none = holdings.map(() => 0n);
      return (await orWithoutContract<readonly bigint[]>(client.readContract(request), none)).map(Number);
    }),
    balance: careful(() => client.getBalance({ address })),
  };
}
