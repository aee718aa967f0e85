import { requireUser } from '@soko/auth';
import { badUserInput, notFound, serviceUnavailable } from '@soko/errors';
import { chatConversation, newEvent } from '@soko/events';
import { isId, newId } from '@soko/ids';
import { tell } from '@soko/outbox';
import { inTransaction, type Queryable } from '@soko/postgres';
import { isRefusal } from '@soko/refusals';
import type { ChatContext } from '../context.ts';
import {
  type Conversation,
  type ConversationRow,
  factsOf,
  personOf,
  sideOfSender,
  type SubjectKind,
} from '../domain/conversation.ts';
import {
  type BuyerHasNoAccount,
  buyerHasNoAccount,
  type ConversationBlocked,
  type ConversationClosed,
  conversationBlocked,
  forbidsWriting,
  type OwnProduct,
  ownProduct,
  type PictureNotUsable,
} from '../domain/refusals.ts';
import type { Subject } from '../peers/subjects.ts';
import { saveStores } from '../store/fill-in-stores.ts';
import { findSellerUser } from '../store/known-sellers.ts';
import { answersForStore, findStoresOf } from '../store/known-teams.ts';
import { addConversation, findBlockers, lockConversationAbout, lockPair } from '../store/new-conversation.ts';
import { reloadConversation } from './own-conversation.ts';
import { type Draft, readDraft } from './read-draft.ts';
import { findRepeat, saveMessage, sendOnce } from './save-message.ts';
import { mayStillWrite, takeMessage } from './send-message.ts';
import { usePictures } from './use-pictures.ts';

interface StartConversationInput {
  productId?: string | null | undefined;
  orderId?: string | null | undefined;
  message?: string | undefined;
  pictureIds?: readonly string[] | undefined;
  clientId: string;
}

type Refusals = OwnProduct | BuyerHasNoAccount | ConversationBlocked | ConversationClosed | PictureNotUsable;

/** The two people, and what they write about. */
type People = Pick<
  ConversationRow,
  'buyerId' | 'sellerId' | 'sellerUserId' | 'storeId' | 'subjectKind' | 'subjectId' | 'about'
>;

/** Sends the first message about a product or an order, or a further one if the two have a conversation about it. */
export async function startConversation(
  context: ChatContext,
  input: StartConversationInput,
): Promise<Conversation | Refusals> {
  const { id: starterId } = requireUser(context.viewer);
  const { kind, id } = readTarget(input);
  const draft = readDraft({ ...input, text: input.message }, { kind, id }, 'message');
  const repeat = await findRepeat(context, starterId, draft);
  if (repeat !== null) return reloadConversation(context, repeat.conversationId);
  const people = await findPeople(context, kind, id, starterId);
  if (isRefusal(people)) return people;
  await takeMessage(context, starterId);
  const refusal = await usePictures(context, starterId, draft.pictureIds);
  if (refusal !== null) return refusal;
  const sent = await sendOnce(context, starterId, draft, () => writeAbout(context, people, starterId, draft));
  if ('repeat' in sent) return reloadConversation(context, sent.repeat.conversationId);
  return isRefusal(sent) ? sent : reloadConversation(context, sent.conversationId);
}

function readTarget({ productId, orderId }: StartConversationInput): { kind: SubjectKind; id: string } {
  if (productId != null && orderId == null) return { kind: 'PRODUCT', id: productId };
  if (orderId != null && productId == null) return { kind: 'ORDER', id: orderId };
  throw badUserInput('Pass `productId` or `orderId`, and not both.', 'productId');
}

async function findSubject(context: ChatContext, kind: SubjectKind, id: string, starterId: string): Promise<Subject> {
  const { subjects, identity } = context;
  const isOurs = isId(kind === 'PRODUCT' ? 'prd' : 'ord', id);
  const ask = kind === 'PRODUCT' ? subjects.product : subjects.order;
  const found = isOurs ? await ask(identity, id) : null;
  if (found !== null) return found;
  const ofTeam = isOurs && kind === 'ORDER' ? await findOrderOfTeam(context, id, starterId) : null;
  if (ofTeam === null) throw notFound(kind === 'PRODUCT' ? 'The product' : 'The order');
  return ofTeam;
}

