import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Anvil, findAnvil, startAnvil } from '@soko/chain-simulator';
import { until } from '@soko/testing';
import { createPublicClient, encodeDeployData, encodeFunctionData, http, toHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { sokoCollection } from '../index.ts';

type Address = `0x${string}`;

const { abi, bytecode } = sokoCollection;
const reference = toHex(1n, { size: 32 });
const receiver: Address = '0x1111111111111111111111111111111111111111';
const stranger: Address = '0x2222222222222222222222222222222222222222';

let anvil: Anvil;
let minter: Address;
let contract: Address;

beforeAll(async () => {
  anvil = await startAnvil({ program: findAnvil()!, chainId: 31_337 });
  [minter] = await anvil.call<[Address]>('eth_accounts');
});
afterAll(() => anvil.close());

/** Sends a transaction, and waits for its receipt: the node mines in the background. */
async function mined(transaction: object): Promise<{ contractAddress: Address }> {
  const hash = await anvil.call('eth_sendTransaction', [transaction]);
  return until('it is mined', () =>
    anvil.call<{ contractAddress: Address } | null>('eth_getTransactionReceipt', [hash]),
  );
}

beforeEach(async () => {
  const args = ['Sunrise', 'https://soko.example/{id}.json', minter, receiver, 500n] as const;
  const data = encodeDeployData({ abi, bytecode, args });
  ({ contractAddress: contract } = await mined({ from: minter, data }));
});

const client = () => createPublicClient({ transport: http(anvil.url), cacheTime: 0 });

/** How the library sees either call. */
type MintOnce = { functionName: 'mintOnce'; args: readonly [Address, Address, bigint, bigint] };

type Batch = readonly [readonly Address[], readonly Address[], readonly bigint[], readonly bigint[]];

type Transfer = readonly [Address, Address, Address, bigint, bigint, bigint, Address];

type Call = {
  functionName: 'createToken' | 'mintOnce' | 'mintOnceBatch' | 'transferOnce';
  args: readonly [bigint, bigint] | readonly [Address, Address, bigint, bigint] | Batch | Transfer;
};

/** Sends a call as an account; the name of the contract's error when it is refused. */
async function send(call: Call, account = minter): Promise<string | null> {
  try {
    await client().simulateContract({ address: contract, abi, account, ...(call as MintOnce) });
  } catch (error) {
    return /error: (\w+)\(/i.exec((error as Error).message)?.[1] ?? String(error);
  }
  await mined({ from: account, to: contract, data: encodeFunctionData({ abi, ...(call as MintOnce) }) });
  return null;
}

const create = (id: bigint, supply: bigint, as = minter) =>
  send({ functionName: 'createToken', args: [id, supply] }, as);
const mint = (id: bigint, amount: bigint, { ref = reference, as = minter } = {}) =>
  send({ functionName: 'mintOnce', args: [ref, receiver, id, amount] }, as);

/** Mints one item of token 1 for each reference. */
const mintBatch = (numbers: readonly number[], { to = receiver, as = minter } = {}) => {
  const refs = numbers.map((number) => toHex(number, { size: 32 }));
  const args: Batch = [refs, refs.map(() => to), refs.map(() => 1n), refs.map(() => 1n)];
  return send({ functionName: 'mintOnceBatch', args }, as);
};

const areMinted = (numbers: readonly number[]) => {
  const args = [numbers.map((number) => toHex(number, { size: 32 }))] as const;
  return client().readContract({ address: contract, abi, functionName: 'areMinted', args });
};

const balanceOf = (owner: Address) =>
  client().readContract({ address: contract, abi, functionName: 'balanceOf', args: [owner, 1n] });

const balance = () => balanceOf(receiver);

/** Somebody without gas, who signs. */
const owner = privateKeyToAccount(toHex(9n, { size: 32 }));
const thief = privateKeyToAccount(toHex(10n, { size: 32 }));

const fields = [
  { name: 'ref', type: 'bytes32' },
  { name: 'from', type: 'address' },
  { name: 'to', type: 'address' },
  { name: 'id', type: 'uint256' },
  { name: 'amount', type: 'uint256' },
  { name: 'deadline', type: 'uint256' },
] as const;

const inAnHour = () => BigInt(Math.floor(Date.now() / 1_000) + 3_600);

/** A transfer of items of token 1 with a signature, of the owner unless it is said otherwise. */
async function signed({ amount = 1n, by = owner, on = contract, ref = reference, deadline = inAnHour() } = {}) {
  const domain = { name: 'SokoCollection', version: '1', chainId: 31_337, verifyingContract: on };
  const message = { ref, from: owner.address, to: stranger, id: 1n, amount, deadline };
  const signature = await by.signTypedData({ domain, types: { Transfer: fields }, primaryType: 'Transfer', message });
  return [ref, owner.address, stranger, 1n, amount, deadline, signature] satisfies Transfer;
}

const transfer = (args: Transfer, as = minter) => send({ functionName: 'transferOnce', args }, as);

describe('the contract of a collection', () => {
  it('mints a reference once', async () => {
    await create(1n, 10n);
    expect(await mint(1n, 2n)).toBeNull();
    expect(await mint(1n, 2n)).toBe('AlreadyMinted');
    expect(await mint(1n, 2n, { ref: toHex(2n, { size: 32 }) })).toBeNull();
    expect(await balance()).toBe(4n);
  });

  it('mints each reference of a batch once, also when the batch is sent twice', async () => {
    await create(1n, 10n);
    expect(await mint(1n, 1n, { ref: toHex(2n, { size: 32 }) })).toBeNull();
    expect(await mintBatch([1, 2, 3, 3])).toBeNull();
    expect(await balance()).toBe(3n);
    expect(await mintBatch([1, 2, 3, 3])).toBeNull();
    expect(await balance()).toBe(3n);
    expect(await areMinted([1, 2, 3])).toBe(true);
    expect(await areMinted([1, 4])).toBe(false);
  });

  it('mints nothing of a batch that exceeds the supply, has a receiver that refuses, or is cut off', async () => {
    await create(1n, 3n);
    expect(await mintBatch([1, 2, 3, 4])).toBe('MaxSupplyExceeded');
    expect(await mintBatch([1, 2], { to: contract })).toBe('ERC1155InvalidReceiver');
    const cut: Batch = [[reference], [receiver, receiver], [1n], [1n]];
    expect(await send({ functionName: 'mintOnceBatch', args: cut })).toBe('UnequalLengths');
    expect(await areMinted([1])).toBe(false);
    expect(await mintBatch([1, 2, 3])).toBeNull();
    expect(await balance()).toBe(3n);
  });

  it('mints no more than the supply, which nobody can change', async () => {
    expect(await mint(1n, 1n)).toBe('UnknownToken');
    await create(1n, 3n);
    expect(await create(1n, 9n)).toBe('TokenExists');
    expect(await mint(1n, 4n)).toBe('MaxSupplyExceeded');
    expect(await mint(1n, 3n)).toBeNull();
    expect(await mint(1n, 1n, { ref: toHex(2n, { size: 32 }) })).toBe('MaxSupplyExceeded');
    expect(await mint(1n, 0n, { ref: toHex(3n, { size: 32 }) })).toBe('NothingToMint');
    expect(await create(2n, 0n)).toBe('NothingToMint');
    expect(await balance()).toBe(3n);
  });

  it('obeys its minter alone', async () => {
    expect(await create(1n, 3n, stranger)).toBe('AccessControlUnauthorizedAccount');
    await create(1n, 3n);
    expect(await mint(1n, 1n, { as: stranger })).toBe('AccessControlUnauthorizedAccount');
    expect(await mintBatch([1], { as: stranger })).toBe('AccessControlUnauthorizedAccount');
    expect(await balance()).toBe(0n);
  });

  describe('with items of somebody who signs', () => {
    beforeEach(async () => {
      await create(1n, 10n);
      const args = [toHex(8n, { size: 32 }), owner.address, 1n, 3n] as const;
      expect(await send({ functionName: 'mintOnce', args })).toBeNull();
    });

    it('moves them once for a reference', async () => {
      const args = await signed({ amount: 2n });
      expect(await transfer(args)).toBeNull();
      expect(await transfer(args)).toBe('AlreadyTransferred');
      expect(await transfer(await signed({ amount: 1n }))).toBe('AlreadyTransferred');
      expect([await balanceOf(owner.address), await balanceOf(stranger)]).toEqual([1n, 2n]);
      expect(await transfer(await signed({ ref: toHex(2n, { size: 32 }) }))).toBeNull();
      expect([await balanceOf(owner.address), await balanceOf(stranger)]).toEqual([0n, 3n]);
    });

    it('moves nothing for another signature, another contract, too late, beyond what is there, or for others', async () => {
      const [ref, from, , ...others] = await signed();
      const refused = [
        [await transfer([ref, from, receiver, ...others]), 'WrongSignature'],
        [await transfer(await signed({ by: thief })), 'WrongSignature'],
        [await transfer(await signed({ on: receiver })), 'WrongSignature'],
        [await transfer([...((await signed()).slice(0, 6) as never as Transfer), '0x12'] as never), 'WrongSignature'],
        [await transfer(await signed({ deadline: 1n })), 'TransferExpired'],
        [await transfer(await signed({ amount: 4n })), 'ERC1155InsufficientBalance'],
        [await transfer(await signed(), stranger), 'AccessControlUnauthorizedAccount'],
      ];
      for (const [seen, expected] of refused) expect(seen).toBe(expected);
      expect(await balanceOf(owner.address)).toBe(3n);
      const args = [owner.address, reference] as const;
      const request = { address: contract, abi, functionName: 'isTransferred', args } as const;
      expect(await client().readContract(request)).toBe(false);
    });
  });

  it.each([
    ['ERC-165', '0x01ffc9a7'],
    ['ERC-1155', '0xd9b67a26'],
    ['the metadata of ERC-1155', '0x0e89341c'],
    ['ERC-2981', '0x2a55205a'],
  ] as const)('knows %s', async (_name, id) => {
    const request = { address: contract, abi, functionName: 'supportsInterface', args: [id] } as const;
    expect(await client().readContract(request)).toBe(true);
  });
});
