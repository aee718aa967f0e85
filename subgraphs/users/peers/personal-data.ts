import { serviceIdentity } from '@soko/auth';
import { createPeer, type PeerOperation, type PersonalPart, type SubgraphTransport } from '@soko/subgraph';
import type { ExportSource } from '../domain/data-export.ts';
import { usersChainData } from '../generated/peers/chain.ts';
import { usersChatData } from '../generated/peers/chat.ts';
import { usersFulfilmentData } from '../generated/peers/fulfilment.ts';
import { usersNotificationsData } from '../generated/peers/notifications.ts';
import { usersOrdersData } from '../generated/peers/orders.ts';
import { usersPaymentsData } from '../generated/peers/payments.ts';
import { usersProductsData } from '../generated/peers/products.ts';
import { usersWalletsData } from '../generated/peers/wallets.ts';

export type OtherSource = Exclude<ExportSource, 'users'>;

/** One part of what another subgraph holds about a person. `after` is the cursor of the part before it. */
export type ReadElsewhere = (
  subgraph: OtherSource,
  asked: { userId: string; after: string | null },
  correlationId: string,
) => Promise<PersonalPart>;

type AskForPart = PeerOperation<{ part: unknown }, { userId: string; after?: string | null | undefined }>;

/** The subgraphs that hold something about a person. */
const partOf: Readonly<Record<OtherSource, AskForPart>> = {
  chain: usersChainData,
  chat: usersChatData,
  fulfilment: usersFulfilmentData,
  notifications: usersNotificationsData,
  orders: usersOrdersData,
  payments: usersPaymentsData,
  products: usersProductsData,
  wallets: usersWalletsData,
};

export function createReadElsewhere(peer: (name: string) => SubgraphTransport): ReadElsewhere {
  const asks = new Map(Object.keys(partOf).map((name) => [name, createPeer(name, peer(name))]));
  return async (subgraph, asked, correlationId) => {
    const ask = asks.get(subgraph)!;
    return (await ask(partOf[subgraph], asked, serviceIdentity('users', correlationId))).part as PersonalPart;
  };
}