/** An order of a store for which the person answers. Orders does not show it to them, and it stays unseen but for its number. */
async function findOrderOfTeam({ pool, subjects, identity }: ChatContext, id: string, starterId: string) {
  const stores = await findStoresOf(pool, starterId);
  if (stores.length === 0) return null;
  const order = await subjects.orderForTeam(identity, id);
  return order !== null && order.storeId !== null && stores.includes(order.storeId) ? order : null;
}

/** The buyer and the seller. Other people who see an order, such as couriers, write to neither. */
async function findPeople(
  context: ChatContext,
  kind: SubjectKind,
  id: string,
  starterId: string,
): Promise<People | OwnProduct | BuyerHasNoAccount> {
  const subject = await findSubject(context, kind, id, starterId);
  const sellerUserId = await findSellerUser(context.db, subject.sellerId);
  if (sellerUserId === null) throw serviceUnavailable('The seller is not known here yet. Try again in a moment.');
  const { sellerId, storeId, about } = subject;
  const people = { sellerId, sellerUserId, storeId, subjectKind: kind, subjectId: id, about };
  if (kind === 'PRODUCT') {
    return sellerUserId === starterId ? ownProduct() : { ...people, buyerId: starterId };
  }
  const { buyerId } = subject;
  const isOfTeam = storeId !== null && (await answersForStore(context.pool, starterId, storeId));
  if (buyerId !== starterId && sellerUserId !== starterId && !isOfTeam) throw notFound('The order');
  if (buyerId === null) return buyerHasNoAccount();
  return buyerId === sellerUserId ? ownProduct() : { ...people, buyerId };
}

const writeAbout = async (context: ChatContext, people: People, starterId: string, draft: Draft) => {
  const { limits, settings, pool } = context;
  const run = (mayAdd: boolean) =>
    inTransaction(pool, async (tx) => {
      const opened = await openConversation(tx, context, people, starterId, mayAdd);
      if (opened === 'new' || isRefusal(opened)) return opened;
      return saveMessage(tx, context, opened, starterId, draft);
    });
  const first = await run(false);
  if (first !== 'new') return first;
  await limits.take([
    {
      name: 'chat.conversations-by-person',
      key: starterId,
      points: settings.conversationsPerHour,
      says: 'Too many new conversations.',
    },
  ]);
  const second = await run(true);
  if (second === 'new') throw new Error('The conversation was not added.');
  return second;
};

/** The locked conversation of the two people, added if `mayAdd`; otherwise `new` if there is none. */
async function openConversation(
  tx: Queryable,
  { trail, now }: ChatContext,
  people: People,
  starterId: string,
  mayAdd: boolean,
): Promise<ConversationRow | 'new' | ConversationBlocked | ConversationClosed> {
  // A block waits for this transaction, or this one sees it: no conversation begins behind its back.
  await lockPair(tx, people.buyerId, people.sellerUserId);
  const blockedBy = await findBlockers(tx, people.buyerId, people.sellerUserId);
  const existing = await lockWithStore(tx, people);
  const about = existing ?? people;
  // A member of the store's team who was removed after the first look writes nothing.
  if (!(await mayStillWrite(tx, about, starterId))) throw notFound('The order');
  const person = personOf(about, sideOfSender(about, starterId));
  if (existing !== null) return forbidsWriting({ ...existing, blockedBy }, person) ?? existing;
  if (blockedBy.length > 0) return conversationBlocked(blockedBy.includes(person));
  if (!mayAdd) return 'new';
  const at = now();
  const row: ConversationRow = {
    ...people,
    id: newId('cnv'),
    status: 'OPEN',
    version: 1,
    lastSequence: 0,
    createdAt: at,
    lastMessageAt: at,
    closedReason: null,
  };
  // The lock of the pair is held: no other request can have added it.
  if (!(await addConversation(tx, row))) throw new Error('The conversation was added twice.');
  const data = { conversation: factsOf(row), starterId };
  await tell(tx, [newEvent(chatConversation, 'started', { subject: row.id, sequence: 1, data }, trail)]);
  return row;
}

/** The locked conversation of the two people, or null. One that began before chat knew stores gets its store now. */
async function lockWithStore(tx: Queryable, people: People): Promise<ConversationRow | null> {
  const existing = await lockConversationAbout(tx, people);
  const { storeId } = people;
  if (existing === null || existing.storeId !== null || storeId === null) return existing;
  const isGiven = (await saveStores(tx, [{ id: existing.id, storeId }])) === 1;
  return isGiven ? { ...existing, storeId } : existing;
}
