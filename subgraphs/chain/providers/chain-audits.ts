import type { Chain, EncodedMint, Hex, Receipt, SignedTransaction } from './chain.ts';
import { NodeError } from './chain.ts';

/** A promise that every adapter must keep, as a function that throws if it is broken. */
export interface Audit {
  name: string;
  run(): Promise<void>;
}

/** A chain whose account can pay for gas, with a node behind it. */
export interface AuditSubject {
  /** Opens the chain by the adapter. */
  open(): Promise<Chain>;
  /** Opens it as a chain with another id than its own. */
  openAsOther(): Promise<Chain>;
  /** Opens it at an address where nobody answers. */
  openAway(): Promise<Chain>;
  /** A part of the addresses of its nodes that is secret. */
  secret: string;
  /** Mines a block. */
  mine(): Promise<void>;
}

class AuditFailure extends Error {
  override readonly name = 'AuditFailure';
}

function expectEqual(what: string, seen: unknown, wanted: unknown): void {
  if (seen !== wanted) throw new AuditFailure(`${what} is ${String(seen)}, expected ${String(wanted)}.`);
}

async function errorOf(work: () => Promise<unknown>): Promise<Error> {
  try {
    await work();
  } catch (error) {
    return error as Error;
  }
  throw new AuditFailure('There was no error.');
}

const recipient = '0x00000000000000000000000000000000000000aa';
const nowhere = '0x00000000000000000000000000000000000000ff';
const gas = 5_000_000n;

const referenceOf = (number: number): Hex => `0x${number.toString(16).padStart(64, '0')}`;
const unknownHash: Hex = `0x${'ab'.repeat(32)}`;

/** Signs a call with the next nonce of the account. */
async function sign(chain: Chain, to: Hex | null, data: Hex): Promise<SignedTransaction> {
  const nonce = await chain.nonceAt('latest');
  return chain.signer.sign({ chainId: chain.chainId, nonce, gas, to, data, ...(await chain.fees()) });
}

/** Sends a call, and has it mined. */
async function make({ mine }: AuditSubject, chain: Chain, to: Hex | null, data: Hex): Promise<Receipt> {
  const { hash, raw } = await sign(chain, to, data);
  await chain.send(raw);
  await mine();
  const receipt = await chain.receipt(hash);
  if (receipt === null) throw new AuditFailure('A transaction that was mined has no receipt.');
  return receipt;
}

/** A contract with token 1, of which five items can exist. */
async function deploy(subject: AuditSubject, chain: Chain): Promise<Hex> {
  const facts = { name: 'Audit', uri: 'https://soko.example/{id}', royaltyReceiver: null, royaltyBasisPoints: 0 };
  const { contractAddress } = await make(subject, chain, null, chain.encode.deploy(facts));
  if (contractAddress === null) throw new AuditFailure('A deployment has no address.');
  expectEqual(
    'making a token',
    (await make(subject, chain, contractAddress, chain.encode.createToken(1, 5))).succeeded,
    true,
  );
  return contractAddress;
}

const mintOf = (reference: number, amount = 2): EncodedMint => ({
  reference: referenceOf(reference),
  recipient,
  number: 1,
  amount,
});

