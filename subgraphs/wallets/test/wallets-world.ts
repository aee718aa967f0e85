import type { Viewer } from '@soko/auth';
import { newId } from '@soko/ids';
import { person, startTestSubgraph, type TestSubgraph } from '@soko/testing';
import { wallets } from '../index.ts';
import { post } from '../ledger/index.ts';

const opening = /* GraphQL */ `
  mutation ($input: OpenWalletInput!) {
    openWallet(input: $input) {
      __typename
      ... on Wallet {
        id
        currency
        name
        status
        available {
          amount
        }
      }
      ... on UserError {
        code
      }
    }
  }
`;

const float = { code: 'mpesa_float', currency: 'KES' } as const;

export const transferring = /* GraphQL */ `
  mutation ($input: TransferInput!) {
    transfer(input: $input) {
      __typename
      ... on WalletTransfer {
        reference
        from {
          available {
            amount
          }
        }
        to {
          available {
            amount
          }
        }
      }
      ... on UserError {
        code
      }
    }
  }
`;

export const KES = (amount: string) => ({ amount, currency: 'KES' });

/** The key that seals links in the world. */
export const worldSealKey = 'a key that only specs of wallets know';

/** A subgraph of wallets with short ways to use it. */
export async function startWalletsWorld() {
  const graph: TestSubgraph = await startTestSubgraph(wallets, { env: { SOKO_SEAL_KEY: worldSealKey } });

  /** The answer of a mutation, or its error. */
  async function send(document: string, input: Record<string, unknown>, as: Viewer) {
    const { data, errors } = await graph.query(document, { input }, { as });
    return errors === undefined ? Object.values(data)[0] : errors[0]!.extensions;
  }

  async function open(input: { currency?: string; name?: string; idempotencyKey?: string } = {}, as = person('usr_1')) {
    const written = { idempotencyKey: newId('req'), currency: 'KES', ...input };
    const { data, errors } = await graph.query(opening, { input: written }, { as });
    return errors === undefined ? data['openWallet'] : errors[0]!.extensions;
  }

  /** A main wallet with money, of a user of its own. */
  async function funded(userId: string, amountMinor: bigint) {
    const as = person(userId);
    const { id } = await open({}, as);
    const credit = { code: 'user_wallet', currency: 'KES', ownerId: userId } as const;
    const transfers = [{ debit: float, credit, amountMinor }];
    await post(graph.pool, [{ reference: `deposit:${userId}`, kind: 'deposit', transfers, at: new Date() }]);
    return { as, id: id as string };
  }

  return { graph, send, open, funded };
}

export type WalletsWorld = Awaited<ReturnType<typeof startWalletsWorld>>;
