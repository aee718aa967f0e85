import { newId } from '@soko/ids';
import type { Role, UserViewer } from '@soko/auth';
import { type Anvil, findAnvil, startAnvil } from '@soko/chain-simulator';
import { sokoCollection } from '@soko/contracts';
import { noteStoreMember } from '@soko/store-members';
import { person, type TestSubgraph, until } from '@soko/testing';
import { createPublicClient, http, keccak256, toBytes, toHex, zeroHash } from 'viem';
import { privateKeyToAddress } from 'viem/accounts';
import { noteStore } from '../store/stores.ts';

/** The account of these specs. */
export const signerKey = toHex(12_345_678_901_234_567_890n, { size: 32 });

export const signer = privateKeyToAddress(signerKey);

export const chainId = 31_337;

export const publicUrl = 'https://soko.example';

export const sealKey = 'a key of these specs that is long enough';

/** Somebody who gets items. */
export const receiver = privateKeyToAddress(toHex(7n, { size: 32 }));

const program = findAnvil();

/** A node of its own whose account can pay for gas. */
export async function startNode(options: { port?: number; stateFile?: string } = {}): Promise<Anvil> {
  if (program === null) throw new Error('The package of Anvil for this machine is not installed.');
  const anvil = await startAnvil({ program, chainId, ...options });
  await anvil.call('anvil_setBalance', [signer, toHex(10n ** 21n)]);
  return anvil;
}

/** The contract of a collection, read from the node itself. */
export function contractAt(url: string, address: string) {
  const client = createPublicClient({ transport: http(url), cacheTime: 0 });
  const contract = { address: address as `0x${string}`, abi: sokoCollection.abi } as const;
  return {
    balanceOf: (owner: string, number: number) =>
      client.readContract({
        ...contract,
        functionName: 'balanceOf',
        args: [owner as `0x${string}`, BigInt(number)],
      }),
    hasRole: (role: 'MINTER' | 'ADMIN', account: string) =>
      client.readContract({
        ...contract,
        functionName: 'hasRole',
        args: [role === 'ADMIN' ? zeroHash : keccak256(toBytes('MINTER_ROLE')), account as `0x${string}`],
      }),
    minted: (number: number) => client.readContract({ ...contract, functionName: 'minted', args: [BigInt(number)] }),
    maxSupply: (number: number) =>
      client.readContract({ ...contract, functionName: 'maxSupply', args: [BigInt(number)] }),
    uri: (number: number) => client.readContract({ ...contract, functionName: 'uri', args: [BigInt(number)] }),
    royaltyInfo: (number: number, price: bigint) =>
      client.readContract({ ...contract, functionName: 'royaltyInfo', args: [BigInt(number), price] }),
  };
}

export const variables = (rpcUrl: string, more: Record<string, string> = {}): Record<string, string> => ({
  SOKO_PUBLIC_URL: publicUrl,
  SOKO_SEAL_KEY: sealKey,
  CHAIN_RPC_URL: rpcUrl,
  CHAIN_ID: String(chainId),
  CHAIN_CONFIRMATIONS: '1',
  CHAIN_SIGNER_KEY: signerKey,
  ...more,
});

export interface Shop {
  storeId: string;
  admin: UserViewer;
  member: UserViewer;
}

/** A store with a team, as users publishes it. */
export async function openShop({ pool }: Pick<TestSubgraph, 'pool'>, { mintQuota = 1_000 } = {}): Promise<Shop> {
  const storeId = newId('sto');
  const [admin, member] = [person(newId('usr')), person(newId('usr'))] as [UserViewer, UserViewer];
  await noteStore(pool, storeId, { status: 'ACTIVE', mintQuota }, 1);
  await noteStoreMember(pool, { storeId, userId: admin.id, role: 'ADMIN', status: 'ACTIVE', sequence: 2 });
  await noteStoreMember(pool, { storeId, userId: member.id, role: 'MEMBER', status: 'ACTIVE', sequence: 3 });
  return { storeId, admin, member };
}

export const someone = (...roles: Role[]) => person(newId('usr'), ...roles);

type Graph = Pick<TestSubgraph, 'query'>;

const refusal = '... on UserError { code message }';

async function mutate(graph: Graph, as: UserViewer, name: string, type: string, fields: string, given: object) {
  const input = { idempotencyKey: newId('req'), ...given };
  const { data, errors } = await graph.query(
    `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) {
      ${name}(input: $input) { __typename ... on ${type} { ${fields} } ${refusal} ... on SupplyExhaustedPart { left } }
    }`.replace('... on SupplyExhaustedPart { left }', name === 'mintToken' ? '... on SupplyExhausted { left }' : ''),
    { input },
    { as },
  );
  return errors === undefined ? data[name] : { error: errors[0]!.extensions?.['code'] };
}

export const createCollection = (graph: Graph, { storeId, admin }: Shop, more: object = {}, as = admin) =>
  mutate(graph, as, 'createCollection', 'Collection', 'id status address', { storeId, name: 'Sunrise', ...more });

export const createToken = (graph: Graph, { admin }: Shop, collectionId: string, more: object = {}, as = admin) =>
  mutate(graph, as, 'createToken', 'Token', 'id number status', {
    collectionId,
    name: 'First light',
    maxSupply: 10,
    ...more,
  });

export const mintToken = (graph: Graph, { admin }: Shop, tokenId: string, more: object = {}, as = admin) =>
  mutate(graph, as, 'mintToken', 'Mint', 'id status to amount', { tokenId, to: receiver, ...more });

/** A collection with one token, for which nothing was sent yet. */
export async function createBoth(
  graph: Graph,
  shop: Shop,
  token: object = {},
): Promise<{ collectionId: string; tokenId: string }> {
  const { id: collectionId } = await createCollection(graph, shop);
  const { id: tokenId } = await createToken(graph, shop, collectionId, token);
  return { collectionId, tokenId };
}

export async function seeMint(graph: Graph, { admin }: Shop, id: string) {
  const { data } = await graph.query(
    'query ($id: ID!) { mint(id: $id) { status failure transactionHash blockNumber confirmedAt token { reserved minted } } }',
    { id },
    { as: admin },
  );
  return data['mint'];
}

export async function seeCollection(graph: Graph, id: string) {
  const { data } = await graph.query(
    `query ($id: ID!) { collection(id: $id) { status failure address deployedAt
      tokens { edges { node { number status reserved minted maxSupply metadataUrl } } } } }`,
    { id },
  );
  return data['collection'];
}

/** Runs the queue until a mint has the status. */
export const untilMint = (graph: TestSubgraph, shop: Shop, id: string, status: string) =>
  until(`the mint is ${status}`, async () => {
    await graph.subgraph.runJob('chain.send-calls');
    const mint = await seeMint(graph, shop, id);
    return mint.status === status ? mint : null;
  });

/** Makes an address that of a person's linked wallet, and of nobody else. */
export const giveWallet = ({ pool }: Pick<TestSubgraph, 'pool'>, { id }: UserViewer, address: string) =>
  pool.query(
    `INSERT INTO chain_wallet (id, user_id, address, kind, is_default, created_at) VALUES ($1, $2, $3, 'LINKED', true, now())
      ON CONFLICT (address) DO UPDATE SET user_id = excluded.user_id`,
    [newId('cwl'), id, address],
  );

/** The address of the custodial wallet of a person. */
export async function custodialWallet(graph: Graph, as: UserViewer): Promise<string> {
  const { data } = await graph.query(
    'mutation { createCustodialWallet { ... on ChainWallet { address } } }',
    {},
    { as },
  );
  return data['createCustodialWallet'].address;
}