/** The audits of the adapters of chains. */
export const chainAudits = (subject: AuditSubject): Audit[] => [
  {
    name: 'counts blocks, and knows their hashes',
    async run() {
      const chain = await subject.open();
      const before = await chain.head();
      await subject.mine();
      const after = await chain.head();
      expectEqual('the head after a block', after > before, true);
      expectEqual('the form of a hash', /^0x[\da-f]{64}$/.test((await chain.blockHash(after)) ?? ''), true);
      expectEqual('the hash of a block that is not there', await chain.blockHash(after + 1_000), null);
    },
  },
  {
    name: 'deploys a contract, and uses one nonce for it',
    async run() {
      const chain = await subject.open();
      const nonce = await chain.nonceAt('latest');
      const address = await deploy(subject, chain);
      // One for the contract, and one for its token.
      expectEqual('the nonce', await chain.nonceAt('latest'), nonce + 2);
      expectEqual('code at the address', await chain.hasCode(address), true);
      expectEqual('code where nothing is', await chain.hasCode(nowhere), false);
      const head = await chain.head();
      expectEqual('the supply', await chain.maxSupply(address, 1, head), 5);
      expectEqual('the supply of no token', await chain.maxSupply(address, 2, head), 0);
      expectEqual('the supply where no contract is', await chain.maxSupply(nowhere, 1, head), 0);
    },
  },
  {
    name: 'mints a reference once, and tells so',
    async run() {
      const chain = await subject.open();
      const address = await deploy(subject, chain);
      const before = await chain.head();
      const data = chain.encode.mintOnce(mintOf(1));
      expectEqual('the estimate', (await chain.estimate({ to: address, data })).result, 'accepted');
      const { succeeded, blockNumber } = await make(subject, chain, address, data);
      expectEqual('the mint', succeeded, true);
      expectEqual('the reference', await chain.isMinted(address, referenceOf(1), blockNumber), true);
      expectEqual('the reference before', await chain.isMinted(address, referenceOf(1), before), false);
      expectEqual(
        'another reference',
        await chain.areMinted(address, [referenceOf(1), referenceOf(2)], blockNumber),
        false,
      );
      expectEqual('the reference elsewhere', await chain.isMinted(nowhere, referenceOf(1), blockNumber), false);
      const again = await chain.estimate({ to: address, data });
      expectEqual('the estimate of a repeat', again.result === 'refused' && again.error, 'AlreadyMinted');
      const tooMany = await chain.estimate({ to: address, data: chain.encode.mintOnce(mintOf(3, 4)) });
      expectEqual('the estimate of too many items', tooMany.result, 'refused');
    },
  },
  {
    name: 'gives roles, and tells who has them',
    async run() {
      const chain = await subject.open();
      const address = await deploy(subject, chain);
      for (const role of ['MINTER', 'ADMIN'] as const) {
        const given = { role, account: recipient };
        const { blockNumber } = await make(subject, chain, address, chain.encode.grantRole(given));
        expectEqual(`the role ${role}`, await chain.hasRole(address, given, blockNumber), true);
        expectEqual(`the role ${role} before`, await chain.hasRole(address, given, blockNumber - 1), false);
        expectEqual(
          `the role ${role} of the signer`,
          await chain.hasRole(address, { role, account: chain.signer.address }, blockNumber),
          true,
        );
        expectEqual(`the role ${role} where no contract is`, await chain.hasRole(nowhere, given, blockNumber), false);
      }
    },
  },
  {
    name: 'lists what moved, and who has it',
    async run() {
      const chain = await subject.open();
      const address = await deploy(subject, chain);
      const mints = [mintOf(1, 1), mintOf(2, 2)];
      const { blockNumber } = await make(subject, chain, address, chain.encode.mintOnceBatch(mints));
      const moved = await chain.transfers([address], { from: blockNumber, to: blockNumber });
      expectEqual('the receivers', [...new Set(moved.map(({ to }) => to))].join(), recipient);
      expectEqual('the contract', moved[0]!.contract, address.toLowerCase());
      expectEqual(
        'the items',
        moved.every(({ ids }) => ids.join() === '1'),
        true,
      );
      expectEqual('what moved before', (await chain.transfers([address], { from: 0, to: blockNumber - 1 })).length, 0);
      const held = await chain.balancesOf(address, [{ owner: recipient, number: 1 }], blockNumber);
      expectEqual('the balance', held.join(), '3');
      const none = await chain.balancesOf(nowhere, [{ owner: recipient, number: 1 }], blockNumber);
      expectEqual('the balance where no contract is', none.join(), '0');
    },
  },
  {
    name: 'takes a transaction twice for one, and knows none that was never sent',
    async run() {
      const chain = await subject.open();
      const address = await deploy(subject, chain);
      const { hash, raw } = await sign(chain, address, chain.encode.mintOnce(mintOf(1)));
      expectEqual('a transaction that was not sent', await chain.isKnown(hash), false);
      expectEqual('its receipt', await chain.receipt(hash), null);
      await chain.send(raw);
      await subject.mine();
      await chain.send(raw);
      expectEqual('a transaction that was sent', await chain.isKnown(hash), true);
      expectEqual('its receipt', (await chain.receipt(hash))?.succeeded, true);
      expectEqual('the receipt of an unknown one', await chain.receipt(unknownHash), null);
    },
  },
  {
    name: 'is opened as the chain that it is, and as no other',
    async run() {
      const error = await errorOf(() => subject.openAsOther());
      expectEqual('the reason', error.message.includes('CHAIN_ID'), true);
      expectEqual('the secret in it', error.message.includes(subject.secret), false);
    },
  },
  {
    name: 'says of a node that is away that it is, and nothing of its address',
    async run() {
      const error = await errorOf(() => subject.openAway());
      expectEqual('an answer', error instanceof NodeError && error.hasAnswered, false);
      const told = `${error.message} ${error.stack ?? ''} ${JSON.stringify(error)}`;
      expectEqual('the secret in it', told.includes(subject.secret), false);
    },
  },
];
